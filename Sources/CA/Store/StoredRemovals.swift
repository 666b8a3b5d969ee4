import X509

extension StoreReader {
  func removals() throws -> [String] {
    try database.values(Self.everyRemoval)
  }
}

extension StoreWriter {
  func beginRemoval(of mesh: String, at time: Timestamp) throws {
    try database.execute(
      "INSERT INTO removal (mesh, since) VALUES (?, ?) ON CONFLICT DO NOTHING", [mesh, time.seconds])
    try append(.startedRemoval, mesh, "its keys, its folder and its entry in federation.yaml", at: time)
  }

  func endRemoval(of mesh: String, at time: Timestamp) throws {
    try database.execute("DELETE FROM removal WHERE mesh = ?", [mesh])
    try append(.finishedRemoval, mesh, "what stays are its certificates, its last CRLs and what was logged", at: time)
  }
}
