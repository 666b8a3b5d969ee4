import PostgreSQL

/// The statements of one transaction, in as few messages as may be: each message costs a round trip.
///
/// What changes something waits until something is asked, and goes with it. An answer counts until something is written
/// into one of its tables: in a snapshot nobody else writes.
final class PostgresTransaction {
  let connection: PostgreSQLConnection
  private var waiting = ""
  private var known: [String: Known] = [:]
  /// Answers that were asked for before somebody wanted them, each for one use.
  private var prepared: [String: Known] = [:]
  /// What goes with the next questions.
  private var expected: [String] = []

  /// The longest message with changes, and the longest answer that is kept, in octets and rows.
  private static let (largestMessage, largestAnswer) = (1 << 20, 1000)

  /// An answer, and the tables that it is from.
  private struct Known {
    let answer: PostgreSQLAnswer
    let tables: Set<Substring>

    init(_ answer: PostgreSQLAnswer, to statement: String) {
      self.answer = answer
      tables = PostgresTransaction.tables(statement)
    }
  }

  init(_ connection: PostgreSQLConnection) {
    self.connection = connection
  }

  /// Takes the answers to statements that were sent by somebody else.
  func know(_ statements: [String], _ answers: some Collection<PostgreSQLAnswer>) {
    for (statement, answer) in zip(statements, answers) { known[statement] = Known(answer, to: statement) }
  }

  func prepare(_ statements: [String]) throws(PostgreSQLError) {
    var sent: Set<String> = []
    let new = statements.filter { known[$0] == nil && prepared[$0] == nil && sent.insert($0).inserted }
    guard !new.isEmpty else { return }
    let more = expected.filter { known[$0] == nil && sent.insert($0).inserted }
    expected = []
    let all = new + more
    for (index, answer) in try send(all.joined(separator: "; ")).suffix(all.count).enumerated() {
      let known = Known(answer, to: all[index])
      if answer.rows.count <= Self.largestAnswer {
        self.known[all[index]] = known
      } else {
        prepared[all[index]] = known
      }
    }
  }

  func expect(_ statements: [String]) { expected = statements }

  func answer(_ sql: String, _ values: [PostgreSQLValue]) throws(PostgreSQLError) -> PostgreSQLAnswer {
    guard let statement = Self.statement(sql, values) else {
      // The server says what is wrong with a value that no statement can contain.
      try flush()
      return try connection.run(Self.numbered(sql), values, within: PostgresDatabase.timeout)
    }
    if let found = known[statement] ?? prepared.removeValue(forKey: statement) { return found.answer }
    guard let answer = try send(statement).last else { throw .lost("the server did not answer") }
    if answer.rows.count <= Self.largestAnswer { known[statement] = Known(answer, to: statement) }
    return answer
  }

  func change(_ sql: String, _ values: [PostgreSQLValue]) throws(PostgreSQLError) {
    forget(sql)
    guard let statement = Self.statement(sql, values) else {
      try flush()
      _ = try connection.run(Self.numbered(sql), values, within: PostgresDatabase.timeout)
      return
    }
    waiting += "\(statement);\n"
    if waiting.utf8.count > Self.largestMessage { try flush() }
  }

  /// Makes the changes that wait, and runs what is left to do, in one message.
  @discardableResult
  func send(_ script: String) throws(PostgreSQLError) -> [PostgreSQLAnswer] {
    let text = waiting + script
    waiting = ""
    return try connection.run(script: text, within: PostgresDatabase.timeout)
  }

  func flush() throws(PostgreSQLError) {
    if !waiting.isEmpty { try send("") }
  }

  /// Forgets the answers that a change could make wrong: those to questions that name its table.
  private func forget(_ sql: String) {
    var changed = Self.tables(sql)
    // The trigger of the log writes the highest number.
    if changed.contains("log") { changed.insert("store") }
    known = known.filter { changed.isDisjoint(with: $0.value.tables) && !changed.isEmpty }
    prepared = prepared.filter { changed.isDisjoint(with: $0.value.tables) && !changed.isEmpty }
  }

  /// The tables that a statement names, after the words of SQL that a name follows. Our statements have no lists of them.
  private static func tables(_ sql: String) -> Set<Substring> {
    var (tables, isNext): (Set<Substring>, Bool) = ([], false)
    for word in sql.split(whereSeparator: { " \n(),;".contains($0) }) {
      if isNext { tables.insert(word) }
      isNext = ["INTO", "UPDATE", "FROM", "JOIN"].contains(word)
    }
    return tables
  }

  /// A statement with constants in place of question marks outside of constants; nil if it cannot have one of them.
  static func statement(_ sql: String, _ values: [PostgreSQLValue]) -> String? {
    guard !values.isEmpty else { return sql }
    let constants = values.compactMap(\.constant)
    guard constants.count == values.count else { return nil }
    return replacingMarks(sql) { constants[$0] }
  }

  /// A statement with `$1`, `$2`, … in place of them.
  static func numbered(_ sql: String) -> String { replacingMarks(sql) { "$\($0 + 1)" } }

  private static func replacingMarks(_ sql: String, _ text: (Int) -> String) -> String {
    var (result, isConstant, number) = ("", false, 0)
    for character in sql {
      if character == "'" { isConstant.toggle() }
      if character == "?", !isConstant {
        result += text(number)
        number += 1
      } else {
        result.append(character)
      }
    }
    return result
  }
}
