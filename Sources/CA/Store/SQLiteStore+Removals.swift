import GRDB
import X509

extension SQLiteReader {
  func removals() throws -> [String] {
    try String.fetchAll(database, sql: "SELECT mesh FROM removal ORDER BY mesh")
  }
}

extension SQLiteWriter {
  func beginRemoval(of mesh: String, at time: Timestamp) throws {
    try database.execute(
      sql: "INSERT INTO removal (mesh, since) VALUES (?, ?) ON CONFLICT DO NOTHING", arguments: [mesh, time.seconds])
    try append(.startedRemoval, mesh, "its keys, its folder and its entry in federation.yaml", at: time)
  }

  func endRemoval(of mesh: String, at time: Timestamp) throws {
    try database.execute(sql: "DELETE FROM removal WHERE mesh = ?", arguments: [mesh])
    try append(.finishedRemoval, mesh, "nothing of it is left in the home", at: time)
  }
}
