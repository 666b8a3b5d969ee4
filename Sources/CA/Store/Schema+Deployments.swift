import GRDB
import X509

extension Schema {
  /// What was deployed to the meshes' clusters.
  static func deployments(_ database: Database) throws {
    try database.execute(
      sql: """
        -- The number of each mesh's last deployment; it only grows.
        CREATE TABLE deployment (
          mesh TEXT PRIMARY KEY,
          serial INTEGER NOT NULL,
          time INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- Every object that the home has deployed: what it is since the last write whose end is known, and what a write
        -- was to make of it. Without a uid no end was ever known.
        CREATE TABLE deployed_object (
          mesh TEXT NOT NULL,
          namespace TEXT NOT NULL,
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          api_version TEXT NOT NULL,
          uid TEXT,
          resource_version TEXT,
          content TEXT,
          intended TEXT,
          changed INTEGER,
          PRIMARY KEY (mesh, namespace, kind, name)
        ) STRICT, WITHOUT ROWID;
        """)
  }
}

extension SQLiteReader {
  func deployments() throws -> [String: Int64] {
    let rows = try Row.fetchAll(database, sql: "SELECT mesh, serial FROM deployment")
    return Dictionary(rows.map { ($0["mesh"], $0["serial"]) }) { first, _ in first }
  }

  func deployedObjects(of mesh: String) throws -> [DeployedObject] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM deployed_object WHERE mesh = ? ORDER BY namespace, kind, name", arguments: [mesh])
    return rows.map { row in
      DeployedObject(
        namespace: row["namespace"], kind: row["kind"], name: row["name"], apiVersion: row["api_version"],
        uid: row["uid"], resourceVersion: row["resource_version"], content: row["content"], intended: row["intended"],
        changed: (row["changed"] as Int64?).map { Timestamp(seconds: $0) })
    }
  }
}

extension SQLiteWriter {
  func setDeployment(_ serial: Int64, of mesh: String, at time: Timestamp) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO deployment (mesh, serial, time) VALUES (?, ?, ?)",
      arguments: [mesh, serial, time.seconds])
  }

  func setDeployedObject(_ object: DeployedObject, of mesh: String) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO deployed_object
          (mesh, namespace, kind, name, api_version, uid, resource_version, content, intended, changed)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        mesh, object.namespace, object.kind, object.name, object.apiVersion, object.uid, object.resourceVersion,
        object.content, object.intended, object.changed?.seconds,
      ])
  }

  func removeDeployedObject(_ object: DeployedObject, of mesh: String) throws {
    try database.execute(
      sql: "DELETE FROM deployed_object WHERE mesh = ? AND namespace = ? AND kind = ? AND name = ?",
      arguments: [mesh, object.namespace, object.kind, object.name])
  }

  func forgetDeployments(of mesh: String) throws {
    for table in ["deployment", "deployed_object"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE mesh = ?", arguments: [mesh])
    }
  }
}
