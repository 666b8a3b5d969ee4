import Files
public import SystemPackage

extension Home {
  /// The file whose lock keeps other writers out. It is empty, and stays.
  static let lockName = ".lock"

  /// Keeps other writers out as long as the value exists.
  ///
  /// - Parameter isHome: Whether the folder is a home, or becomes one. In any other no file is left behind.
  func lockFolder(isHome: Bool) throws(CAError) -> FolderLock {
    try wrapping(CAError.files, FolderLock(folder, file: isHome ? Self.lockName : nil, timeout: lockTimeout))
  }

  /// The names of everything in a home's folder that is written for the home itself.
  private static let ownNames: Set<String> = [
    "federation.yaml", "home.pub", Checkpoint.fileName, StoreFile.fileName.string, "sealing.key", "sealing.key.next",
    AuthorityFile.name.string,
    ".gitignore", lockName,
  ]

  /// Refuses a file of any home, and what lies in a mesh's folder below its `out`, as the place of a result. Links are
  /// followed.
  ///
  /// - Throws: ``CAError/ownFile(path:)``
  public static func requireForeign(_ path: FilePath) throws(CAError) {
    let target = FileSystem.resolved(path) ?? path
    guard let name = target.lastComponent?.string else { return }
    let folder = FileSystem.parent(of: target)
    // SQLite's journals and the copies before a migration bear the database's name.
    let isOwn = ownNames.contains(name) || name.hasPrefix(AuthorityFile.name.string)
    guard isOwn && isHome(folder) || isBelowOutput(FileSystem.resolved(folder) ?? folder) else { return }
    throw .ownFile(path: path)
  }

  private static func isHome(_ folder: FilePath) -> Bool {
    ["federation.yaml", AuthorityFile.name.string].contains { FileSystem.exists(folder.appending($0)) }
  }

  /// Whether a folder is in a home's `out`, whose own files may be anybody's.
  private static func isBelowOutput(_ folder: FilePath) -> Bool {
    var parent = folder
    while parent.removeLastComponent() {
      if parent.lastComponent?.string == outputName, isHome(parent.removingLastComponent()) { return true }
    }
    return false
  }
}
