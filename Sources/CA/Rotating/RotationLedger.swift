public import Federation
public import X509

/// One version of an owner's bundle. A mesh without evidence of a later version may still have it.
public struct BundleVersion: Hashable, Sendable {
  /// From 1.
  public let number: Int
  /// The roots, in the order of the file.
  public let certificates: [Certificate]
  public let since: Timestamp

  public init(number: Int, certificates: [Certificate], since: Timestamp) {
    self.number = number
    self.certificates = certificates
    self.since = since
  }
}

/// One version of a mesh's signing chain. A workload that has not renewed since may still present it.
public struct SignerVersion: Hashable, Sendable {
  /// From 1.
  public let number: Int
  /// The intermediate, then the certificates between it and the root.
  public let chain: [Certificate]
  public let since: Timestamp

  public init(number: Int, chain: [Certificate], since: Timestamp) {
    self.number = number
    self.chain = chain
    self.since = since
  }
}

/// Everything that determines which handshakes are possible: what was published, and the evidence since.
public struct RotationLedger: Sendable {
  public var federation: ResolvedFederation
  /// The time used as now.
  public let now: Timestamp
  /// The system's time, if `--now` set another one.
  let clock: Timestamp?
  /// The authorities that are not retired.
  public var authorities: AuthoritySet
  /// What was published.
  var history: VersionHistory
  /// Oldest first.
  public var evidence: [Evidence]
  /// When each mesh's cluster was last asked for evidence, by its own clock.
  let gatheringTimes: [String: Timestamp]
  /// The maximum workload lifetimes of each mesh so far, in seconds, and since when.
  let workloadLifetimes: [String: [(seconds: Int64, since: Timestamp)]]
  /// Of the leaves that the home issued and did not revoke, the one that expires last, by the fingerprint of its
  /// intermediate.
  public let lastLeaves: [String: Certificate]
  /// The intermediates signed for requests of others that have not expired.
  public let signedForRequests: [Certificate]
  /// The highest generation ever used, by the authority's name: `red-mesh/root`.
  public let lastGenerations: [String: Int]
  /// How many intermediates were signed for each trust domain, by its URI, so that no two have the same subject.
  public let signedIntermediates: [String: Int]
  /// The generations of shared roots of which the meshes have copies, or had them, by fingerprint.
  public let dormantRoots: [String: Int]
  /// Every request that waits for its answer.
  public var requests: [PendingRequest]
  /// What each remote published last.
  public var published: [PublishedRoots] = []
  /// Issuers of throwaway leaves, by the identifier of the intermediate's key, as far as the keys are known.
  var issuers: [String: ThrowawayIssuer]

  /// The issuer below a chain, if the key of its intermediate is known. A certificate reissued for the same key has the
  /// same issuer.
  public func issuer(below chain: [Certificate]) -> ThrowawayIssuer? {
    chain.first.flatMap { issuers[$0.keyIdentifier] }?.presenting(chain)
  }

  /// Oldest first.
  public var bundles: [AuthorityOwner: [BundleVersion]] { history.bundles }

  /// Oldest first.
  public var signers: [String: [SignerVersion]] { history.signers }

  /// The rotations in progress.
  public var rotations: [RootRotation] { authorities.rotations }

  public func rootOwner(of mesh: String) -> AuthorityOwner { federation.rootOwner(of: mesh) }

  public func meshes(below owner: AuthorityOwner) -> [Mesh] {
    federation.meshes.filter { rootOwner(of: $0.name) == owner }
  }

  /// The longest lifetime of a workload certificate of a mesh issued before a time: what federation.yaml was known to state
  /// until then, or states now, because nobody knows since when.
  public func maxWorkloadLifetime(of mesh: Mesh, before moment: Timestamp) -> Lifetime {
    let known = (workloadLifetimes[mesh.name] ?? []).filter { $0.since <= moment }.map(\.seconds)
    return Lifetime(seconds: (known + [mesh.profile.maxWorkloadLifetime.seconds]).max() ?? 0)
  }

  /// The time by the clock of a mesh's cluster when it is a time here. For now that is when the cluster was last asked for
  /// evidence: what may have happened since was not seen. Nil if it was never asked.
  public func clusterTime(of mesh: String, at time: Timestamp) -> Timestamp? {
    gatheringTimes[mesh].map { $0 + (time.seconds - now.seconds) }
  }

  /// Whether a mesh's cluster was asked for evidence of a rotation in progress.
  public func isGathered(_ mesh: String) -> Bool {
    guard let time = gatheringTimes[mesh] else { return false }
    return rotations.contains { $0.started <= time + Self.clockSkew }
  }

  /// The time at a mesh for what no cluster dates. A time that `--now` set is not one at a mesh whose cluster is asked.
  public func time(of mesh: String, at time: Timestamp) -> Timestamp {
    guard let clock, isGathered(mesh) else { return time }
    return clock + (time.seconds - now.seconds)
  }

  /// How far two clocks may differ, in seconds (RFC 4120 section 8.2).
  public static let clockSkew: Int64 = 300

  /// The rotation of an owner's root, if one is in progress.
  public func rotation(of owner: AuthorityOwner) -> RootRotation? { rotations.first { $0.owner == owner } }

  /// Records the bundles and signing chains that changed.
  mutating func recordVersions() { history.record(authorities, at: now) }
}
