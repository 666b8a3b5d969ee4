import Federation
import GRDB
import Signers
import X509

extension SQLiteWriter {
  func recordVersions(at time: Timestamp) throws {
    var history = try reader.versions()
    let added = history.record(AuthoritySet(try reader.authorities()), at: time)
    for (owner, version) in added.bundles {
      try cached("INSERT INTO bundle_version (owner, number, certificates, since) VALUES (?, ?, ?, ?)").execute(
        arguments: [owner.stored, version.number, Self.fingerprints(version.certificates), version.since.seconds])
    }
    for (mesh, version) in added.signers {
      try cached("INSERT INTO signer_version (mesh, number, chain, since) VALUES (?, ?, ?, ?)").execute(
        arguments: [mesh, version.number, Self.fingerprints(version.chain), version.since.seconds])
    }
  }

  func recordLifetimes(_ federation: ResolvedFederation, at time: Timestamp) throws {
    for mesh in federation.meshes {
      try cached(
        """
        INSERT INTO workload_lifetime (mesh, seconds, since) VALUES (?, ?, ?)
        ON CONFLICT (mesh, seconds) DO UPDATE SET since = min(since, excluded.since)
        """
      ).execute(arguments: [mesh.name, mesh.profile.maxWorkloadLifetime.seconds, time.seconds])
    }
  }

  func set(_ rotation: RootRotation) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO rotation
          (owner, leaving, arriving, phase, compromised, reason, crossed, started, since, step, clock, target)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        rotation.owner.stored, rotation.leaving, rotation.arriving, rotation.phase.rawValue, rotation.isCompromised,
        rotation.reason, Self.fingerprints(rotation.crossCertificates), rotation.started.seconds,
        rotation.since.seconds, rotation.step, (rotation.clock ?? systemTime(at: rotation.since))?.seconds,
        rotation.target.rawValue,
      ])
  }

  func removeRotation(of owner: AuthorityOwner) throws {
    try database.execute(sql: "DELETE FROM rotation WHERE owner = ?", arguments: [owner.stored])
  }

  func insertStep(_ owner: AuthorityOwner, _ name: String, proof: String, at time: Timestamp) throws {
    try database.execute(
      sql: "INSERT INTO rotation_step (owner, name, time, proof) VALUES (?, ?, ?, ?)",
      arguments: [owner.stored, name, time.seconds, proof])
  }

  func insert(_ evidence: Evidence) throws {
    try cached(
      """
      INSERT INTO evidence
        (holder, mesh, kind, version, time, source, uid, resource_version, object, cluster, claimant, clock)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ).execute(
      arguments: [
        evidence.holder, evidence.mesh, evidence.kind.rawValue, evidence.version, evidence.time.seconds,
        evidence.source, evidence.uid, evidence.resourceVersion, evidence.object, evidence.cluster, evidence.claimant,
        clock.system?.seconds,
      ])
  }

  func retire(_ authority: Authority, at time: Timestamp) throws {
    try database.execute(
      sql: "UPDATE authority SET retired = ? WHERE owner = ? AND role = ? AND generation = ?",
      arguments: [time.seconds, authority.owner.stored, authority.role.rawValue, authority.generation])
    try removeUnusedKey(authority.keyIdentifier)
    // Copies of one root share its key.
    let isKept = try reader.sealedKey(authority.keyIdentifier) != nil
    try append(
      .retired, authority.name,
      "generation \(authority.generation), SHA-256 \(authority.certificate.fingerprint), "
        + (isKept ? "another authority has its key" : authority.keyPlace.fate), at: time)
  }

  func forgetVersions(of mesh: String) throws {
    try removeRotation(of: .mesh(mesh))
    try database.execute(sql: "DELETE FROM bundle_version WHERE owner = ?", arguments: [mesh])
    try database.execute(sql: "DELETE FROM signer_version WHERE mesh = ?", arguments: [mesh])
    try database.execute(sql: "DELETE FROM workload_lifetime WHERE mesh = ?", arguments: [mesh])
    try database.execute(sql: "DELETE FROM evidence WHERE holder = ? OR mesh = ?", arguments: [mesh, mesh])
    try database.execute(sql: "DELETE FROM written_file WHERE mesh = ?", arguments: [mesh])
    try database.execute(sql: "DELETE FROM cluster WHERE mesh = ?", arguments: [mesh])
    try database.execute(sql: "DELETE FROM observation WHERE mesh = ?", arguments: [mesh])
    try forgetDeployments(of: mesh)
    try database.execute(sql: "DELETE FROM accepted_danger WHERE owner = ?", arguments: [mesh])
  }

  func replaceCertificate(of authority: Authority) throws {
    try database.execute(
      sql: "UPDATE authority SET certificate = ? WHERE owner = ? AND role = ? AND generation = ?",
      arguments: [
        authority.certificate.fingerprint, authority.owner.stored, authority.role.rawValue, authority.generation,
      ])
  }

  /// The system's time, if `now` is a time that `--now` set.
  private func systemTime(at now: Timestamp) -> Timestamp? { now == clock.now ? clock.system : nil }

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
