/// Everything that a store contains, to be put into another one. What the home's key signed of it stays valid there.
struct StoreContent {
  struct Table {
    let name: String
    let columns: [String]
    let rows: [[StoreValue]]
  }

  /// In an order in which each row comes after those that it refers to.
  let tables: [Table]
  let highestLogEntry: Int64

  /// The hash of the last entry of the log.
  let lastHash: String?

  /// The tables to which others refer.
  private static let first = ["certificate", "key", "proposal"]

  init(_ database: any StoreDatabase) throws {
    let columns = try database.columns()
    let names = Self.first.filter { columns[$0] != nil } + columns.keys.filter { !Self.first.contains($0) }.sorted()
    tables = try names.map { name in
      let all = columns[name] ?? []
      let key = all.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map(\.name)
      let order = key.isEmpty ? "" : " ORDER BY \(key.joined(separator: ", "))"
      let list = all.map(\.name).joined(separator: ", ")
      return Table(
        name: name, columns: all.map(\.name),
        rows: try database.rows("SELECT \(list) FROM \(name)\(order)").map(\.values))
    }
    highestLogEntry = try database.highestLogEntry()
    lastHash = try database.value("SELECT hash FROM log ORDER BY entry DESC LIMIT 1")
  }

  /// Writes every row into a store that has none.
  func insert(into database: any StoreDatabase) throws {
    for table in tables {
      let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
      let statement = "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(marks))"
      for row in table.rows { try database.execute(statement, row) }
    }
    if highestLogEntry > 0 { try database.setHighestLogEntry(highestLogEntry) }
  }
}

extension StoreReader {
  var storeName: String { database.storeName }

  func content() throws -> StoreContent { try StoreContent(database) }

  func everySealedKey() throws -> [(identifier: String, sealed: [UInt8])] {
    try database.rows("SELECT id, sealed FROM key ORDER BY id").map { (try $0[0], try $0[1]) }
  }
}

extension StoreWriter {
  func closeStore(movedTo target: String) throws { try database.close(movedTo: target) }

  func reopenStore() throws { try database.reopen() }
}

extension StoreValue: StoreArgument {
  var storeValue: StoreValue { self }
}
