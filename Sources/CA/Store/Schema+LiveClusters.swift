import GRDB
import X509

extension Schema {
  /// What the clusters themselves showed, and when, by their own clocks.
  static func liveClusters(_ database: Database) throws {
    try database.execute(
      sql: """
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

extension SQLiteReader {
  func observations() throws -> [Observation] {
    try Row.fetchAll(database, sql: "SELECT * FROM observation ORDER BY mesh, entry").compactMap { row in
      let changed: Int64? = row["changed"]
      guard let subject = Observation.Subject(rawValue: row["subject"]),
        let verdict = Observation.Verdict(rawValue: row["verdict"])
      else { return nil }
      return Observation(
        mesh: row["mesh"], about: row["about"], subject: subject, verdict: verdict, text: row["text"],
        cluster: row["cluster"], object: row["object"], uid: row["uid"], resourceVersion: row["resource_version"],
        changed: changed.map { Timestamp(seconds: $0) }, read: Timestamp(seconds: row["read"]))
    }
  }

  func gatheringTimes() throws -> [String: Timestamp] {
    let rows = try Row.fetchAll(database, sql: "SELECT mesh, gathered FROM cluster WHERE gathered IS NOT NULL")
    return Dictionary(rows.map { ($0["mesh"] as String, Timestamp(seconds: $0["gathered"])) }) { first, _ in first }
  }
}

extension SQLiteWriter {
  func replaceObservations(_ gathered: GatheredMesh) throws {
    try database.execute(sql: "DELETE FROM observation WHERE mesh = ?", arguments: [gathered.mesh])
    for item in gathered.observations {
      try cached(
        """
        INSERT INTO observation
          (mesh, about, subject, verdict, text, cluster, object, uid, resource_version, changed, read)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
      ).execute(
        arguments: [
          item.mesh, item.about, item.subject.rawValue, item.verdict.rawValue, item.text, item.cluster, item.object,
          item.uid, item.resourceVersion, item.changed?.seconds, item.read.seconds,
        ])
    }
    // A server that is behind another one does not take time back.
    try database.execute(
      sql: "UPDATE cluster SET gathered = max(coalesce(gathered, 0), ?) WHERE mesh = ?",
      arguments: [gathered.read.seconds, gathered.mesh])
  }
}
