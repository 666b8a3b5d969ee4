import Cryptography

extension StoreReader {
  /// Tables that no signature covers: the log is covered by its end, and the binding holds the signature itself.
  private static let uncovered: Set<String> = ["log", "binding"]

  /// The largest number that the tool writes, of 48 bits. Times in seconds are far smaller, and sums of a few of them
  /// fit.
  static let largest: Int64 = 1 << 48

  func stateVersion() throws -> Int64 {
    try database.stateVersion()
  }

  func binding() throws -> StoredBinding? {
    try database.row("SELECT * FROM binding WHERE id = 1").map { row in
      StoredBinding(sealedKey: try row["sealed_key"], scope: try row["scope"], signature: try row["signature"])
    }
  }

  func presentScope() throws -> StateScope {
    let columns = try database.columns()
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
    let tables = try tableDigests(scope)
    return StateStatement(scope: scope, tables: tables, log: try logEnd())
  }

  func tableDigests(_ scope: StateScope) throws -> [[UInt8]] {
    let columns = try database.columns()
    let queries = scope.tables.map { table in
      let key = (columns[table.name] ?? []).filter { $0.key > 0 }.sorted { $0.key < $1.key }.map(\.name)
      let order = (key.isEmpty ? ["rowid"] : key).joined(separator: ", ")
      return "SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name) ORDER BY \(order)"
    }
    try database.prepare([Self.endOfLog] + queries)
    return try zip(scope.tables, queries).map { table, query in try digest(table, query) }
  }

  func isEmpty(_ table: String) throws -> Bool {
    try database.row("SELECT 1 FROM \(table) LIMIT 1") == nil
  }

  /// The first row is written before any other, in the transaction with the first signature. Where it is missing, nothing
  /// says which key signs the rest, so that there must be none.
  func requireUnused() throws {
    for table in try database.columns().keys.sorted() {
      guard StateScope.isName(table) else { throw CAError.damagedStore("the table `\(table)` is none of meshtrust") }
      guard try isEmpty(table) else { throw CAError.binding(.beheaded(table: table)) }
    }
    guard try lastLogEntry() == 0 else { throw CAError.binding(.beheaded(table: "log")) }
  }

  func checkNumbers() throws {
    _ = try statement(presentScope())
  }

  private func logEnd() throws -> LogEnd {
    // What is signed is a hash. Commands act on the words of the last entry, so that these must be what was hashed.
    let last = try lastEntry()
    try last?.requireTrueHash()
    let end = LogEnd(number: last?.number ?? 0, highest: try lastLogEntry(), hash: last?.hash ?? LogEntry.genesis)
    guard (0...Self.largest).contains(end.number), (0...Self.largest).contains(end.highest) else {
      throw CAError.damagedStore("the table log contains an impossible number")
    }
    return end
  }

  private func digest(_ table: StateScope.Table, _ query: String) throws -> [UInt8] {
    var writer = StateWriter()
    try database.forEachRow(query, []) { row in
      for value in row.values { try Self.put(value, of: table.name, &writer) }
      writer.putEnd()
    }
    return Digest.hash(.sha256, writer.octets)
  }

  private static func put(_ value: StoreValue, of table: String, _ writer: inout StateWriter) throws {
    switch value {
    case .null: writer.putNull()
    case .integer(let number):
      // Before 0.2.0 a remote could have any number; nothing is computed with it.
      guard table == "remote" || (-largest...largest).contains(number) else {
        throw CAError.damagedStore("the table \(table) contains an impossible number")
      }
      writer.put(number)
    case .text(let text): writer.put(text)
    case .blob(let octets): writer.put(octets)
    case .foreign(let kind): throw CAError.damagedStore("the table \(table) contains \(kind.words)")
    }
  }
}

extension StoreWriter {
  func setBinding(_ binding: StoredBinding) throws {
    try database.set(
      "binding", key: ["id"],
      ["id": 1, "sealed_key": binding.sealedKey, "scope": binding.scope, "signature": binding.signature])
  }
}
