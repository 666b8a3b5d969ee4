import Federation
import Signers
import X509

extension StoreWriter {
  func recordVersions(at time: Timestamp) throws {
    var history = try reader.versions()
    let added = history.record(AuthoritySet(try reader.authorities()), at: time)
    for (owner, version) in added.bundles {
      try database.execute(
        "INSERT INTO bundle_version (owner, number, certificates, since) VALUES (?, ?, ?, ?)",
        [owner.stored, version.number, Self.fingerprints(version.certificates), version.since.seconds])
    }
    for (mesh, version) in added.signers {
      try database.execute(
        "INSERT INTO signer_version (mesh, number, chain, since) VALUES (?, ?, ?, ?)",
        [mesh, version.number, Self.fingerprints(version.chain), version.since.seconds])
    }
  }

  func recordLifetimes(_ federation: ResolvedFederation, at time: Timestamp) throws {
    let known = try reader.workloadLifetimes()
    for mesh in federation.meshes where !mesh.isRecorded(in: known, at: time) {
      try database.execute(
        """
        INSERT INTO workload_lifetime (mesh, seconds, since) VALUES (?, ?, ?)
        ON CONFLICT (mesh, seconds) DO UPDATE SET since = excluded.since
        WHERE excluded.since < workload_lifetime.since
        """, [mesh.name, mesh.profile.maxWorkloadLifetime.seconds, time.seconds])
    }
  }

  func set(_ rotation: RootRotation) throws {
    try database.set(
      "rotation", key: ["owner"],
      [
        "owner": rotation.owner.stored, "leaving": rotation.leaving, "arriving": rotation.arriving,
        "phase": rotation.phase.rawValue, "compromised": rotation.isCompromised, "reason": rotation.reason,
        "crossed": Self.fingerprints(rotation.crossCertificates), "started": rotation.started.seconds,
        "since": rotation.since.seconds, "step": rotation.step,
        "clock": (rotation.clock ?? systemTime(at: rotation.since))?.seconds, "target": rotation.target.rawValue,
      ])
  }

  func removeRotation(of owner: AuthorityOwner) throws {
    try database.execute("DELETE FROM rotation WHERE owner = ?", [owner.stored])
  }

  func insertStep(_ owner: AuthorityOwner, _ name: String, proof: String, at time: Timestamp) throws {
    try database.execute(
      "INSERT INTO rotation_step (owner, name, time, proof) VALUES (?, ?, ?, ?)",
      [owner.stored, name, time.seconds, proof])
  }

  func insert(_ evidence: Evidence) throws {
    try database.execute(
      """
      INSERT INTO evidence
        (holder, mesh, kind, version, time, source, uid, resource_version, object, cluster, claimant, clock)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        evidence.holder, evidence.mesh, evidence.kind.rawValue, evidence.version, evidence.time.seconds,
        evidence.source, evidence.uid, evidence.resourceVersion, evidence.object, evidence.cluster, evidence.claimant,
        clock.system?.seconds,
      ])
  }

  func remove(_ evidence: DisprovedEvidence) throws -> Bool {
    let condition = "holder = ? AND mesh = ? AND kind = ? AND version = ? AND time >= ?"
    let key: [(any StoreArgument)?] = [
      evidence.holder, evidence.mesh, evidence.kind.rawValue, evidence.version, evidence.since?.seconds ?? 0,
    ]
    guard try database.row("SELECT 1 FROM evidence WHERE \(condition) LIMIT 1", key) != nil else { return false }
    try database.execute("DELETE FROM evidence WHERE \(condition)", key)
    return true
  }

  func forgetSeen(of mesh: String) throws {
    try database.execute("DELETE FROM evidence WHERE holder = ? AND kind <> 'requests'", [mesh])
    try database.execute("DELETE FROM migration_evidence WHERE holder = ?", [mesh])
    try database.execute("DELETE FROM observation WHERE mesh = ?", [mesh])
    try database.execute("UPDATE cluster SET gathered = NULL WHERE mesh = ?", [mesh])
  }

  func retire(_ authority: Authority, at time: Timestamp) throws {
    try database.execute(
      "UPDATE authority SET retired = ? WHERE owner = ? AND role = ? AND generation = ?",
      [time.seconds, authority.owner.stored, authority.role.rawValue, authority.generation])
    try removeUnusedKey(authority.keyIdentifier)
    // Copies of one root share its key.
    let isKept = try reader.sealedKey(authority.keyIdentifier) != nil
    try append(
      .retired, authority.name,
      "generation \(authority.generation), SHA-256 \(authority.certificate.fingerprint), "
        + (isKept ? "another authority has its key" : authority.keyPlace.fate), at: time)
  }

  func replaceCertificate(of authority: Authority) throws {
    try database.execute(
      "UPDATE authority SET certificate = ? WHERE owner = ? AND role = ? AND generation = ?",
      [
        authority.certificate.fingerprint, authority.owner.stored, authority.role.rawValue, authority.generation,
      ])
  }

  /// The system's time, if `now` is a time that `--now` set.
  func systemTime(at now: Timestamp) -> Timestamp? { now == clock.now ? clock.system : nil }

  private static func fingerprints(_ certificates: [Certificate]) -> String {
    certificates.map(\.fingerprint).joined(separator: " ")
  }
}

extension KeyPlace {
  /// What became of the key of an authority that was retired.
  fileprivate var fate: String {
    switch self {
    case .home: "its key was destroyed"
    case .outside(let place): "its key stays in \(place.words), at \(place)"
    case .elsewhere: "its key was never here"
    }
  }
}

extension Mesh {
  /// Whether the maximum workload lifetime of today is among those that were recorded.
  ///
  /// - Parameter time: Until when; nil for any time.
  func isRecorded(
    in lifetimes: [String: [(seconds: Int64, since: Timestamp)]], at time: Timestamp? = nil
  ) -> Bool {
    (lifetimes[name] ?? []).contains { known in
      known.seconds == profile.maxWorkloadLifetime.seconds && time.map { known.since <= $0 } ?? true
    }
  }
}
