import X509

extension Schema {
  /// What the endpoints of remotes served.
  static func endpoints(_ database: SQLiteConnection) throws {
    try database.run(
      """
      -- The last bundle that the endpoint of each remote served, byte for byte. It waits while its roots are not those
      -- that are trusted.
      CREATE TABLE endpoint_bundle (
        remote TEXT PRIMARY KEY,
        trust_domain TEXT NOT NULL,
        url TEXT NOT NULL,
        sequence INTEGER,
        refresh_hint INTEGER,
        document BLOB NOT NULL,
        waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
        fetched INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      """)
  }
}

extension StoreReader {
  func endpointBundles() throws -> [EndpointBundle] {
    try database.rows("SELECT * FROM endpoint_bundle ORDER BY remote").map { row in
      EndpointBundle(
        remote: try row["remote"], trustDomain: try row["trust_domain"], url: try row["url"],
        sequence: try row["sequence"], refreshHint: try row["refresh_hint"], document: try row["document"],
        isWaiting: try row["waits"], fetched: Timestamp(seconds: try row["fetched"]))
    }
  }
}

extension StoreWriter {
  func setEndpointBundle(_ bundle: EndpointBundle) throws {
    try database.set(
      "endpoint_bundle", key: ["remote"],
      [
        "remote": bundle.remote, "trust_domain": bundle.trustDomain, "url": bundle.url, "sequence": bundle.sequence,
        "refresh_hint": bundle.refreshHint, "document": bundle.document, "waits": bundle.isWaiting,
        "fetched": bundle.fetched.seconds,
      ])
  }

  func removeEndpointBundle(of remote: String) throws {
    try database.execute("DELETE FROM endpoint_bundle WHERE remote = ?", [remote])
  }
}
