import X509

extension Schema {
  /// What the clusters themselves showed, and when, by their own clocks.
  static func liveClusters(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- The cluster that was asked itself, by the uid that identifies it.
      ALTER TABLE evidence ADD COLUMN cluster TEXT;
      -- The latest time of a mesh's cluster when it was asked for evidence.
      ALTER TABLE cluster ADD COLUMN gathered INTEGER;
      -- What the last look at each mesh's cluster showed, in its order.
      CREATE TABLE observation (
        entry INTEGER PRIMARY KEY,
        mesh TEXT NOT NULL, about TEXT NOT NULL, subject TEXT NOT NULL, verdict TEXT NOT NULL, text TEXT NOT NULL,
        cluster TEXT, object TEXT, uid TEXT, resource_version TEXT, changed INTEGER, read INTEGER NOT NULL
      ) STRICT;
      """)
  }
}

extension StoreReader {
  func observations() throws -> [Observation] {
    try database.rows("SELECT * FROM observation ORDER BY mesh, entry").compactMap { row in
      guard let subject = Observation.Subject(rawValue: try row["subject"]),
        let verdict = Observation.Verdict(rawValue: try row["verdict"])
      else { return nil }
      return Observation(
        mesh: try row["mesh"], about: try row["about"], subject: subject, verdict: verdict, text: try row["text"],
        cluster: try row["cluster"], object: try row["object"], uid: try row["uid"],
        resourceVersion: try row["resource_version"],
        changed: (try row["changed"] as Int64?).map { Timestamp(seconds: $0) },
        read: Timestamp(seconds: try row["read"]))
    }
  }

  func gatheringTimes() throws -> [String: Timestamp] {
    let rows = try database.rows("SELECT mesh, gathered FROM cluster WHERE gathered IS NOT NULL")
    return Dictionary(try rows.map { (try $0["mesh"], Timestamp(seconds: try $0["gathered"])) }) { first, _ in first }
  }
}

extension StoreWriter {
  func replaceObservations(_ gathered: GatheredMesh) throws {
    try database.execute("DELETE FROM observation WHERE mesh = ?", [gathered.mesh])
    for item in gathered.observations {
      try database.execute(
        """
        INSERT INTO observation
          (mesh, about, subject, verdict, text, cluster, object, uid, resource_version, changed, read)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          item.mesh, item.about, item.subject.rawValue, item.verdict.rawValue, item.text, item.cluster, item.object,
          item.uid, item.resourceVersion, item.changed?.seconds, item.read.seconds,
        ])
    }
    // A server that is behind another one does not take time back.
    try database.execute(
      "UPDATE cluster SET gathered = ? WHERE mesh = ? AND (gathered IS NULL OR gathered < ?)",
      [gathered.read.seconds, gathered.mesh, gathered.read.seconds])
  }
}
