public import SystemPackage

/// A file that people wrote, and that a command edits in place.
///
/// An edit has two phases: read the file here, then write it with ``replace(with:)``. In between, the command shows the
/// change and asks for confirmation, which may take hours. Nothing is written if the file changed in the meantime.
/// A symbolic link stays one, and its target keeps its permissions, owner and group.
public struct EditedFile: Sendable {
  /// The path as the user gave it.
  public let path: FilePath
  /// The absolute path of the file itself, with every symbolic link followed.
  public let target: FilePath
  /// The content when the file was read.
  public let bytes: [UInt8]

  /// Reads a file.
  public init(_ path: FilePath) throws(FileError) {
    let target = FileSystem.resolved(path) ?? path
    bytes = try FileSystem.read(target, onlyRegular: true)
    self.path = path
    self.target = target
  }

  /// - Throws: ``FileError/changed(_:)`` if the file has changed since it was read.
  public func requireUnchanged() throws(FileError) {
    guard FileSystem.resolved(path) == target, try FileSystem.read(target, onlyRegular: true) == bytes else {
      throw .changed(path)
    }
  }

  /// Replaces the content in one step, under a lock that the caller holds.
  ///
  /// - Throws: ``FileError/changed(_:)`` if somebody changed the file since it was read.
  public func replace(with new: [UInt8]) throws(FileError) {
    try requireUnchanged()
    guard new != bytes else { return }
    try FileSystem.rewrite(target, new)
  }

  /// Replaces the content in one step under a lock on the file's folder: for a file outside every home.
  public func replace(with new: [UInt8], lockTimeout seconds: Int) throws(FileError) {
    let lock = try FolderLock(FileSystem.parent(of: target), timeout: seconds)
    defer { withExtendedLifetime(lock) {} }
    try replace(with: new)
  }
}
