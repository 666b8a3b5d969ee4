public import Federation
public import X509

/// One version of an owner's bundle: whoever has not been seen with a later one may still hold it.
public struct BundleVersion: Hashable, Sendable {
  /// Counts up from 1.
  public let number: Int
  /// The roots, in the order of the file.
  public let certificates: [Certificate]
  /// When it was written.
  public let since: Timestamp

  /// Takes a version.
  public init(number: Int, certificates: [Certificate], since: Timestamp) {
    self.number = number
    self.certificates = certificates
    self.since = since
  }
}

/// One version of what a mesh signs with: whoever has not renewed since may still present a chain of it.
public struct SignerVersion: Hashable, Sendable {
  /// Counts up from 1.
  public let number: Int
  /// The intermediate, then what stands between it and the root.
  public let chain: [Certificate]
  /// When it was written.
  public let since: Timestamp

  /// Takes a version.
  public init(number: Int, chain: [Certificate], since: Timestamp) {
    self.number = number
    self.chain = chain
    self.since = since
  }
}

/// Everything that decides which handshakes are possible: what was published, and what was seen since.
public struct RotationLedger: Sendable {
  /// The description.
  public let federation: ResolvedFederation
  /// The moment that counts as now.
  public let now: Timestamp
  /// The authorities that are not retired.
  public var authorities: AuthoritySet
  /// What was published.
  var history: VersionHistory
  /// What was seen, the oldest first.
  public var evidence: [Evidence]
  /// How long a workload certificate of each mesh was ever allowed to live, in seconds, and since when.
  let workloadLifetimes: [String: [(seconds: Int64, since: Timestamp)]]
  /// When the last leaf ends that was issued from the home, by the fingerprint of its intermediate.
  public let leafEnds: [String: Timestamp]
  /// The intermediates that were signed for other people's requests and have not ended.
  public let signedForRequests: [Certificate]
  /// The greatest generation that was ever used, by the authority's name: `red-mesh/root`.
  public let lastGenerations: [String: Int]
  /// How many intermediates were ever signed for each mesh, for other people's requests too, so that none has the
  /// subject of another.
  public let signedIntermediates: [String: Int]
  /// Issuers of leaves that nobody keeps, by the identifier of the intermediate's key, where it is at hand.
  var issuers: [String: ThrowawayIssuer]

  /// Whoever issues leaves below a chain, if the key of its intermediate is at hand; a certificate that was issued again
  /// for the same key counts as itself.
  public func issuer(below chain: [Certificate]) -> ThrowawayIssuer? {
    chain.first.flatMap { issuers[$0.keyIdentifier] }?.presenting(chain)
  }

  /// The versions of each owner's bundle, the oldest first.
  public var bundles: [AuthorityOwner: [BundleVersion]] { history.bundles }

  /// The versions of what each mesh signs with, the oldest first.
  public var signers: [String: [SignerVersion]] { history.signers }

  /// The rotations under way.
  public var rotations: [RootRotation] { authorities.rotations }

  /// Whose root stands above a mesh.
  public func rootOwner(of mesh: String) -> AuthorityOwner { federation.rootOwner(of: mesh) }

  /// The meshes below an owner's root.
  public func meshes(below owner: AuthorityOwner) -> [Mesh] {
    federation.meshes.filter { rootOwner(of: $0.name) == owner }
  }

  /// The longest that a workload certificate of a mesh can live that was issued before a moment: what federation.yaml
  /// said until then. What it says longer since does not count for what was issued before.
  public func maxWorkloadLifetime(of mesh: Mesh, before moment: Timestamp) -> Lifetime {
    let allowed = (workloadLifetimes[mesh.name] ?? []).filter { $0.since <= moment }.map(\.seconds).max()
    return Lifetime(seconds: allowed ?? mesh.profile.maxWorkloadLifetime.seconds)
  }

  /// The rotation of an owner's root, if one is under way.
  public func rotation(of owner: AuthorityOwner) -> RootRotation? { rotations.first { $0.owner == owner } }

  /// Writes down what the authorities make of bundles and signers where that changed.
  mutating func recordVersions() { history.record(authorities, at: now) }
}
