import FoundationEssentials
import GRDB
import X509

extension SQLiteReader {
  func rotations() throws -> [RootRotation] {
    try Row.fetchAll(database, sql: "SELECT * FROM rotation ORDER BY owner").map { row in
      var rotation = RootRotation(
        owner: AuthorityOwner(stored: row["owner"]), leaving: row["leaving"], arriving: row["arriving"],
        phase: RotationPhase(rawValue: row["phase"]) ?? .distributing, isCompromised: row["compromised"],
        reason: row["reason"], crossCertificates: try certificates(row["crossed"]),
        started: Timestamp(seconds: row["started"]), since: Timestamp(seconds: row["since"]), step: row["step"],
        target: RotationTarget(rawValue: row["target"]) ?? .own)
      rotation.clock = Self.timestamp(row["clock"])
      return rotation
    }
  }

  func versions() throws -> VersionHistory {
    VersionHistory(bundles: try bundleVersions(), signers: try signerVersions())
  }

  private func bundleVersions() throws -> [AuthorityOwner: [BundleVersion]] {
    let rows = try Row.fetchAll(database, sql: "SELECT * FROM bundle_version ORDER BY owner, number")
    var versions: [AuthorityOwner: [BundleVersion]] = [:]
    for row in rows {
      versions[AuthorityOwner(stored: row["owner"]), default: []].append(
        BundleVersion(
          number: row["number"], certificates: try certificates(row["certificates"]),
          since: Timestamp(seconds: row["since"])))
    }
    return versions
  }

  private func signerVersions() throws -> [String: [SignerVersion]] {
    let rows = try Row.fetchAll(database, sql: "SELECT * FROM signer_version ORDER BY mesh, number")
    var versions: [String: [SignerVersion]] = [:]
    for row in rows {
      versions[row["mesh"], default: []].append(
        SignerVersion(
          number: row["number"], chain: try certificates(row["chain"]), since: Timestamp(seconds: row["since"])))
    }
    return versions
  }

  func workloadLifetimes() throws -> [String: [(seconds: Int64, since: Timestamp)]] {
    let rows = try Row.fetchAll(database, sql: "SELECT * FROM workload_lifetime")
    return Dictionary(grouping: rows) { $0["mesh"] as String }.mapValues { rows in
      rows.map { (seconds: $0["seconds"], since: Timestamp(seconds: $0["since"])) }
    }
  }

  func evidence() throws -> [Evidence] {
    try Row.fetchAll(database, sql: "SELECT * FROM evidence ORDER BY entry").map { row in
      var evidence = Evidence(
        holder: row["holder"], mesh: row["mesh"], kind: Evidence.Kind(rawValue: row["kind"]) ?? .bundle,
        version: row["version"], time: Timestamp(seconds: row["time"]), source: row["source"], uid: row["uid"],
        resourceVersion: row["resource_version"], object: row["object"], cluster: row["cluster"],
        claimant: row["claimant"])
      evidence.clock = Self.timestamp(row["clock"])
      return evidence
    }
  }

  func lastLeaves() throws -> [String: Certificate] {
    // Of a query with max(), SQLite takes the other columns from the row that has the maximum.
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT issuer, fingerprint, der, max(not_after) FROM certificate WHERE kind = 'leaf' AND issuer <> ''
        AND fingerprint NOT IN (SELECT fingerprint FROM revocation) GROUP BY issuer
        """)
    return Dictionary(try rows.map { ($0["issuer"], try Self.certificate($0["der"], $0["fingerprint"])) }) { first, _ in
      first
    }
  }

  /// Cross-certificates have the subject of a root and are left out.
  func signedForRequests(endingAfter time: Timestamp) throws -> [Certificate] {
    let crossed = Set(try rotations().flatMap(\.crossCertificates))
    return try Row.fetchAll(
      database,
      sql: """
        SELECT fingerprint, der FROM certificate WHERE kind = 'foreign' AND issuer IS NOT NULL AND not_after > ?
        ORDER BY fingerprint
        """, arguments: [time.seconds]
    ).map { try Self.certificate($0["der"], $0["fingerprint"]) }.filter { !crossed.contains($0) }
  }

  func lastGenerations() throws -> [String: Int] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT owner, role, max(generation) AS last FROM authority GROUP BY owner, role")
    return Dictionary(
      rows.map { row in
        let owner = AuthorityOwner(stored: row["owner"])
        let role: String = row["role"]
        return ("\(owner)/\(role)", row["last"])
      }
    ) { first, _ in first }
  }

  func steps(of owner: AuthorityOwner) throws -> [RotationStep] {
    try Row.fetchAll(
      database, sql: "SELECT * FROM rotation_step WHERE owner = ? ORDER BY entry", arguments: [owner.stored]
    ).map { row in
      RotationStep(name: row["name"], time: Timestamp(seconds: row["time"]), proof: row["proof"])
    }
  }

  private static func timestamp(_ seconds: Int64?) -> Timestamp? { seconds.map { Timestamp(seconds: $0) } }

  private func certificates(_ fingerprints: String) throws -> [Certificate] {
    try fingerprints.split(separator: " ").map { try certificate(String($0)) }
  }
}
