/// The tables of rotations.
enum RotationSchema {
  static func make(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- When an authority was put away for good; its key is destroyed with that.
      ALTER TABLE authority ADD COLUMN retired INTEGER;
      -- Rotations under way, at most one for each owner; owner '' is the federation.
      CREATE TABLE rotation (
        owner TEXT PRIMARY KEY,
        leaving INTEGER NOT NULL,
        arriving INTEGER NOT NULL,
        phase TEXT NOT NULL CHECK (phase IN ('distributing', 'signing', 'retiring')),
        compromised INTEGER NOT NULL,
        reason TEXT NOT NULL,
        crossed TEXT NOT NULL,
        started INTEGER NOT NULL,
        since INTEGER NOT NULL,
        step INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- Every step that was taken, with its proof as text.
      CREATE TABLE rotation_step (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        time INTEGER NOT NULL,
        proof TEXT NOT NULL
      ) STRICT;
      -- Every bundle and every signing chain that was ever written, as fingerprints: whoever has not been seen with a
      -- later one may still have it.
      CREATE TABLE bundle_version (
        owner TEXT NOT NULL, number INTEGER NOT NULL, certificates TEXT NOT NULL, since INTEGER NOT NULL,
        PRIMARY KEY (owner, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE signer_version (
        mesh TEXT NOT NULL, number INTEGER NOT NULL, chain TEXT NOT NULL, since INTEGER NOT NULL,
        PRIMARY KEY (mesh, number)
      ) STRICT, WITHOUT ROWID;
      -- How long a workload certificate of each mesh was ever allowed to live, in seconds, and since when: what is
      -- written shorter today may not be applied yet, and certificates of before live on.
      CREATE TABLE workload_lifetime (
        mesh TEXT NOT NULL, seconds INTEGER NOT NULL, since INTEGER NOT NULL,
        PRIMARY KEY (mesh, seconds)
      ) STRICT, WITHOUT ROWID;
      -- What was seen on running meshes.
      CREATE TABLE evidence (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        holder TEXT NOT NULL, mesh TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('bundle', 'signer', 'serving', 'restart', 'requests')),
        version INTEGER NOT NULL, time INTEGER NOT NULL, source TEXT NOT NULL
      ) STRICT;
      INSERT INTO bundle_version (owner, number, certificates, since)
        SELECT a.owner, a.generation, a.certificate, c.created
        FROM authority a JOIN certificate c ON c.fingerprint = a.certificate WHERE a.role = 'root';
      INSERT INTO signer_version (mesh, number, chain, since)
        SELECT a.owner, a.generation, trim(a.certificate || ' ' || a.chain), c.created
        FROM authority a JOIN certificate c ON c.fingerprint = a.certificate WHERE a.role = 'intermediate';
      """)
  }

  /// Before 0.1.0, migration 3 was edited after homes had been created with it. Changes the tables of each earlier form
  /// to the present one, and leaves those of the present form alone.
  static func unify(_ database: SQLiteConnection) throws {
    if try !database.tableExists("workload_lifetime") {
      try database.run(lifetimes)
    } else if try database.columns()["workload_lifetime"]?.contains(where: { $0.name == "since" }) != true {
      // Since when is not known; the longest life that was ever allowed counts from the beginning.
      try database.run(
        """
        ALTER TABLE workload_lifetime RENAME TO older_lifetime;
        \(lifetimes)
        INSERT INTO workload_lifetime (mesh, seconds, since)
          SELECT mesh, seconds, (SELECT coalesce(min(created), 0) FROM home) FROM older_lifetime;
        DROP TABLE older_lifetime;
        """)
    }
    let evidence = try database.value("SELECT sql FROM sqlite_master WHERE name = 'evidence'") as String?
    if evidence?.contains("'requests'") != true {
      try database.run(
        """
        ALTER TABLE evidence RENAME TO older_evidence;
        \(Self.evidence)
        INSERT INTO evidence SELECT * FROM older_evidence;
        DROP TABLE older_evidence;
        """)
    }
  }

  private static let lifetimes = """
    CREATE TABLE workload_lifetime (
      mesh TEXT NOT NULL, seconds INTEGER NOT NULL, since INTEGER NOT NULL,
      PRIMARY KEY (mesh, seconds)
    ) STRICT, WITHOUT ROWID;
    """

  private static let evidence = """
    CREATE TABLE evidence (
      entry INTEGER PRIMARY KEY AUTOINCREMENT,
      holder TEXT NOT NULL, mesh TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('bundle', 'signer', 'serving', 'restart', 'requests')),
      version INTEGER NOT NULL, time INTEGER NOT NULL, source TEXT NOT NULL
    ) STRICT;
    """
}
