/// What a session asks in transactions of its own accord.
extension PostgresSession {
  /// What nearly every command asks for, and what every change asks for besides.
  static let looked = [
    "SELECT * FROM home WHERE id = 1", "SELECT * FROM seal_slot ORDER BY created, name",
    "SELECT * FROM binding WHERE id = 1", "SELECT * FROM checkpoint WHERE id = 1",
  ]
  static let written = [PostgresDatabase.highest, StoreReader.endOfLog, StoreReader.lifetimes]
  static let oldRuns = "DELETE FROM store_run WHERE at < now() - interval '7 days'"
  static let newRun = "INSERT INTO store_run (run)"

  /// The settings hold for the transaction; the constants in later messages need them.
  static let opening = """
    SELECT s.id, s.state, s.moved_to, session_user::text, pg_current_snapshot()::text,
      (SELECT encode(signature, 'hex') FROM meshtrust.binding WHERE id = 1),
      (SELECT string_agg(name, E'\\n' ORDER BY name) FROM meshtrust.store_migration),
      set_config('search_path', 'meshtrust, pg_temp', true), set_config('standard_conforming_strings', 'on', true),
      set_config('bytea_output', 'hex', true), set_config('synchronous_commit', 'on', true),
      set_config('lock_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '10min', true)
    FROM meshtrust.store s
    """
  static let openingWidth = 13

  /// Where the home went, if its last entry says that it did.
  static let lastPlace = "SELECT subject, host FROM log ORDER BY entry DESC LIMIT 1"
}
