import X509

extension Schema {
  /// In which cluster each mesh was seen.
  static func clusters(_ database: SQLiteConnection) throws {
    try database.run(
      """
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

extension StoreReader {
  func clusters() throws -> [String: KnownCluster] {
    let rows = try database.rows("SELECT * FROM cluster")
    return Dictionary(
      try rows.map { row in
        let cluster = KnownCluster(
          anchor: try row["anchor"], uid: try row["uid"], seen: Timestamp(seconds: try row["seen"]))
        return (try row["mesh"], cluster)
      }
    ) { first, _ in first }
  }
}

extension StoreWriter {
  func setCluster(_ cluster: KnownCluster, of mesh: String) throws {
    try database.set(
      "cluster", key: ["mesh"],
      ["mesh": mesh, "anchor": cluster.anchor, "uid": cluster.uid, "seen": cluster.seen.seconds])
  }
}
