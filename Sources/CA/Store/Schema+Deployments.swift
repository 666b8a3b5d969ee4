import X509

extension Schema {
  /// What was deployed to the meshes' clusters.
  static func deployments(_ database: SQLiteConnection) throws {
    try database.run(
      """
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

extension StoreReader {
  func deployments() throws -> [String: Int64] {
    let rows = try database.rows("SELECT mesh, serial FROM deployment")
    return Dictionary(try rows.map { (try $0["mesh"], try $0["serial"]) }) { first, _ in first }
  }

  func deployedObjects(of mesh: String) throws -> [DeployedObject] {
    let rows = try database.rows(
      "SELECT * FROM deployed_object WHERE mesh = ? ORDER BY namespace, kind, name", [mesh])
    return try rows.map { row in
      DeployedObject(
        namespace: try row["namespace"], kind: try row["kind"], name: try row["name"],
        apiVersion: try row["api_version"], uid: try row["uid"], resourceVersion: try row["resource_version"],
        content: try row["content"], intended: try row["intended"],
        changed: (try row["changed"] as Int64?).map { Timestamp(seconds: $0) })
    }
  }
}

extension StoreWriter {
  func setDeployment(_ serial: Int64, of mesh: String, at time: Timestamp) throws {
    try database.set("deployment", key: ["mesh"], ["mesh": mesh, "serial": serial, "time": time.seconds])
  }

  func setDeployedObject(_ object: DeployedObject, of mesh: String) throws {
    try database.set(
      "deployed_object", key: ["mesh", "namespace", "kind", "name"],
      [
        "mesh": mesh, "namespace": object.namespace, "kind": object.kind, "name": object.name,
        "api_version": object.apiVersion, "uid": object.uid, "resource_version": object.resourceVersion,
        "content": object.content, "intended": object.intended, "changed": object.changed?.seconds,
      ])
  }

  func removeDeployedObject(_ object: DeployedObject, of mesh: String) throws {
    try database.execute(
      "DELETE FROM deployed_object WHERE mesh = ? AND namespace = ? AND kind = ? AND name = ?",
      [mesh, object.namespace, object.kind, object.name])
  }
}
