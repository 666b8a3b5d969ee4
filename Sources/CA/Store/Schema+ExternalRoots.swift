extension Schema {
  /// Roots whose key is elsewhere take part in rotations: a mesh may have two requests at once, a rotation says whose
  /// the new root is, and a danger that somebody accepted stays on record.
  static func externalRoots(_ database: SQLiteConnection) throws {
    try database.run(
      """
      ALTER TABLE request RENAME TO older_request;
      -- Requests that wait for an answer: one below the root that signs, one below a root that arrives.
      CREATE TABLE request (
        mesh TEXT NOT NULL,
        purpose TEXT NOT NULL CHECK (purpose IN ('renew', 'arrive')),
        generation INTEGER NOT NULL,
        key TEXT NOT NULL REFERENCES key (id),
        der BLOB NOT NULL,
        created INTEGER NOT NULL,
        PRIMARY KEY (mesh, purpose)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO request (mesh, purpose, generation, key, der, created)
        SELECT mesh, 'renew', generation, key, der, created FROM older_request;
      DROP TABLE older_request;
      -- Whose the root is that arrives: made by this home, of another authority, one for all meshes, one for each.
      ALTER TABLE rotation ADD COLUMN target TEXT NOT NULL DEFAULT 'own';
      -- Dangers that somebody accepted by name, each of one certificate of one owner.
      CREATE TABLE accepted_danger (
        owner TEXT NOT NULL,
        certificate TEXT NOT NULL,
        danger TEXT NOT NULL,
        reason TEXT NOT NULL,
        time INTEGER NOT NULL,
        PRIMARY KEY (owner, certificate, danger)
      ) STRICT, WITHOUT ROWID;
      """)
  }
}
