import PostgreSQL

extension PostgresStore {
  func initialise(id: String, tool: String) throws(CAError) -> EarlierTables? {
    try exclusively { try $0.initialise(id: id, tool: tool) }
  }

  func migrate(tool: String) throws(CAError) -> [String] {
    try exclusively { try $0.migrate(tool: tool) }
  }

  /// A copy of a whole server keeps the identifier of its system, but starts at another moment, in microseconds. Everybody
  /// may ask for that.
  func whereabouts() throws(CAError) -> String? {
    do throws(CAError) {
      return try exclusively { session -> String? in
        let answer = try session.connection().run(
          """
          SELECT concat_ws(' ', current_database(), (SELECT oid FROM pg_database WHERE datname = current_database()),
            (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint, current_setting('port'))
          """, [], within: PostgresDatabase.timeout)
        guard case .text(let words)? = answer.rows.first?.first else { return nil }
        return words
      }
    } catch .store(.notPermitted) {
      return nil
    }
  }

  func status() throws(CAError) -> StoreStatus {
    try exclusively { session in
      let facts = try session.facts()
      guard facts.hasStore else { throw CAError.store(.notInitialised(place: session.place.words)) }
      let connection = try session.connection()
      let applied = try session.appliedMigrations(connection)
      let missing = PostgresMigrations.names.filter { !applied.contains($0) }
      let answer = try connection.run(
        "SELECT state, moved_to, highest FROM meshtrust.store", [], within: PostgresDatabase.timeout)
      guard let row = answer.rows.first, case .text(let state) = row[0], case .text(let target) = row[1],
        case .integer(let entries) = row[2]
      else { throw CAError.store(.notInitialised(place: session.place.words)) }
      return StoreStatus(
        place: session.place.words,
        server: StoreStatus.Server(
          user: facts.user, roles: facts.roles, version: connection.serverVersion,
          isEncrypted: connection.isEncrypted, isInsecure: session.place.isInsecure),
        entries: entries, missing: missing, movedTo: state == "moved" ? target : nil)
    }
  }
}
