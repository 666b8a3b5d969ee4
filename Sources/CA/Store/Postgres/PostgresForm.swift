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

  /// Reads the form from the server's catalogue (PostgreSQL 15, chapter 53).
  init(_ connection: PostgreSQLConnection, within seconds: Int) throws(PostgreSQLError) {
    var (lines, columns): ([String], [String: [StoreColumn]]) = ([], [:])
    let found = try connection.run(
      """
      SELECT c.relname::text, c.relkind::text || CASE WHEN c.relrowsecurity THEN ' row security' ELSE '' END,
        coalesce(a.attname::text, ''), coalesce(format_type(a.atttypid, a.atttypmod), ''), coalesce(l.collname::text, ''),
        coalesce(a.attnotnull, false), coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)
      FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE c.relnamespace = 'meshtrust'::regnamespace AND c.relkind NOT IN ('i', 'I', 'S', 't')
      ORDER BY c.relname COLLATE "C", a.attnum
      """, [], within: seconds)
    for row in found.rows {
      guard case .text(let table) = row[0], case .text(let kind) = row[1], case .text(let name) = row[2],
        case .text(let type) = row[3], case .text(let collation) = row[4], case .integer(let isNeeded) = row[5],
        case .integer(let key) = row[6]
      else { continue }
      let collated = collation.isEmpty ? type : "\(type) \(collation)"
      lines.append(Self.line(table, kind: kind, name, collated, isNeeded: isNeeded != 0, key: Int(key)))
      guard !PostgresSchema.ownTables.contains(table) else { continue }
      columns[table, default: []].append(StoreColumn(name: name, key: Int(key)))
    }
    let guards = try connection.run(
      """
      SELECT 'function', p.proname::text,
        p.prosrc || CASE WHEN p.prosecdef THEN 'definer ' ELSE '' END || coalesce(array_to_string(p.proconfig, '; '), '')
        FROM pg_proc p WHERE p.pronamespace = 'meshtrust'::regnamespace
      UNION ALL SELECT 'trigger', t.tgname::text, c.relname || ' ' || t.tgtype || ' ' || t.tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'meshtrust'::regnamespace AND NOT t.tgisinternal
      UNION ALL SELECT 'rule', r.rulename::text, c.relname::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE c.relnamespace = 'meshtrust'::regnamespace
      UNION ALL SELECT 'heir', i.inhrelid::regclass::text, c.relname::text FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhparent WHERE c.relnamespace = 'meshtrust'::regnamespace
      UNION ALL SELECT 'index with code', i.indexrelid::regclass::text, c.relname::text FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'meshtrust'::regnamespace
        AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
      """, [], within: seconds)
    for row in guards.rows {
      guard case .text(let kind) = row[0], case .text(let name) = row[1], case .text(let text) = row[2] else {
        continue
      }
      lines.append(Self.line(kind, name, text))
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
        Self.line("trigger", function.name, "log \(function.type) O"),
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

  /// What is not as this version makes it, for the one who looks for it; nil if all is.
  var stranger: String? {
    get throws {
      let database = try SQLiteConnection()
      try Schema.migrations.apply(to: database)
      let ours = try PostgresForm(ofMigrated: database)
      guard lines != ours.lines else { return nil }
      if let other = lines.first(where: { !ours.lines.contains($0) }) { return "there is: \(other)" }
      return ours.lines.first { !lines.contains($0) }.map { "it lacks: \($0)" }
    }
  }
}
