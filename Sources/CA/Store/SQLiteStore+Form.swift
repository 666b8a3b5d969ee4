import CSQLite
import Files
import Synchronization
import SystemPackage

/// The state of a database whose form was checked last.
final class CheckedForm: Sendable {
  private let state = Mutex<Int64?>(nil)

  /// Refuses a database that no version has made, once for each state of it that others have written.
  func require(_ database: SQLiteConnection) throws {
    let present = try database.stateVersion()
    guard state.withLock({ $0 }) != present else { return }
    try SchemaForm.require(database) { $0 == .present }
    try SchemaForm.requireTrueIndexes(database)
    state.withLock { $0 = present }
  }
}

extension SQLiteStore {
  /// Ends the journal of a command that was killed before it had changed anything. SQLite undoes what a whole journal
  /// says; one that is empty or was not finished it leaves alone. A transaction of our own takes its place and removes it.
  func removeColdJournal() throws(CAError) {
    guard FileSystem.exists(Self.beside(path, "-journal")) else { return }
    try Self.reporting(path) {
      try queue.write { database in
        try form.require(database)
        let version = try database.value("PRAGMA user_version") as Int64? ?? 0
        try database.run("PRAGMA user_version = \(version)")
      }
    }
  }
}

extension SchemaForm {
  static func require(_ database: SQLiteConnection, _ isRight: (SchemaForm) -> Bool) throws {
    guard isRight(try SchemaForm(database)) else {
      throw CAError.binding(.foreignSchema(try stranger(in: database)))
    }
  }

  /// Compares every index with its table, also those that SQLite makes for UNIQUE: a query that an index answers would
  /// see other rows than the one that checks the signature.
  ///
  /// `quick_check` leaves the indexes out, and `NOT INDEXED` has no effect on tables WITHOUT ROWID. The check costs as
  /// much as the digest that is signed: less than 1 ms for a few meshes, 4 ms for 60.
  static func requireTrueIndexes(_ database: SQLiteConnection) throws {
    let answer = try database.value("PRAGMA integrity_check(1)") as String? ?? ""
    guard answer != "ok" else { return }
    if answer.contains(" index ") { throw CAError.binding(.falseIndex(detail: answer)) }
    throw SQLiteError(SQLITE_CORRUPT, answer)
  }
}
