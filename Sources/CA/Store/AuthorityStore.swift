import Diagnostics
import Files
import GRDB
import SystemPackage
import X509

/// The database of a home. One command is one transaction; what fails leaves nothing behind.
struct AuthorityStore: Sendable {
  let path: FilePath
  private let queue: DatabaseQueue

  /// Opens the database, and makes it when `creating`; the file is readable by its owner only.
  init(path: FilePath, creating: Bool) throws(CAError) {
    guard creating || FileSystem.exists(path) else { throw .noAuthorities(home: FileSystem.parent(of: path)) }
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      // A rollback journal keeps the home one file that can be copied; full sync survives a power cut; deleted keys
      // are overwritten.
      try database.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
    }
    queue = try Self.reporting(path) {
      if !FileSystem.exists(path) {
        try wrapping(CAError.files, FileSystem.makeFile(path))
      }
      return try DatabaseQueue(path: path.string, configuration: configuration)
    }
    let queue = queue
    try Self.reporting(path) {
      if try queue.read({ try Schema.isForeign($0) }) {
        throw CAError.brokenDatabase(path: path, detail: "it is a database of another program")
      }
      if try queue.read({ try Schema.migrator.hasBeenSuperseded($0) }) { throw CAError.newerDatabase(path: path) }
      if try queue.read({ try !Schema.migrator.hasCompletedMigrations($0) }) { try Schema.migrator.migrate(queue) }
    }
  }

  /// Reads a consistent state.
  func read<Value>(_ body: (StoreReader) throws -> Value) throws(CAError) -> Value {
    try Self.reporting(path) { try queue.read { try body(StoreReader(database: $0)) } }
  }

  /// Changes the database in one transaction, or not at all.
  func write<Value>(_ body: (StoreWriter) throws -> Value) throws(CAError) -> Value {
    try Self.reporting(path) { try queue.write { try body(StoreWriter(database: $0)) } }
  }

  /// A copy of the whole database in one file, taken while nobody writes.
  func copy(to path: FilePath) throws(CAError) {
    // SQLite would make the file with a mode of its own.
    try wrapping(CAError.files, FileSystem.write([], to: path, permissions: .secret))
    try Self.reporting(path) { try queue.backup(to: DatabaseQueue(path: path.string)) }
  }

  /// The one border between GRDB's untyped errors and this module.
  private static func reporting<Value>(_ path: FilePath, _ body: () throws -> Value) throws(CAError) -> Value {
    do {
      return try body()
    } catch let error as CAError {
      throw error
    } catch let error as X509Error {
      throw .brokenDatabase(path: path, detail: "a certificate in it cannot be read: \(error.diagnostic.why)")
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: throw .brokenDatabase(path: path, detail: error.message ?? "it is damaged")
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw .files(.locked(folder: FileSystem.parent(of: path), seconds: 10))
      default: throw .database(detail: error.message ?? "\(error.resultCode)")
      }
    } catch {
      throw .database(detail: "\(error)")
    }
  }
}
