import PostgreSQL

/// PostgreSQL behind ``StoreDatabase``, in a transaction.
struct PostgresDatabase: StoreDatabase {
  /// The longest that a message may take, in seconds.
  static let timeout = 30

  let transaction: PostgresTransaction
  /// The random name of this store.
  let store: String
  let version: Int64
  let form: PostgresForm

  static let highest = "SELECT highest FROM store"

  func forEachRow(_ sql: String, _ arguments: [(any StoreArgument)?], _ body: (StoreRow) throws -> Void) throws {
    let answer = try transaction.answer(sql, Self.values(arguments))
    for row in answer.rows { try body(StoreRow(columns: answer.columns, values: row.map(StoreValue.init))) }
  }

  func execute(_ sql: String, _ arguments: [(any StoreArgument)?]) throws {
    try transaction.change(sql, Self.values(arguments))
  }

  func prepare(_ statements: [String]) throws { try transaction.prepare(statements + [Self.highest]) }

  func prepare(_ statement: String, each values: [String]) throws {
    try transaction.prepare(values.compactMap { PostgresTransaction.statement(statement, [.text($0)]) })
  }

  func expect(_ statements: [String]) { transaction.expect(statements) }

  var storeName: String { Self.name(of: store) }

  static func name(of store: String) -> String { "PostgreSQL, store \(store)" }

  func stateVersion() -> Int64 { version }

  func columns() -> [String: [StoreColumn]] { form.columns }

  func highestLogEntry() throws -> Int64 { try value(Self.highest) ?? 0 }

  func setHighestLogEntry(_ number: Int64) throws { try execute("UPDATE store SET highest = ?", [number]) }

  func close(movedTo target: String) throws {
    try execute("SET LOCAL ROLE meshtrust_owner")
    try execute("UPDATE store SET state = 'moved', moved_to = ?", [target])
    try execute("SET LOCAL ROLE none")
  }

  func reopen() throws {
    try execute("SET LOCAL ROLE meshtrust_owner")
    try execute("UPDATE store SET state = 'open', moved_to = '' WHERE state = 'moved'")
    try execute("SET LOCAL ROLE none")
  }

  private static func values(_ arguments: [(any StoreArgument)?]) -> [PostgreSQLValue] {
    arguments.map { argument in
      switch argument?.storeValue {
      case .integer(let number): .integer(number)
      case .text(let text): .text(text)
      case .blob(let octets): .bytes(octets)
      case .null, .foreign, nil: .null
      }
    }
  }
}

extension StoreValue {
  init(_ value: PostgreSQLValue) {
    switch value {
    case .null: self = .null
    case .integer(let number): self = .integer(number)
    case .text(let text): self = .text(text)
    case .bytes(let octets): self = .blob(octets)
    case .other: self = .foreign(.type)
    }
  }
}
