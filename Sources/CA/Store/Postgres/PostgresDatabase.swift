import PostgreSQL

/// PostgreSQL behind ``StoreDatabase``, in a transaction.
struct PostgresDatabase: StoreDatabase {
  /// The longest that a statement may take, in seconds.
  static let patience = 30

  let connection: PostgreSQLConnection
  /// The random name of this store.
  let store: String
  let version: Int64
  let form: PostgresForm

  func forEachRow(_ sql: String, _ arguments: [(any StoreArgument)?], _ body: (StoreRow) throws -> Void) throws {
    let answer = try run(sql, arguments)
    for row in answer.rows { try body(StoreRow(columns: answer.columns, values: row.map(StoreValue.init))) }
  }

  func execute(_ sql: String, _ arguments: [(any StoreArgument)?]) throws -> Int { try run(sql, arguments).count }

  var storeName: String { Self.name(of: store) }

  static func name(of store: String) -> String { "PostgreSQL, store \(store)" }

  func stateVersion() -> Int64 { version }

  func columns() -> [String: [StoreColumn]] { form.columns }

  func highestLogEntry() throws -> Int64 { try value("SELECT highest FROM store") ?? 0 }

  func setHighestLogEntry(_ number: Int64) throws {
    _ = try execute("UPDATE store SET highest = ?", [number])
  }

  func close(movedTo target: String) throws {
    _ = try connection.run(script: "SET LOCAL ROLE meshtrust_owner", within: Self.patience)
    _ = try execute("UPDATE store SET state = 'moved', moved_to = ?", [target])
    _ = try connection.run(script: "SET LOCAL ROLE none", within: Self.patience)
  }

  private func run(_ sql: String, _ arguments: [(any StoreArgument)?]) throws(PostgreSQLError) -> PostgreSQLAnswer {
    let values = arguments.map { argument -> PostgreSQLValue in
      switch argument?.storeValue {
      case .integer(let number): .integer(number)
      case .text(let text): .text(text)
      case .blob(let octets): .bytes(octets)
      case .null, .foreign, nil: .null
      }
    }
    return try connection.run(Self.numbered(sql), values, within: Self.patience)
  }

  /// A statement with `$1`, `$2`, … in place of question marks outside of constants.
  static func numbered(_ sql: String) -> String {
    var (text, isConstant, number) = ("", false, 0)
    for character in sql {
      if character == "'" { isConstant.toggle() }
      if character == "?", !isConstant {
        number += 1
        text += "$\(number)"
      } else {
        text.append(character)
      }
    }
    return text
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
