import Cryptography
import FoundationEssentials
import GRDB

extension SQLiteReader {
  /// Tables that no signature covers: the log is covered by its end, the binding holds the signature itself, and the
  /// list of migrations belongs to the program.
  private static let uncovered: Set<String> = ["log", "binding", "grdb_migrations"]

  /// The largest number that the tool writes, of 48 bits. Times in seconds are far smaller, and sums of a few of them
  /// fit.
  static let largest: Int64 = 1 << 48

  func stateVersion() throws -> Int64 {
    try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0
  }

  func binding() throws -> StoredBinding? {
    guard let row = try Row.fetchOne(database, sql: "SELECT * FROM binding WHERE id = 1") else { return nil }
    return StoredBinding(
      sealedKey: Self.bytes(row["sealed_key"]), scope: row["scope"], signature: Self.bytes(row["signature"]))
  }

  func presentScope() throws -> StateScope {
    let columns = try columns()
    if let other = columns.keys.first(where: { !StateScope.isName($0) }) {
      throw CAError.damagedStore("the table `\(other)` is none of meshtrust")
    }
    return StateScope(
      tables: columns.filter { !Self.uncovered.contains($0.key) }.sorted { $0.key < $1.key }.map { name, columns in
        // The octets of a certificate are compared with its fingerprint when they are read.
        StateScope.Table(name: name, columns: columns.map(\.name).filter { name != "certificate" || $0 != "der" })
      })
  }

  func statement(_ scope: StateScope) throws -> StateStatement {
    let (end, columns) = (try logEnd(), try columns())
    let tables = try scope.tables.map { table in
      let key = (columns[table.name] ?? []).filter { $0.key > 0 }.sorted { $0.key < $1.key }.map(\.name)
      return try digest(table, orderedBy: key.isEmpty ? ["rowid"] : key)
    }
    return StateStatement(scope: scope, tables: tables, log: end)
  }

  /// A column of a table.
  private struct Column {
    let name: String
    /// Its place in the primary key from 1, or 0.
    let key: Int
  }

  /// The columns of every table, in one query: each question to SQLite about one table is another statement to compile.
  private func columns() throws -> [String: [Column]] {
    var columns: [String: [Column]] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT m.name, p.name, p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, p.cid
        """)
    while let row = try rows.next() { columns[row[0], default: []].append(Column(name: row[1], key: row[2])) }
    return columns
  }

  func isEmpty(_ table: String) throws -> Bool {
    try Row.fetchOne(database, sql: "SELECT 1 FROM \(table) LIMIT 1") == nil
  }

  func checkNumbers() throws {
    _ = try statement(presentScope())
  }

  private func logEnd() throws -> LogEnd {
    let last = try Row.fetchOne(database, sql: "SELECT entry, hash FROM log ORDER BY entry DESC LIMIT 1")
    let end = LogEnd(
      number: last?["entry"] ?? 0, highest: try lastLogEntry(), hash: last?["hash"] ?? LogEntry.genesis)
    guard (0...Self.largest).contains(end.number), (0...Self.largest).contains(end.highest) else {
      throw CAError.damagedStore("the table log contains an impossible number")
    }
    return end
  }

  private func digest(_ table: StateScope.Table, orderedBy key: [String]) throws -> [UInt8] {
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name) ORDER BY \(key.joined(separator: ", "))")
    var writer = StateWriter()
    while let row = try rows.next() {
      for index in table.columns.indices { try put(row, index, of: table.name, &writer) }
      writer.putEnd()
    }
    return Digest.hash(.sha256, writer.octets)
  }

  private func put(_ row: Row, _ index: Int, of table: String, _ writer: inout StateWriter) throws {
    let value: DatabaseValue = row[index]
    switch value.storage {
    case .null: writer.putNull()
    case .int64(let number):
      // Before 0.2.0 a remote could have any number; nothing is computed with it.
      guard table == "remote" || (-Self.largest...Self.largest).contains(number) else {
        throw CAError.damagedStore("the table \(table) contains an impossible number")
      }
      writer.put(number)
    case .string(let text):
      // Text ends at its first zero octet when it is read, and SQLite compares all of it: two rows that read the same
      // would have one digest, and a query would find only one of them.
      let octets: Data = row[index]
      guard text.utf8.elementsEqual(Self.bytes(octets)) else {
        throw CAError.damagedStore("the table \(table) contains text with a zero octet, or that is no UTF-8")
      }
      writer.put(text)
    case .blob(let data): writer.put(Self.bytes(data))
    case .double: throw CAError.damagedStore("the table \(table) contains a number of another type")
    }
  }
}

extension SQLiteWriter {
  func setBinding(_ binding: StoredBinding) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO binding (id, sealed_key, scope, signature) VALUES (1, ?, ?, ?)",
      arguments: [Data(binding.sealedKey), binding.scope, Data(binding.signature)])
  }
}
