import Files
import SystemPackage

/// The file authority.db in a home's folder: where the home's database is, unless a server has it.
enum AuthorityFile {
  static let name: FilePath = "authority.db"

  static func path(in folder: FilePath) -> FilePath { folder.pushing(name) }

  static func exists(in folder: FilePath) -> Bool { FileSystem.exists(path(in: folder)) }

  /// The copy from which a snapshot is read.
  static func copyPath(in folder: FilePath) -> FilePath { folder.appending("\(name).backup") }

  /// The name of a database whose home has gone into another one.
  static func leftPath(in folder: FilePath) -> FilePath { folder.appending("\(name).moved") }

  /// Opens the database in a folder, and creates it if asked to.
  ///
  /// - Throws: ``CAError/noAuthorities(home:)`` if it does not exist and is not to be created.
  static func open(
    in folder: FilePath, creating: Bool, clock: HomeClock, origin: @escaping @Sendable () -> LogOrigin
  ) throws(CAError) -> any AuthorityStore {
    try SQLiteStore(in: folder, creating: creating, clock: clock, origin: origin)
  }

  /// A database with some content, as one file. Its octets depend on nothing but the content, whatever store it was in.
  static func image(of content: StoreContent, in folder: FilePath) throws(CAError) -> Backup.Part {
    try SQLiteStore.image(of: content, in: folder)
  }

  /// Removes the copy that a killed command left, and its drafts.
  static func sweep(_ folder: FilePath) throws(CAError) { try SQLiteStore.sweep(folder) }
}
