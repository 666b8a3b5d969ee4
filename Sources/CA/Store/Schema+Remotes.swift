extension Schema {
  /// The known remotes, and the published facts of the home's own meshes.
  static func remotes(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- Meshes that other people run. The facts are a trust card without signatures: identities, addresses, roots.
      -- The source is what was imported, byte for byte; the number is missing when its form has none.
      CREATE TABLE remote (
        name TEXT PRIMARY KEY,
        trust_domain TEXT NOT NULL UNIQUE,
        sequence INTEGER,
        form TEXT NOT NULL CHECK (form IN ('card', 'pem', 'spiffe', 'configmap')),
        facts TEXT NOT NULL,
        source BLOB NOT NULL,
        imported INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- The facts of our meshes as they were last told to anybody, in the bytes that are signed, and their number.
      CREATE TABLE told (
        mesh TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL,
        content BLOB NOT NULL
      ) STRICT, WITHOUT ROWID;
      -- The last card of a mesh for each peer ('' is everybody), and the roots that signed it.
      CREATE TABLE card (
        mesh TEXT NOT NULL,
        audience TEXT NOT NULL,
        card BLOB NOT NULL,
        signers TEXT NOT NULL,
        PRIMARY KEY (mesh, audience)
      ) STRICT, WITHOUT ROWID;
      """)
  }
}
