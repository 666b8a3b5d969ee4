import X509

extension StoreReader {
  func rotations() throws -> [RootRotation] {
    try database.rows(Self.everyRotation).map { row in
      var rotation = RootRotation(
        owner: AuthorityOwner(stored: try row["owner"]), leaving: try row["leaving"], arriving: try row["arriving"],
        phase: RotationPhase(rawValue: try row["phase"]) ?? .distributing, isCompromised: try row["compromised"],
        reason: try row["reason"], crossCertificates: try certificates(row["crossed"]),
        started: Timestamp(seconds: try row["started"]), since: Timestamp(seconds: try row["since"]),
        step: try row["step"], target: RotationTarget(rawValue: try row["target"]) ?? .own)
      rotation.clock = Self.timestamp(try row["clock"])
      return rotation
    }
  }

  func versions() throws -> VersionHistory {
    VersionHistory(bundles: try bundleVersions(), signers: try signerVersions())
  }

  private func bundleVersions() throws -> [AuthorityOwner: [BundleVersion]] {
    var versions: [AuthorityOwner: [BundleVersion]] = [:]
    for row in try database.rows("SELECT * FROM bundle_version ORDER BY owner, number") {
      let version = BundleVersion(
        number: try row["number"], certificates: try certificates(row["certificates"]),
        since: Timestamp(seconds: try row["since"]))
      versions[AuthorityOwner(stored: try row["owner"]), default: []].append(version)
    }
    return versions
  }

  private func signerVersions() throws -> [String: [SignerVersion]] {
    var versions: [String: [SignerVersion]] = [:]
    for row in try database.rows("SELECT * FROM signer_version ORDER BY mesh, number") {
      let version = SignerVersion(
        number: try row["number"], chain: try certificates(row["chain"]), since: Timestamp(seconds: try row["since"]))
      versions[try row["mesh"], default: []].append(version)
    }
    return versions
  }

  func workloadLifetimes() throws -> [String: [(seconds: Int64, since: Timestamp)]] {
    var lifetimes: [String: [(seconds: Int64, since: Timestamp)]] = [:]
    for row in try database.rows(Self.lifetimes) {
      let since = Timestamp(seconds: try row["since"])
      lifetimes[try row["mesh"], default: []].append((seconds: try row["seconds"], since: since))
    }
    return lifetimes
  }

  func evidence() throws -> [Evidence] {
    try database.rows("SELECT * FROM evidence ORDER BY entry").map { row in
      var evidence = Evidence(
        holder: try row["holder"], mesh: try row["mesh"], kind: Evidence.Kind(rawValue: try row["kind"]) ?? .bundle,
        version: try row["version"], time: Timestamp(seconds: try row["time"]), source: try row["source"],
        uid: try row["uid"], resourceVersion: try row["resource_version"], object: try row["object"],
        cluster: try row["cluster"], claimant: try row["claimant"])
      evidence.clock = Self.timestamp(try row["clock"])
      return evidence
    }
  }

  func lastLeaves() throws -> [String: Certificate] {
    let rows = try database.rows(
      """
      SELECT issuer, fingerprint, der FROM certificate WHERE fingerprint IN (
        SELECT fingerprint FROM (
          SELECT fingerprint, row_number() OVER (PARTITION BY issuer ORDER BY not_after DESC, fingerprint) AS place
          FROM certificate WHERE kind = 'leaf' AND issuer <> '' AND fingerprint NOT IN (SELECT fingerprint FROM revocation)
        ) AS ranked WHERE place = 1)
      """)
    return Dictionary(
      try rows.map { (try $0["issuer"], try Self.certificate($0["der"], $0["fingerprint"])) }
    ) { first, _ in first }
  }

  /// Cross-certificates have the subject of a root and are left out.
  func signedForRequests(endingAfter time: Timestamp) throws -> [Certificate] {
    let crossed = Set(try rotations().flatMap(\.crossCertificates))
    return try database.rows(
      """
      SELECT fingerprint, der FROM certificate WHERE kind = 'foreign' AND issuer IS NOT NULL AND not_after > ?
      ORDER BY fingerprint
      """, [time.seconds]
    ).map { try Self.certificate($0["der"], $0["fingerprint"]) }.filter { !crossed.contains($0) }
  }

  func lastGenerations() throws -> [String: Int] {
    let rows = try database.rows(
      "SELECT owner, role, max(generation) AS last FROM authority GROUP BY owner, role")
    return Dictionary(
      try rows.map { row in
        let (owner, role) = (AuthorityOwner(stored: try row["owner"]), try row["role"] as String)
        return ("\(owner)/\(role)", try row["last"])
      }
    ) { first, _ in first }
  }

  func steps(of owner: AuthorityOwner) throws -> [RotationStep] {
    try database.rows("SELECT * FROM rotation_step WHERE owner = ? ORDER BY entry", [owner.stored]).map { row in
      RotationStep(name: try row["name"], time: Timestamp(seconds: try row["time"]), proof: try row["proof"])
    }
  }

  private static func timestamp(_ seconds: Int64?) -> Timestamp? { seconds.map { Timestamp(seconds: $0) } }

  private func certificates(_ fingerprints: String) throws -> [Certificate] {
    try fingerprints.split(separator: " ").map { try certificate(String($0)) }
  }
}
