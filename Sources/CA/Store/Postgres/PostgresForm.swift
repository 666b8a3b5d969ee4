import Cryptography
import PostgreSQL

/// The tables, functions and triggers of a home in PostgreSQL, one a line. A home is used only where they are those that
/// this version makes: a trigger or a rule of somebody else would act in every command.
///
/// Owners and superusers can put them back after a change; against those only checkpoints help that are kept elsewhere.
struct PostgresForm: Equatable {
  /// In their order.
  let lines: [String]
  let columns: [String: [StoreColumn]]

  /// What the server's catalogue is asked (PostgreSQL 15, chapter 53): one table a question, because a new connection
  /// plans a join longer than it runs.
  static let questions = [
    "SELECT oid::bigint, relname::text, relkind::text, relrowsecurity FROM pg_class c WHERE \(ours)",
    """
    SELECT attrelid::bigint, attname::text, atttypid::bigint, atttypmod, attcollation::bigint, attnotnull, attnum
    FROM pg_attribute WHERE attrelid \(isOurs) AND attnum > 0 AND NOT attisdropped
    """,
    """
    SELECT indrelid::bigint, indkey::text, indisprimary, indexprs IS NOT NULL OR indpred IS NOT NULL,
      indexrelid::regclass::text
    FROM pg_index WHERE indrelid \(isOurs)
    """,
    """
    SELECT proname::text,
      prosrc || CASE WHEN prosecdef THEN 'definer ' ELSE '' END || coalesce(array_to_string(proconfig, '; '), '')
    FROM pg_proc WHERE pronamespace = 'meshtrust'::regnamespace
    """,
    """
    SELECT tgrelid::bigint, tgname::text, tgtype, tgenabled::text FROM pg_trigger
    WHERE tgrelid \(isOurs) AND NOT tgisinternal
    """,
    """
    SELECT ev_class::bigint, rulename::text FROM pg_rewrite WHERE ev_class \(isOurs)
    """,
    """
    SELECT inhparent::bigint, inhrelid::regclass::text FROM pg_inherits WHERE inhparent \(isOurs)
    """,
  ]
  static let script = questions.map { $0 + ";" }.joined(separator: "\n")
  private static let ours = "c.relnamespace = 'meshtrust'::regnamespace AND c.relkind NOT IN ('i', 'I', 'S', 't')"
  /// As a list, which an index answers; the server reads the whole catalogue for a join.
  private static let isOurs = "= ANY (ARRAY(SELECT oid FROM pg_class c WHERE \(ours)))"

  /// The built-in types and collations of the tables, by object identifier (pg_type.dat, pg_collation.dat).
  private static let types: [Int64: String] = [
    16: "boolean", 17: "bytea", 20: "bigint", 25: "text", 1184: "timestamp with time zone",
  ]
  private static let collations: [Int64: String] = [0: "", 100: " default", 950: " C"]

  /// Takes the answers to ``questions``.
  init(_ answers: [PostgreSQLAnswer]) {
    func rows(_ index: Int) -> [[PostgreSQLValue]] { index < answers.count ? answers[index].rows : [] }
    func text(_ value: PostgreSQLValue) -> String { if case .text(let text) = value { text } else { "" } }
    func number(_ value: PostgreSQLValue) -> Int64 { if case .integer(let number) = value { number } else { 0 } }
    var names: [Int64: (name: String, kind: String)] = [:]
    for row in rows(0) {
      names[number(row[0])] = (text(row[1]), text(row[2]) + (number(row[3]) == 0 ? "" : " row security"))
    }
    func name(_ value: PostgreSQLValue) -> String { names[number(value)]?.name ?? "?" }
    var keys: [Int64: [Int64]] = [:]
    for row in rows(2) where number(row[2]) != 0 {
      keys[number(row[0])] = text(row[1]).split(separator: " ").compactMap { Int64($0) }
    }
    var (lines, columns): ([String], [String: [StoreColumn]]) = ([], [:])
    for row in rows(1).sorted(by: { number($0[6]) < number($1[6]) }) {
      guard let table = names[number(row[0])] else { continue }
      let key = (keys[number(row[0])]?.firstIndex(of: number(row[6]))).map { $0 + 1 } ?? 0
      let type =
        (Self.types[number(row[2])] ?? "type \(number(row[2]))") + (number(row[3]) < 0 ? "" : " of a length")
        + (Self.collations[number(row[4])] ?? " another collation")
      lines.append(
        Self.line(table.name, kind: table.kind, text(row[1]), type, isNeeded: number(row[5]) != 0, key: key))
      guard !PostgresSchema.ownTables.contains(table.name) else { continue }
      columns[table.name, default: []].append(StoreColumn(name: text(row[1]), key: key))
    }
    lines += rows(3).map { Self.line("function", text($0[0]), text($0[1])) }
    lines += rows(4).map { Self.line("trigger", text($0[1]), "\(name($0[0])) \(number($0[2])) \(text($0[3]))") }
    lines += rows(5).map { Self.line("rule", text($0[1]), name($0[0])) }
    lines += rows(6).map { Self.line("heir", text($0[1]), name($0[0])) }
    lines += rows(2).filter { number($0[3]) != 0 }.map { Self.line("index with code", text($0[4]), name($0[0])) }
    // A table without columns.
    lines += names.values.filter { table in !rows(1).contains { name($0[0]) == table.name } }.map {
      Self.line("table", $0.name, $0.kind)
    }
    (self.lines, self.columns) = (lines.sorted(), columns)
  }

  /// The form that this version makes, from the tables of SQLite.
  init(ofMigrated database: SQLiteConnection) throws {
    let types = ["INTEGER": "bigint", "TEXT": "text C", "BLOB": "bytea"]
    let rows = try database.rows(
      """
      SELECT m.name, p.name, p.type, p."notnull", p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p
      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> '\(Migrations.table)'
      """)
    let tables = try rows.map { row in
      let key: Int = try row[4]
      return Self.line(
        try row[0], kind: "r", try row[1], types[try row[2]] ?? "?", isNeeded: try row[3] || key > 0, key: key)
    }
    let guards = PostgresGuards.functions.flatMap { function in
      [
        Self.line("function", function.name, function.body + PostgresGuards.attributes),
        Self.line("trigger", function.name, "\(function.table) \(function.type) O"),
      ]
    }
    lines = (Self.ownLines + tables + guards).sorted()
    columns = try database.columns()
  }

  private static let ownLines = [
    line("store", kind: "r", "only_row", "boolean", isNeeded: true, key: 1),
    line("store", kind: "r", "id", "text C", isNeeded: true, key: 0),
    line("store", kind: "r", "state", "text C", isNeeded: true, key: 0),
    line("store", kind: "r", "moved_to", "text C", isNeeded: true, key: 0),
    line("store", kind: "r", "highest", "bigint", isNeeded: true, key: 0),
    line("store_migration", kind: "r", "name", "text C", isNeeded: true, key: 1),
    line("store_migration", kind: "r", "tool", "text C", isNeeded: true, key: 0),
    line("store_migration", kind: "r", "applied", "timestamp with time zone", isNeeded: true, key: 0),
    line("store_run", kind: "r", "run", "text C", isNeeded: true, key: 1),
    line("store_run", kind: "r", "at", "timestamp with time zone", isNeeded: true, key: 0),
  ]

  private static func line(
    _ table: String, kind: String, _ column: String, _ type: String, isNeeded: Bool, key: Int
  ) -> String {
    "column \(table) (\(kind)) \(column) \(type)\(isNeeded ? " not null" : "")\(key > 0 ? " key \(key)" : "")"
  }

  private static func line(_ kind: String, _ name: String, _ text: String) -> String {
    kind == "function" ? "function \(name) \(sha256Hex(text.utf8))" : "\(kind) \(name) \(text)"
  }

  /// The digest of the form that this version makes: to make it again takes as long as a short command.
  static let present = "f073e009a5fe992d4d0e464bc0688f962b9ae20f1cc318c7153736b37b17b46f"

  var digest: String { sha256Hex(lines.joined(separator: "\n").utf8) }

  /// What is not as this version makes it, for the one who looks for it; nil if all is.
  var stranger: String? {
    get throws {
      guard digest != Self.present else { return nil }
      let database = try SQLiteConnection()
      try Schema.migrations.apply(to: database)
      let ours = try PostgresForm(ofMigrated: database)
      guard lines != ours.lines else { return nil }
      if let other = lines.first(where: { !ours.lines.contains($0) }) { return "there is: \(other)" }
      return ours.lines.first { !lines.contains($0) }.map { "it lacks: \($0)" }
    }
  }
}
