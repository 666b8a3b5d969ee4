/// The tables of authority.db, one migration per version. A published migration is never edited.
///
/// With a new one, ``SchemaForm/present`` is another digest, and the old one becomes one of ``SchemaForm/earlier``;
/// `SchemaFormTests` prints it.
enum Schema {
  static let migrations: Migrations = {
    var migrations = Migrations()
    migrations.add("1: authorities, keys, certificates, requests, log") { try first($0) }
    migrations.add("2: remotes") { try remotes($0) }
    migrations.add("3: rotation") { try RotationSchema.make($0) }
    migrations.add("4: revocations") { try revocations($0) }
    migrations.add("5: rotation tables of one form") { try RotationSchema.unify($0) }
    migrations.add("6: where evidence comes from, what was written") { try provenance($0) }
    migrations.add("7: removals") { try removals($0) }
    migrations.add("8: binding") { try binding($0) }
    migrations.add("9: clusters") { try clusters($0) }
    migrations.add("10: states of observed objects") { try objectStates($0) }
    migrations.add("11: who acted, checkpoints, approvals, sealed keys") { try log($0) }
    migrations.add("12: keys outside of the home, slots") { try outsideKeys($0) }
    migrations.add("13: what clusters themselves showed") { try liveClusters($0) }
    migrations.add("14: deployments") { try deployments($0) }
    migrations.add("15: external roots") { try externalRoots($0) }
    migrations.add("19: webhooks as evidence, migrations of meshes") { try istio($0) }
    migrations.add("20: one row for each written folder") { try writtenFolders($0) }
    migrations.add("21: bundles of endpoints") { try endpoints($0) }
    migrations.add("22: the control plane that a mesh leaves") { try formerControlPlanes($0) }
    migrations.add("23: descriptions that were applied") { try describeApplied($0) }
    migrations.add("24: states of what a migration was seen to have") { try $0.run(migrationStates) }
    return migrations
  }()

  /// The number of the last migration that was applied; nil when there are no tables yet.
  static func version(_ database: SQLiteConnection) throws -> Int? {
    guard try database.tableExists(Migrations.table) else { return nil }
    return try migrations.applied(to: database).compactMap { Int($0.prefix { $0 != ":" }) }.max()
  }

  /// Whether the tables belong to another program: ours include the list of migrations.
  static func isForeign(_ database: SQLiteConnection) throws -> Bool {
    guard try !database.tableExists(Migrations.table) else { return false }
    return try database.row("SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1") != nil
  }

  private static func first(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- One row: which home this is, and how its data key is wrapped.
      CREATE TABLE home (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL,
        created INTEGER NOT NULL,
        wrapped_key BLOB NOT NULL,
        salt BLOB, scrypt_n INTEGER, scrypt_r INTEGER, scrypt_p INTEGER
      ) STRICT;
      -- Private keys, sealed with AES-256-GCM under the data key; the identifier is the SHA-256 of the public key.
      CREATE TABLE key (
        id TEXT PRIMARY KEY,
        algorithm TEXT NOT NULL,
        sealed BLOB NOT NULL,
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- Every certificate that was issued or taken in; the fingerprint is the SHA-256 of the bytes.
      CREATE TABLE certificate (
        fingerprint TEXT PRIMARY KEY,
        der BLOB NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('root', 'intermediate', 'leaf', 'foreign')),
        issuer TEXT,
        identity TEXT,
        not_before INTEGER NOT NULL,
        not_after INTEGER NOT NULL,
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX certificate_issuer ON certificate (issuer, not_after);
      -- Owner '' is the federation, any other is a mesh. The greatest generation is the one in use.
      CREATE TABLE authority (
        owner TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('root', 'intermediate')),
        generation INTEGER NOT NULL,
        certificate TEXT NOT NULL REFERENCES certificate (fingerprint),
        key TEXT NOT NULL,
        chain TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (owner, role, generation)
      ) STRICT, WITHOUT ROWID;
      -- Requests that wait for an answer, at most one for each mesh.
      CREATE TABLE request (
        mesh TEXT PRIMARY KEY,
        generation INTEGER NOT NULL,
        key TEXT NOT NULL REFERENCES key (id),
        der BLOB NOT NULL,
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- What was done; each entry holds the hash of the one before it. SQLite remembers the last number for itself,
      -- so that entries taken from the end are missed too.
      CREATE TABLE log (
        entry INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        details TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      """)
  }

  private static func binding(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- One row: the home's signing key, sealed with the data key, and its signature over all other tables.
      CREATE TABLE binding (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sealed_key BLOB NOT NULL,
        scope TEXT NOT NULL,
        signature BLOB NOT NULL
      ) STRICT;
      """)
  }

  private static func removals(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- Meshes and remotes whose removal has begun and is not finished: any later command that writes finishes it.
      CREATE TABLE removal (
        mesh TEXT PRIMARY KEY,
        since INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
  }

  private static func revocations(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- What was revoked: the certificate, the one that issued it, since when and why (RFC 5280 section 5.3.1).
      CREATE TABLE revocation (
        fingerprint TEXT PRIMARY KEY REFERENCES certificate (fingerprint),
        issuer TEXT NOT NULL REFERENCES certificate (fingerprint),
        time INTEGER NOT NULL,
        reason INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX revocation_issuer ON revocation (issuer);
      -- The last list of each issuer; its number only grows. Owner '' is the federation, any other is a mesh.
      CREATE TABLE revocation_list (
        issuer TEXT PRIMARY KEY REFERENCES certificate (fingerprint),
        owner TEXT NOT NULL,
        role TEXT NOT NULL,
        number INTEGER NOT NULL,
        der BLOB NOT NULL,
        created INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
  }
}
