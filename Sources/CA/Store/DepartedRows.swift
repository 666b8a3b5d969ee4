/// What becomes of the rows of each table when a mesh or remote leaves. A mesh that gets its name later is another one:
/// nothing that was chosen or seen for the first may count for it.
enum DepartedRows {
  /// The rows that name it in one of these columns go.
  case forgotten([String])
  /// They go, but for the keys of authorities that are still in use: copies of one root share its key.
  case forgottenUnlessUsed(owner: String, key: String)
  /// They stay: what was done, or what is not a mesh's.
  case kept

  /// Every table; a test compares them with ``Schema``.
  static let tables: [String: DepartedRows] = [
    "accepted_danger": .forgotten(["owner"]),
    "bundle_version": .forgotten(["owner"]),
    "card": .forgotten(["mesh", "audience"]),
    "cluster": .forgotten(["mesh"]),
    "deployed_object": .forgotten(["mesh"]),
    "deployment": .forgotten(["mesh"]),
    "endpoint_bundle": .forgotten(["remote"]),
    "evidence": .forgotten(["holder", "mesh"]),
    "mesh_migration": .forgotten(["mesh"]),
    "migration_evidence": .forgotten(["holder", "mesh"]),
    "observation": .forgotten(["about", "mesh"]),
    "outside_key": .forgottenUnlessUsed(owner: "owner", key: "id"),
    "remote": .forgotten(["name"]),
    "request": .forgotten(["mesh"]),
    "rotation": .forgotten(["owner"]),
    "secret_sealer": .forgotten(["mesh"]),
    "signer_version": .forgotten(["mesh"]),
    "workload_lifetime": .forgotten(["mesh"]),
    "written_file": .forgotten(["mesh"]),
    "written_folder": .forgotten(["mesh"]),
    // Authorities are retired, and their keys destroyed. Their generations count on, so that no name comes twice.
    "authority": .kept, "certificate": .kept, "key": .kept,
    // The last CRLs of its authorities.
    "revocation": .kept, "revocation_list": .kept,
    // The number of its facts only grows: peers refuse a lower one.
    "told": .kept,
    // Whoever steals a controller's key later opens what was sealed for it. Each row names one key.
    "sealed_key": .kept,
    // What was done, like the log, and what waits to be done.
    "approval": .kept, "migration_step": .kept, "proposal": .kept, "removal": .kept, "rotation_step": .kept,
    // The home's own.
    "applied_description": .kept, "binding": .kept, "checkpoint": .kept, "home": .kept, "log": .kept,
    "seal_slot": .kept,
  ]
}

extension StoreWriter {
  func forget(_ name: String) throws {
    for (table, rows) in DepartedRows.tables.sorted(by: { $0.key < $1.key }) {
      switch rows {
      case .forgotten(let columns):
        let condition = columns.map { "\($0) = ?" }.joined(separator: " OR ")
        try database.execute("DELETE FROM \(table) WHERE \(condition)", columns.map { _ in name })
      case .forgottenUnlessUsed(let owner, let key):
        try database.execute(
          """
          DELETE FROM \(table) WHERE \(owner) = ?
          AND (\(key) IS NULL OR \(key) NOT IN (SELECT key FROM authority WHERE retired IS NULL))
          """, [name])
      case .kept: break
      }
    }
  }
}
