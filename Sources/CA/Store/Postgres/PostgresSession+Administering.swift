import Cryptography
import PostgreSQL
import X509

/// What a database tells about itself and about who asks.
struct PostgresFacts {
  let user: String
  let database: String
  /// The roles of ours that the user is a member of.
  let roles: [String]
  let isOwner: Bool
  /// Whether there is a schema of our name, a home in it, and how many other things.
  let hasSchema: Bool
  let hasStore: Bool
  let objects: Int
  let missingRoles: [String]
}

extension PostgresSession {
  func facts() throws -> PostgresFacts {
    let roles = PostgresSchema.Role.allCases.map { PostgresSchema.literal($0.rawValue) }.joined(separator: ", ")
    let answer = try connection().run(
      """
      SELECT session_user, current_database(),
        coalesce((SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles
          WHERE rolname IN (\(roles)) AND pg_has_role(session_user, oid, 'MEMBER')), ''),
        coalesce((SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname IN (\(roles))), ''),
        to_regnamespace('meshtrust') IS NOT NULL, to_regclass('meshtrust.store') IS NOT NULL,
        (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'meshtrust')
      """, [], within: PostgresDatabase.timeout)
    guard let row = answer.rows.first, case .text(let user) = row[0], case .text(let database) = row[1],
      case .text(let mine) = row[2], case .text(let there) = row[3], case .integer(let hasSchema) = row[4],
      case .integer(let hasStore) = row[5], case .integer(let objects) = row[6]
    else { throw CAError.database(detail: "the server does not say who asks") }
    let present = there.split(separator: " ").map(String.init)
    let own = mine.split(separator: " ").map(String.init)
    return PostgresFacts(
      user: user, database: database, roles: own, isOwner: own.contains(PostgresSchema.Role.owner.rawValue),
      hasSchema: hasSchema != 0, hasStore: hasStore != 0, objects: Int(objects),
      missingRoles: PostgresSchema.Role.allCases.map(\.rawValue).filter { !present.contains($0) })
  }

  /// Makes the tables in a database without any, and the roles that are missing. One that has tables, and no home, stays as
  /// it is: the command may have been cut off before it was said. It was one transaction, so that roles and rights are there.
  ///
  /// - Parameter id: A name that no other store has.
  /// - Returns: How the tables came to be, if they were there; nil if this made them.
  func initialise(id: String, tool: String) throws -> EarlierTables? {
    let facts = try facts()
    guard !facts.hasStore else { return try earlierTables(facts) }
    guard facts.objects == 0 else {
      throw CAError.store(
        .foreign(place: place.words, object: "something else than a home in the schema `meshtrust`"))
    }
    let owner = PostgresSchema.Role.owner.rawValue
    var statements = facts.missingRoles.map { "CREATE ROLE \($0) NOLOGIN" }
    if !facts.isOwner { statements.append("GRANT \(owner) TO \(Self.quoted(facts.user))") }
    if !facts.hasSchema { statements.append("CREATE SCHEMA meshtrust AUTHORIZATION \(owner)") }
    let connection = try connection()
    let script = """
      SET LOCAL ROLE \(owner); SET LOCAL search_path = meshtrust, pg_temp;
      \(try PostgresSchema.script(id: id, tool: tool)); COMMIT
      """
    try undoing(connection) {
      try prepare(statements, connection)
      _ = try connection.run(script: script, within: 60)
    }
    forgetForm()
    return nil
  }

  /// - Throws: ``StoreFault`` for tables that contain a home, or had one, and for those of another version.
  private func earlierTables(_ facts: PostgresFacts) throws -> EarlierTables {
    let connection = try connection()
    try PostgresMigrations.require(try appliedMigrations(connection), at: place.words)
    let answer = try connection.run(
      """
      SELECT (SELECT count(*) FROM meshtrust.log) + (SELECT count(*) FROM meshtrust.home)
        + (SELECT count(*) FROM meshtrust.store WHERE state <> 'open'),
        to_char(applied AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), tool
      FROM meshtrust.store_migration ORDER BY applied, name LIMIT 1
      """, [], within: PostgresDatabase.timeout)
    guard let row = answer.rows.first, case .integer(0) = row[0], case .text(let made) = row[1],
      case .text(let tool) = row[2]
    else { throw CAError.store(.notEmpty(place: place.words)) }
    return EarlierTables(made: made, tool: tool, isOwn: facts.isOwner)
  }

  /// Begins a transaction with what only some users may do.
  private func prepare(_ statements: [String], _ connection: PostgreSQLConnection) throws(CAError) {
    do throws(PostgreSQLError) {
      _ = try connection.run(
        script: (["BEGIN"] + statements).joined(separator: "; "), within: PostgresDatabase.timeout)
    } catch {
      guard case .server(let refusal) = error, refusal.state == "42501" else { throw fault(error) }
      throw .store(.noRoles(place: place.words, statements: statements))
    }
  }

  /// Brings the tables up to date, as their owner.
  ///
  /// - Returns: The names of the changes.
  func migrate(tool: String) throws -> [String] {
    let connection = try connection()
    let applied = try appliedMigrations(connection)
    let missing = try PostgresMigrations.missing(applied, at: place.words)
    guard !missing.isEmpty else { return [] }
    let records = missing.map { step in
      """
      \(step.statements);
      INSERT INTO store_migration (name, tool) VALUES
        (\(PostgresSchema.literal(step.name)), \(PostgresSchema.literal(tool)));
      """
    }
    try undoing(connection) {
      let script = """
        BEGIN; SET LOCAL ROLE meshtrust_owner; SET LOCAL search_path = meshtrust, pg_temp;
        LOCK TABLE store_migration IN EXCLUSIVE MODE; \(records.joined(separator: "\n")) COMMIT
        """
      _ = try connection.run(script: script, within: 600)
    }
    forgetForm()
    return missing.map(\.name)
  }

  func appliedMigrations(_ connection: PostgreSQLConnection) throws -> [String] {
    let answer = try connection.run(
      "SELECT name FROM meshtrust.store_migration", [], within: PostgresDatabase.timeout)
    return answer.rows.compactMap { row in if case .text(let name) = row[0] { name } else { nil } }
  }

  /// Copies a home into this store, in a transaction that ``finishLoading()`` ends. The store is empty, or the home has left
  /// it: then the log there is the beginning of the one that comes, and stays, and everything else is replaced. The store
  /// itself checks every entry of the log.
  ///
  /// - Parameter judge: Looks at what has arrived.
  func load(_ content: StoreContent, _ judge: (PostgresDatabase) throws -> Void) throws {
    let connection = try connection()
    try undoing(connection) {
      let (database, opening) = try begin(run: try wrapping(CAError.cryptography, RandomBytes.bytes(16)).hexadecimal)
      loading = database.transaction
      let last: String? = try database.value("SELECT hash FROM log ORDER BY entry DESC LIMIT 1")
      // A move that was stopped after its last commit has done it already.
      let isLeft = opening.state == "moved"
      if let last, last == content.lastHash, !isLeft { return try judge(database) }
      let isFree: Bool
      if isLeft {
        isFree = try content.continues(database)
      } else {
        isFree = try last == nil && database.row("SELECT 1 FROM home") == nil
      }
      guard isFree else { throw CAError.store(.notEmpty(place: place.words)) }
      let kept: Int64 = try database.value("SELECT coalesce(max(entry), 0) FROM log") ?? 0
      try database.execute("SET LOCAL ROLE meshtrust_owner")
      try database.execute("UPDATE store SET state = 'loading', moved_to = ''")
      if isLeft { try content.clear(database) }
      try content.insert(into: database, after: kept)
      // What comes next gets the number after the last one.
      for table in content.tables where table.columns.first == "entry" && table.name != "log" {
        let last: Int64 = try database.value("SELECT coalesce(max(entry), 0) FROM \(table.name)") ?? 0
        try database.execute("ALTER TABLE \(table.name) ALTER COLUMN entry RESTART WITH \(last + 1)")
      }
      try database.execute("UPDATE store SET state = 'open'")
      try database.transaction.flush()
      try judge(database)
    }
  }

  func finishLoading() throws {
    try loading?.send("COMMIT")
    endLoading()
  }

  /// A name as an identifier of SQL.
  private static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
}
