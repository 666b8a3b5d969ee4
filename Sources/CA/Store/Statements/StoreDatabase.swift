/// A database in a transaction. Statements are in the SQL that SQLite and PostgreSQL share, with a question mark for each
/// argument; what the two do not share is a requirement of this protocol.
protocol StoreDatabase {
  /// Hands over the rows of an answer as they come.
  func forEachRow(_ sql: String, _ arguments: [(any StoreArgument)?], _ body: (StoreRow) throws -> Void) throws

  /// Changes something, at the latest before the next answer comes or the transaction ends.
  func execute(_ sql: String, _ arguments: [(any StoreArgument)?]) throws

  /// Asks for the answers to statements that come next, all at once where that is cheaper.
  func prepare(_ statements: [String]) throws

  /// Asks for the answers to a statement with each of several values, all at once where that is cheaper.
  func prepare(_ statement: String, each values: [String]) throws

  /// Says what is likely to be asked next: its answers come with those of the next ``prepare(_:)``.
  func expect(_ statements: [String])

  /// Tells this store from any other, in the log.
  var storeName: String { get }

  /// Changes whenever somebody else has written.
  func stateVersion() throws -> Int64

  /// The columns of every table but those that belong to the store itself, by table, each in its order.
  func columns() throws -> [String: [StoreColumn]]

  /// The highest number that an entry of the log ever had.
  func highestLogEntry() throws -> Int64

  /// Records the highest number, in a store into which a log was copied.
  func setHighestLogEntry(_ number: Int64) throws

  /// Refuses from here on what would be written, since the home goes elsewhere.
  func close(movedTo target: String) throws

  /// Takes that back: the home goes on here.
  func reopen() throws
}

/// A column of a table.
struct StoreColumn: Hashable, Sendable {
  let name: String
  /// Its place in the primary key from 1, or 0.
  let key: Int
}

extension StoreDatabase {
  func prepare(_ statement: String, each values: [String]) {}

  func expect(_ statements: [String]) {}

  func rows(_ sql: String, _ arguments: [(any StoreArgument)?] = []) throws -> [StoreRow] {
    var rows: [StoreRow] = []
    try forEachRow(sql, arguments) { rows.append($0) }
    return rows
  }

  /// The first row.
  func row(_ sql: String, _ arguments: [(any StoreArgument)?] = []) throws -> StoreRow? {
    try rows(sql, arguments).first
  }

  /// The first column of each row.
  func values<Value: StoreReadable>(_ sql: String, _ arguments: [(any StoreArgument)?] = []) throws -> [Value] {
    try rows(sql, arguments).map { try $0[0] }
  }

  /// The first column of the first row; nil if there is none.
  func value<Value: StoreReadable>(_ sql: String, _ arguments: [(any StoreArgument)?] = []) throws -> Value? {
    try row(sql, arguments).map { try $0[0] }
  }

  func execute(_ sql: String) throws { try execute(sql, []) }

  /// Writes a row, or other values into the row with the same key.
  func set(_ table: String, key: [String], _ row: KeyValuePairs<String, (any StoreArgument)?>) throws {
    let columns = row.map(\.key)
    let others = columns.filter { !key.contains($0) }.map { "\($0) = excluded.\($0)" }
    try execute(
      """
      INSERT INTO \(table) (\(columns.joined(separator: ", ")))
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
      ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(others.joined(separator: ", "))
      """, row.map(\.value))
  }
}
