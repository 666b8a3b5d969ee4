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

  /// The names of the applied migrations, also of those that only a later version knows.
  func applied(to database: SQLiteConnection) throws -> Set<String> {
    guard try database.tableExists(Self.table) else { return [] }
    return Set(try database.values("SELECT identifier FROM \(Self.table)") as [String])
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
    try database.run("CREATE TABLE IF NOT EXISTS \(Self.table) (identifier TEXT NOT NULL PRIMARY KEY)")
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
