extension Schema {
  /// Who did what is logged, the log's checkpoints, what waits for approval, and keys sealed for clusters.
  static func log(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- Entries of form 2 also say who acted, where, and with which command; earlier ones stay as they were hashed.
      ALTER TABLE log ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE log ADD COLUMN actor TEXT;
      ALTER TABLE log ADD COLUMN proof TEXT;
      ALTER TABLE log ADD COLUMN host TEXT;
      ALTER TABLE log ADD COLUMN command TEXT;
      ALTER TABLE log ADD COLUMN tool TEXT;
      ALTER TABLE log ADD COLUMN run TEXT;
      -- One row: the key that signs checkpoints of the log, sealed with the data key, and its last checkpoint. The
      -- peaks are the roots of the complete subtrees, from the left, from which the next root follows.
      CREATE TABLE checkpoint (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sealed_key BLOB NOT NULL,
        public_key BLOB NOT NULL,
        entries INTEGER NOT NULL,
        peaks BLOB NOT NULL,
        note TEXT NOT NULL
      ) STRICT;
      -- What waits for a second person: the text that is signed, and what came of it.
      CREATE TABLE proposal (
        id TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'carried-out', 'withdrawn')),
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- Who approved it, with which key, and the signature as `ssh-keygen` wrote it.
      CREATE TABLE approval (
        proposal TEXT NOT NULL REFERENCES proposal (id),
        approver TEXT NOT NULL,
        key TEXT NOT NULL,
        signature TEXT NOT NULL,
        time INTEGER NOT NULL,
        PRIMARY KEY (proposal, approver)
      ) STRICT, WITHOUT ROWID;
      -- For which cluster's controller the key of a mesh is sealed, and for which scope.
      CREATE TABLE secret_sealer (
        mesh TEXT PRIMARY KEY,
        certificate BLOB NOT NULL,
        scope TEXT NOT NULL CHECK (scope IN ('strict', 'namespace-wide', 'cluster-wide')),
        since INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- Every key that was sealed so: sealing is random, so what was written once is written again. The key and the
      -- certificate are named by their SHA-256; the label is that of RSA-OAEP.
      CREATE TABLE sealed_key (
        key TEXT NOT NULL,
        certificate TEXT NOT NULL,
        label TEXT NOT NULL,
        mesh TEXT NOT NULL,
        sealed TEXT NOT NULL,
        created INTEGER NOT NULL,
        PRIMARY KEY (key, certificate, label)
      ) STRICT, WITHOUT ROWID;
      """)
  }
}
