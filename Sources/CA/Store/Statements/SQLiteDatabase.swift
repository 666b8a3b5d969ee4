import Foundation
import GRDB

/// SQLite behind ``StoreDatabase``; compiled statements are kept.
struct SQLiteDatabase: StoreDatabase {
  let database: Database

  func forEachRow(_ sql: String, _ arguments: [(any StoreArgument)?], _ body: (StoreRow) throws -> Void) throws {
    let statement = try database.cachedStatement(sql: sql)
    let names = statement.columnNames
    let cursor = try Row.fetchCursor(statement, arguments: Self.arguments(arguments))
    while let row = try cursor.next() {
      try body(StoreRow(columns: names, values: try names.indices.map { try Self.value(row, $0) }))
    }
  }

  func execute(_ sql: String, _ arguments: [(any StoreArgument)?]) throws -> Int {
    try database.cachedStatement(sql: sql).execute(arguments: Self.arguments(arguments))
    return database.changesCount
  }

  func stateVersion() throws -> Int64 {
    try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0
  }

  /// In one query: each question to SQLite about one table is another statement to compile.
  func columns() throws -> [String: [StoreColumn]] {
    var columns: [String: [StoreColumn]] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT m.name, p.name, p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> 'grdb_migrations'
        ORDER BY m.name, p.cid
        """)
    while let row = try rows.next() { columns[row[0], default: []].append(StoreColumn(name: row[1], key: row[2])) }
    return columns
  }

  func highestLogEntry() throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'log'") ?? 0
  }

  private static func arguments(_ arguments: [(any StoreArgument)?]) -> StatementArguments {
    StatementArguments(
      arguments.map { argument -> DatabaseValue in
        switch argument?.storeValue {
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let octets): Data(octets).databaseValue
        case .null, .foreign, nil: .null
        }
      })
  }

  private static func value(_ row: Row, _ index: Int) throws -> StoreValue {
    let value: DatabaseValue = row[index]
    switch value.storage {
    case .null: return .null
    case .int64(let number): return .integer(number)
    case .blob(let data): return .blob(Array(data))
    case .double: return .foreign(.type)
    case .string(let text):
      // Text ends at its first zero octet when it is read, and SQLite compares all of it: two rows that read the same
      // would have one digest, and a query would find only one of them.
      let isWhole = try row.withUnsafeData(atIndex: index) { $0?.elementsEqual(text.utf8) ?? text.isEmpty }
      return isWhole ? .text(text) : .foreign(.text)
    }
  }
}
