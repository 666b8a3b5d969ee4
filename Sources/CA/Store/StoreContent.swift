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

  private var log: Table? { tables.first { $0.name == "log" } }

  /// How many entries this log has beyond that of a store, if that is the beginning of this one, entry by entry: then the
  /// store has nothing of its own. Nil if it is not.
  func entries(beyond database: any StoreDatabase) throws -> Int? {
    guard let log else { return nil }
    let present = try database.rows("SELECT \(log.columns.joined(separator: ", ")) FROM log ORDER BY entry")
    return log.rows.starts(with: present.map(\.values)) ? log.rows.count - present.count : nil
  }

  /// Whether this is what came of a store that has something.
  func continues(_ database: any StoreDatabase) throws -> Bool {
    guard let log, let more = try entries(beyond: database) else { return false }
    return more < log.rows.count
  }

  /// Removes what is in a store, but for its log.
  func clear(_ database: any StoreDatabase) throws {
    for table in tables.reversed() where table.name != "log" { try database.execute("DELETE FROM \(table.name)") }
  }

  /// Writes every row into a store that has none.
  ///
  /// - Parameter last: The last entry of the log that the store has already, or 0.
  func insert(into database: any StoreDatabase, after last: Int64 = 0) throws {
    for table in tables {
      let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
      let statement = "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(marks))"
      let entry = table.name == "log" ? table.columns.firstIndex(of: "entry") : nil
      for row in table.rows {
        if let entry, case .integer(let number) = row[entry], number <= last { continue }
        try database.execute(statement, row)
      }
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
