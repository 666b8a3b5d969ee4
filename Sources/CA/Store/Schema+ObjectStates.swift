extension Schema {
  /// Which state of which object evidence comes from, and evidence against a holder.
  static func objectStates(_ database: SQLiteConnection) throws {
    try database.run(
      """
      ALTER TABLE evidence RENAME TO older_evidence;
      -- What was seen on running meshes; 'other-bundle' is what speaks against a holder.
      CREATE TABLE evidence (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        holder TEXT NOT NULL, mesh TEXT NOT NULL,
        kind TEXT NOT NULL
          CHECK (kind IN ('bundle', 'signer', 'serving', 'restart', 'requests', 'other-bundle')),
        version INTEGER NOT NULL, time INTEGER NOT NULL, source TEXT NOT NULL,
        -- The object that was observed, who vouched for it, and the system's time if --now had set another.
        uid TEXT, claimant TEXT, clock INTEGER,
        -- The state of that object, and its namespace and name.
        resource_version TEXT, object TEXT
      ) STRICT;
      -- The source of an object was always written in this one form.
      INSERT INTO evidence
        (entry, holder, mesh, kind, version, time, source, uid, claimant, clock, resource_version)
        SELECT entry, holder, mesh, kind, version, time, source, uid, claimant, clock,
          CASE WHEN uid IS NOT NULL AND source LIKE 'ConfigMap uid % resourceVersion %'
            THEN substr(source, instr(source, ' resourceVersion ') + length(' resourceVersion ')) END
        FROM older_evidence ORDER BY entry;
      DROP TABLE older_evidence;
      """)
  }
}
