/// Changes of a database's tables, each made once and in its order.
struct Migrations: Sendable {
  /// Holds the names of the applied migrations. It is called as in homes of version 0.1.0.
  static let table = "grdb_migrations"

  private struct Migration: Sendable {
    let name: String
    let change: @Sendable (SQLiteConnection) throws -> Void
  }

  private var migrations: [Migration] = []

  var names: [String] { migrations.map(\.name) }

  mutating func add(_ name: String, _ change: @escaping @Sendable (SQLiteConnection) throws -> Void) {
    migrations.append(Migration(name: name, change: change))
  }

  /// How every version has made the table.
  private static let statement = "CREATE TABLE \(table) (identifier TEXT NOT NULL PRIMARY KEY)"

  /// The names of the applied migrations, also of those that only a later version knows.
  ///
  /// - Throws: ``BindingFault/foreignSchema(_:)`` if another program made the table: it is read before the form of the
  ///   database is compared, and SQLite would compute whatever stands in its columns.
  func applied(to database: SQLiteConnection) throws -> Set<String> {
    guard try database.tableExists(Self.table) else { return [] }
    let made: String? = try database.value(
      "SELECT sql FROM sqlite_master NOT INDEXED WHERE type = 'table' AND name = ? LIMIT 1", [Self.table])
    guard made == Self.statement else { throw CAError.binding(.foreignSchema("table \(Self.table)")) }
    var bound = FormBound()
    var names: Set<String> = []
    try database.forEachRow("SELECT identifier FROM \(Self.table) NOT INDEXED", []) { row in
      try bound.count(row)
      names.insert(try row[0])
    }
    return names
  }

  func areComplete(_ database: SQLiteConnection) throws -> Bool {
    try applied(to: database).isSuperset(of: names)
  }

  /// Whether a later version has changed the database.
  func isNewer(_ database: SQLiteConnection) throws -> Bool {
    !(try applied(to: database).isSubset(of: names))
  }

  /// Applies what is missing, each migration in a transaction of its own.
  ///
  /// - Parameter last: The last migration to apply; nil for all.
  func apply(to database: SQLiteConnection, upTo last: String? = nil) throws {
    // A table is changed by making another one in its place; references are checked when it is done.
    try database.run("PRAGMA foreign_keys = OFF")
    defer { try? database.run("PRAGMA foreign_keys = ON") }
    if try !database.tableExists(Self.table) { try database.run(Self.statement) }
    for migration in migrations {
      try database.transaction(isWriting: true) {
        guard try !applied(to: database).contains(migration.name) else { return }
        try migration.change(database)
        if try database.row("PRAGMA foreign_key_check") != nil {
          throw CAError.damagedStore("a row refers to another one that is missing")
        }
        try database.execute("INSERT INTO \(Self.table) (identifier) VALUES (?)", [migration.name])
      }
      if migration.name == last { break }
    }
  }
}
