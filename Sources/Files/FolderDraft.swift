import Diagnostics
import Glibc
public import SystemPackage

/// A new folder that is filled under a name that nobody can guess, and gets its own name when what it is about is done.
/// From then on nothing of it is removed, because it may contain the only copy of something.
public struct FolderDraft {
  /// Where it is filled.
  public let path: FilePath
  private let target: FilePath

  /// Makes it, readable only by its owner, beside the folder that it is for.
  ///
  /// - Throws: ``FileError/exists(_:)`` if there is anything of that name, and be it a link to nothing.
  public init(of target: FilePath) throws(FileError) {
    self.target = target.lexicallyNormalized()
    guard let name = self.target.lastComponent?.string else {
      throw .system(operation: "make the folder", path: target, .invalidArgument)
    }
    guard FileSystem.status(self.target, followingLinks: false) == nil else { throw .exists(target) }
    let parent = FileSystem.parent(of: self.target)
    try FileSystem.makeFolder(parent)
    path = FileSystem.temporary(parent.appending(".\(name)"))
    try FileSystem.check(unsafe mkdir(path.string, 0o700) == 0, "make the folder", target)
  }

  /// Gives it its name, in the place of nothing.
  ///
  /// - Throws: ``FileError/unplaced(draft:target:)``; then it stays where it is.
  public func put() throws(FileError) {
    do throws(FileError) {
      try FileSystem.putInNewPlace(path, target)
    } catch {
      throw .unplaced(draft: path, target: target)
    }
    try FileSystem.synchronize(FileSystem.parent(of: target))
  }

  /// Removes it, while nothing depends on it.
  public func discard() { try? FileSystem.remove(path) }

  /// What earlier drafts of the same folder have left.
  public static func leftOvers(of target: FilePath) -> [FilePath] {
    let target = target.lexicallyNormalized()
    let parent = FileSystem.parent(of: target)
    let name = ".\(target.lastComponent?.string ?? "")"
    return ((try? FileSystem.names(in: parent)) ?? []).filter { FileSystem.finalName(ofTemporary: $0) == name }
      .sorted().map { parent.appending($0) }
  }
}
