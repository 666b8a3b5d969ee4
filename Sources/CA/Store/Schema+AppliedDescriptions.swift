extension Schema {
  static let appliedDescriptions = """
    -- Each federation.yaml that was applied, in its order, and where. Only the last one keeps its text: every command reads
    -- what is signed.
    CREATE TABLE applied_description (
      entry INTEGER PRIMARY KEY AUTOINCREMENT,
      digest TEXT NOT NULL,
      text BLOB NOT NULL,
      time INTEGER NOT NULL,
      actor TEXT NOT NULL,
      host TEXT NOT NULL,
      folder TEXT NOT NULL
    ) STRICT
    """

  /// What folders beside one database had of federation.yaml.
  static func describeApplied(_ database: SQLiteConnection) throws { try database.run(appliedDescriptions) }
}
