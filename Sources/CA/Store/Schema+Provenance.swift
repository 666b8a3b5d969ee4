extension Schema {
  /// Where evidence comes from, and which files under `out/` are the home's own.
  static func provenance(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- The object that was observed, who vouched for it, and the system's time if --now had set another.
      ALTER TABLE evidence ADD COLUMN uid TEXT;
      ALTER TABLE evidence ADD COLUMN claimant TEXT;
      ALTER TABLE evidence ADD COLUMN clock INTEGER;
      ALTER TABLE rotation ADD COLUMN clock INTEGER;
      -- Whether plain keys are written into the folders; NULL until somebody chose.
      ALTER TABLE home ADD COLUMN writes_secrets INTEGER;
      -- Every file that was written into a mesh's folder: only these are ever removed from it.
      CREATE TABLE written_file (
        mesh TEXT NOT NULL,
        path TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (mesh, path, digest)
      ) STRICT, WITHOUT ROWID;
      """)
  }

  /// One row for each folder: every command checks the signature over all rows, and most of them were these.
  static func writtenFolders(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- Every file that was written into a mesh's folder, one line each as `sha256sum` writes them. What table
      -- written_file has of a mesh counts until its first row here; a signed home cannot change it without the secret.
      CREATE TABLE written_folder (
        mesh TEXT PRIMARY KEY,
        files TEXT NOT NULL
      ) STRICT;
      """)
  }
}
