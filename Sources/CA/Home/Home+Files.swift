import Files
public import SystemPackage

extension Home {
  /// The names of everything in a home's folder that is written for the home itself.
  private static let ownNames: Set<String> = [
    "federation.yaml", "home.pub", Checkpoint.fileName, StoreFile.fileName.string, "sealing.key", "sealing.key.next",
    SQLiteStore.fileName.string,
    ".gitignore",
  ]

  /// Refuses a file of any home as the place of a result. Links are followed.
  ///
  /// - Throws: ``CAError/ownFile(path:)``
  public static func requireForeign(_ path: FilePath) throws(CAError) {
    let target = FileSystem.resolved(path) ?? path
    guard let name = target.lastComponent?.string else { return }
    let folder = FileSystem.parent(of: target)
    let isHome = ["federation.yaml", SQLiteStore.fileName.string].contains { FileSystem.exists(folder.appending($0)) }
    // SQLite's journals and the copies before a migration bear the database's name.
    guard isHome, ownNames.contains(name) || name.hasPrefix(SQLiteStore.fileName.string) else { return }
    throw .ownFile(path: path)
  }
}
