public import SystemPackage

/// Several files that one command edits in place. A file named twice, for example through a symbolic link, is written
/// once.
public struct EditedFiles: Sendable {
  private var files: [FilePath: EditedFile] = [:]
  /// The new content of each file that was written, by its target.
  private var written: [FilePath: [UInt8]] = [:]

  public init() {}

  /// Reads a file that has not been read yet.
  public mutating func read(_ path: FilePath) throws(FileError) -> [UInt8] {
    if let known = files[path] { return known.bytes }
    let file = try EditedFile(path)
    files[path] = file
    return file.bytes
  }

  /// Replaces the content of a file that was read. Returns false if it was already written under another name.
  ///
  /// - Throws: ``FileError/changed(_:)`` if the file has changed since it was read, or its two names would get
  /// different contents.
  public mutating func replace(_ path: FilePath, with new: [UInt8]) throws(FileError) -> Bool {
    guard let file = files[path] else { throw .changed(path) }
    if let known = written[file.target] {
      guard known == new else { throw .changed(path) }
      return false
    }
    try file.replace(with: new, lockTimeout: Self.lockTimeout)
    written[file.target] = new
    return true
  }

  private static let lockTimeout = 10
}
