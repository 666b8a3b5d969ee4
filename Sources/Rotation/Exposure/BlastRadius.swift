public import CA
public import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

/// What somebody who stole an authority's key could pose as, and who would believe it. Found by trying: everything is
/// minted with the key and put before what each mesh trusts, under the constraints that are really in the certificates.
public struct BlastRadius: Sendable {
  /// One name, put before one mesh.
  public struct Claim: Hashable, Sendable {
    /// What the name is good for.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// A mesh's egress gateway, at a peer's ingress.
      case egress
      /// A mesh's ingress gateway, at a peer's egress.
      case ingress
      /// Any workload of a mesh, at the mesh's own proxies.
      case workload
      /// A mesh's control plane, at the mesh's own proxies.
      case istiod
      /// A host name of somebody outside of the federation, at a mesh's own proxies.
      case otherHost
    }

    /// The mesh that is posed as.
    public let mesh: String
    /// The SPIFFE ID or DNS name.
    public let identity: String
    /// What it is good for.
    public let kind: Kind
    /// The mesh whose proxies were asked.
    public let judge: String
    /// Why they refuse; nil when they believe it.
    public let refusal: Diagnostic?

    /// Whether it is believed.
    public var isBelieved: Bool { refusal == nil }
  }

  /// The authority whose key was tried.
  public let authority: Authority
  /// Everything that was tried.
  public let claims: [Claim]

  /// Tries everything that the holder of a lost key could.
  public init(_ lost: LostKey) throws(RotationError) {
    try self.init(lost, lost.judged)
  }

  init(_ lost: LostKey, _ scene: RehearsalScene) throws(RotationError) {
    authority = lost.authority
    let forged = try ForgedChains(lost.compromisedKey, at: scene.time)
    let parties = scene.parties.compactMap { party in party.material.map { (party.mesh, $0) } }
    claims = try AllCores.map(parties) { party throws(RotationError) in
      try ClaimVerifier(party.0, party.1, at: scene.time).claims(forged)
    }.flatMap { $0 }
  }

  /// The meshes that believe a claim of a kind about a mesh.
  public func believers(of mesh: String, as kinds: Set<Claim.Kind>) -> [String] {
    var found: [String] = []
    for claim in claims where claim.mesh == mesh && kinds.contains(claim.kind) && claim.isBelieved {
      if !found.contains(claim.judge) { found.append(claim.judge) }
    }
    return found
  }
}

/// The proxies of one mesh. They are asked as they judge, which is more lenient than the standard: what counts here is
/// what would get through.
private struct ClaimVerifier {
  private let mesh: Mesh
  private let time: Timestamp
  private let verifier: HandshakeVerifier

  init(_ mesh: Mesh, _ material: MeshMaterial, at time: Timestamp) {
    self.mesh = mesh
    self.time = time
    verifier = HandshakeVerifier(bundles: BundleSet(mesh.bundles(material)), ownTrustDomain: mesh.trustDomain)
  }

  func claims(_ forged: ForgedChains) throws(RotationError) -> [BlastRadius.Claim] {
    var claims: [BlastRadius.Claim] = []
    for peer in mesh.peers {
      claims.append(try claim(peer.name, peer.client, .egress, forged))
      claims.append(try claim(peer.name, peer.server, .ingress, forged))
      // A remote trusts what was handed to it: the mesh's own roots.
      guard peer.isRemote else { continue }
      for (gateway, kind) in [(peer.egress.name, BlastRadius.Claim.Kind.egress), (peer.ingress.name, .ingress)] {
        let own = try fromNames { () throws(SPIFFEError) in try mesh.identity(ofGateway: gateway) }
        claims.append(try claim(mesh.name, own, kind, at: peer.name, forged))
      }
    }
    let workload = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: "default", serviceAccount: "default")
    }
    claims.append(try claim(mesh.name, workload, .workload, forged))
    claims.append(try claim(host: mesh.istiodHost, .istiod, forged))
    claims.append(try claim(host: "www.example.com", .otherHost, forged))
    return claims
  }

  private func claim(
    _ owner: String, _ identity: WorkloadIdentity, _ kind: BlastRadius.Claim.Kind, at judge: String? = nil,
    _ forged: ForgedChains
  ) throws(RotationError) -> BlastRadius.Claim {
    let expectation = Expectation(trustDomain: identity.trustDomain, identity: identity.spiffeID)
    let uri = identity.spiffeID.uri
    let refusal = try refusal(forged, .uri(Array(uri.utf8)), from: .workloadBeforeProxy(expectation))
    return BlastRadius.Claim(mesh: owner, identity: uri, kind: kind, judge: judge ?? mesh.name, refusal: refusal)
  }

  private func claim(
    host: String, _ kind: BlastRadius.Claim.Kind, _ forged: ForgedChains
  ) throws(RotationError) -> BlastRadius.Claim {
    let refusal = try refusal(forged, .dns(host), from: .controlPlane(host: host))
    return BlastRadius.Claim(mesh: mesh.name, identity: host, kind: kind, judge: mesh.name, refusal: refusal)
  }

  /// A thief takes whichever way works; where none does, the first one's reason is told.
  private func refusal(
    _ forged: ForgedChains, _ name: GeneralName, from presenter: HandshakeVerifier.Presenter
  ) throws(RotationError) -> Diagnostic? {
    var first: Diagnostic?
    for way in ForgedChains.Way.allCases {
      let chain = try forged.chain([name], way)
      guard let refusal = verifier.refusal(of: chain, from: presenter, at: time) else { return nil }
      first = first ?? refusal
    }
    return first
  }
}
