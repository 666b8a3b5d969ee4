import Files
import SystemPackage
import X509

extension SQLiteStore {
  /// Migrates an older database, and keeps a copy of the old one beside it.
  static func migrate(_ queue: OneAtATime<SQLiteConnection>, _ path: FilePath) throws {
    guard try queue.read({ try !Schema.migrations.areComplete($0) }) else { return }
    try queue.read { database in
      if try database.tableExists(Migrations.table) { try SchemaForm.require(database, \.isKnown) }
    }
    if let version = try queue.read({ try Schema.version($0) }) {
      try keep(queue, at: FilePath("\(path).v\(version)-\(lastChange(of: path))"))
    }
    try queue.use { try Schema.migrations.apply(to: $0) }
  }

  /// Copies the database atomically, readable only by its owner. An existing file of that name is a copy of the same
  /// database: another command is keeping it right now, or the database was restored and is migrated again.
  private static func keep(_ queue: OneAtATime<SQLiteConnection>, at copy: FilePath) throws {
    guard !FileSystem.exists(copy) else { return }
    let draft = FileSystem.temporary(copy)
    do {
      try wrapping(CAError.files, FileSystem.write([], to: draft, permissions: .secret))
      try queue.use { try $0.backup(to: SQLiteConnection(draft.string)) }
      try wrapping(CAError.files, FileSystem.rename(draft, to: copy))
    } catch {
      try? FileSystem.remove(draft)
      throw error
    }
  }

  /// Whether a file of the home is a draft that a killed ``keep(_:at:)`` left.
  static func isDraftOfOldForm(_ name: String) -> Bool {
    FileSystem.finalName(ofTemporary: name)?.hasPrefix("\(AuthorityFile.name).v") ?? false
  }

  /// When the file was last written, as `20260102T030405Z`.
  private static func lastChange(of path: FilePath) -> String {
    Timestamp(seconds: FileSystem.lastChange(of: path) ?? 0).description.filter { $0 != "-" && $0 != ":" }
  }
}
