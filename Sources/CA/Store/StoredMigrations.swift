import Federation
import X509

extension StoreReader {
  func migrations() throws -> [MeshMigration] {
    try database.rows("SELECT * FROM mesh_migration ORDER BY mesh").compactMap { row in
      guard let flavour = ControlPlane.Flavour(rawValue: try row["flavour"]),
        let phase = MigrationPhase(rawValue: try row["phase"])
      else { return nil }
      var migration = MeshMigration(
        mesh: try row["mesh"], flavour: flavour, name: try row["name"], version: try row["version"],
        former: try row["former"], phase: phase, isAborting: try row["aborting"], reason: try row["reason"],
        started: Timestamp(seconds: try row["started"]), since: Timestamp(seconds: try row["since"]),
        step: try row["step"])
      migration.clock = (try row["clock"] as Int64?).map { Timestamp(seconds: $0) }
      return migration
    }
  }

  func migrationSteps(of mesh: String) throws -> [RotationStep] {
    try database.rows("SELECT * FROM migration_step WHERE mesh = ? ORDER BY entry", [mesh]).map { row in
      RotationStep(name: try row["name"], time: Timestamp(seconds: try row["time"]), proof: try row["proof"])
    }
  }

  func migrationEvidence() throws -> [MigrationEvidence] {
    try database.rows("SELECT * FROM migration_evidence ORDER BY entry").compactMap { row in
      guard let need = MigrationNeed(rawValue: try row["need"]) else { return nil }
      return MigrationEvidence(
        mesh: try row["mesh"], holder: try row["holder"], need: need, time: Timestamp(seconds: try row["time"]),
        source: try row["source"], uid: try row["uid"], resourceVersion: try row["resource_version"],
        claimant: try row["claimant"], isContrary: try row["contrary"])
    }
  }
}

extension StoreWriter {
  func set(_ migration: MeshMigration) throws {
    try database.set(
      "mesh_migration", key: ["mesh"],
      [
        "mesh": migration.mesh, "flavour": migration.flavour.rawValue, "name": migration.name,
        "version": migration.version, "former": migration.former, "phase": migration.phase.rawValue,
        "aborting": migration.isAborting, "reason": migration.reason, "started": migration.started.seconds,
        "since": migration.since.seconds, "step": migration.step,
        "clock": (migration.clock ?? systemTime(at: migration.since))?.seconds,
      ])
  }

  func removeMigration(of mesh: String) throws {
    try database.execute("DELETE FROM mesh_migration WHERE mesh = ?", [mesh])
    try database.execute("DELETE FROM migration_evidence WHERE mesh = ?", [mesh])
  }

  func removeMigrationEvidence(_ need: MigrationNeed, of mesh: String, at holder: String) throws {
    try database.execute(
      "DELETE FROM migration_evidence WHERE mesh = ? AND holder = ? AND need = ?", [mesh, holder, need.rawValue])
  }

  func insertMigrationStep(_ mesh: String, _ name: String, proof: String, at time: Timestamp) throws {
    try database.execute(
      "INSERT INTO migration_step (mesh, name, time, proof) VALUES (?, ?, ?, ?)", [mesh, name, time.seconds, proof])
  }

  func insert(_ evidence: MigrationEvidence) throws {
    try database.execute(
      """
      INSERT INTO migration_evidence
        (mesh, holder, need, time, source, uid, resource_version, claimant, contrary, clock)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        evidence.mesh, evidence.holder, evidence.need.rawValue, evidence.time.seconds, evidence.source, evidence.uid,
        evidence.resourceVersion, evidence.claimant, evidence.isContrary, clock.system?.seconds,
      ])
  }
}
