import GRDB
import X509

extension Schema {
  /// In which cluster each mesh was seen.
  static func clusters(_ database: Database) throws {
    try database.execute(
      sql: """
        -- The uid of an object that no other cluster has, at first contact; the time is that of the cluster's server.
        CREATE TABLE cluster (
          mesh TEXT PRIMARY KEY,
          anchor TEXT NOT NULL,
          uid TEXT NOT NULL,
          seen INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """)
  }
}

extension SQLiteReader {
  func clusters() throws -> [String: KnownCluster] {
    let rows = try Row.fetchAll(database, sql: "SELECT * FROM cluster")
    return Dictionary(
      rows.map { row in
        let mesh: String = row["mesh"]
        return (mesh, KnownCluster(anchor: row["anchor"], uid: row["uid"], seen: Timestamp(seconds: row["seen"])))
      }
    ) { first, _ in first }
  }
}

extension SQLiteWriter {
  func setCluster(_ cluster: KnownCluster, of mesh: String) throws {
    try database.execute(
      sql: """
        INSERT INTO cluster (mesh, anchor, uid, seen) VALUES (?, ?, ?, ?)
        ON CONFLICT (mesh) DO UPDATE SET anchor = excluded.anchor, uid = excluded.uid, seen = excluded.seen
        """,
      arguments: [mesh, cluster.anchor, cluster.uid, cluster.seen.seconds])
  }
}
