extension Schema {
  /// What the rotations of meshes of Istio wait for, and the migrations of meshes from one control plane to another.
  static func istio(_ database: SQLiteConnection) throws {
    try database.run(
      """
      ALTER TABLE evidence RENAME TO older_evidence;
      -- What was seen on running meshes; 'other-bundle' is what speaks against a holder.
      CREATE TABLE evidence (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        holder TEXT NOT NULL, mesh TEXT NOT NULL,
        kind TEXT NOT NULL
          CHECK (kind IN ('bundle', 'signer', 'serving', 'restart', 'requests', 'other-bundle', 'webhooks')),
        version INTEGER NOT NULL, time INTEGER NOT NULL, source TEXT NOT NULL,
        -- The object that was observed, who vouched for it, and the system's time if --now had set another one.
        uid TEXT, claimant TEXT, clock INTEGER,
        -- The state of that object, its namespace and name, and the cluster that was asked itself.
        resource_version TEXT, object TEXT, cluster TEXT
      ) STRICT;
      INSERT INTO evidence
        (entry, holder, mesh, kind, version, time, source, uid, claimant, clock, resource_version, object, cluster)
        SELECT entry, holder, mesh, kind, version, time, source, uid, claimant, clock, resource_version, object, cluster
        FROM older_evidence ORDER BY entry;
      DROP TABLE older_evidence;
      -- Meshes that change their control plane, and how far they are.
      CREATE TABLE mesh_migration (
        mesh TEXT PRIMARY KEY,
        flavour TEXT NOT NULL,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        phase TEXT NOT NULL,
        aborting INTEGER NOT NULL,
        reason TEXT NOT NULL,
        started INTEGER NOT NULL,
        since INTEGER NOT NULL,
        step INTEGER NOT NULL,
        clock INTEGER
      ) STRICT, WITHOUT ROWID;
      -- Every step of a migration that was taken, with its proof as text.
      CREATE TABLE migration_step (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        mesh TEXT NOT NULL,
        name TEXT NOT NULL,
        time INTEGER NOT NULL,
        proof TEXT NOT NULL
      ) STRICT;
      -- What was seen of a migration, or stated.
      CREATE TABLE migration_evidence (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        mesh TEXT NOT NULL,
        holder TEXT NOT NULL,
        need TEXT NOT NULL,
        time INTEGER NOT NULL,
        source TEXT NOT NULL,
        uid TEXT, claimant TEXT, clock INTEGER
      ) STRICT;
      """)
  }

  /// The state of the object that was seen, and whether it shows that something is not so.
  static let migrationStates = """
    ALTER TABLE migration_evidence ADD COLUMN resource_version TEXT;
    ALTER TABLE migration_evidence ADD COLUMN contrary INTEGER NOT NULL DEFAULT 0
    """

  /// What federation.yaml said of the control plane that a mesh leaves, as JSON.
  static func formerControlPlanes(_ database: SQLiteConnection) throws {
    try database.run("ALTER TABLE mesh_migration ADD COLUMN former TEXT NOT NULL DEFAULT 'null'")
  }
}
