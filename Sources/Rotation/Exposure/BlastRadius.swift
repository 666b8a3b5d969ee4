public import CA
public import Diagnostics
import Federation
import Kubernetes
import Parallel
import SPIFFE
import Verifier
import X509

/// What a thief of an authority's key could impersonate, and who would accept it. It is determined by trial:
/// certificates are issued with the key and verified against what each mesh trusts, with the real constraints.
public struct BlastRadius: Sendable {
  /// One name presented to one mesh.
  public struct Claim: Hashable, Sendable {
    /// What the name allows.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// A mesh's egress gateway, at a peer's ingress.
      case egress
      /// A mesh's ingress gateway, at a peer's egress.
      case ingress
      /// Any workload of a mesh, at the mesh's own proxies.
      case workload
      /// A mesh's control plane, at the mesh's own proxies.
      case istiod
      /// A host name outside the federation, at a mesh's own proxies.
      case otherHost
    }

    /// The impersonated mesh.
    public let mesh: String
    public let identity: String
    public let kind: Kind
    /// The mesh whose proxies were tested.
    public let verifiedBy: String
    /// Why they reject it; nil if they accept it.
    public let refusal: Diagnostic?

    public var isAccepted: Bool { refusal == nil }
  }

  public let authority: Authority
  /// Of the authority, for people.
  public let name: String
  public let claims: [Claim]
  /// The meshes whose proxies pool the roots of several meshes.
  public let pools: [String]

  public init(_ lost: LostKey) throws(RotationError) {
    try self.init(lost, lost.sceneWithStandIn)
  }

  init(_ lost: LostKey, _ scene: RehearsalScene) throws(RotationError) {
    authority = lost.authority
    name = lost.name
    let forged = try ForgedChains(lost.compromisedKey, at: scene.time)
    let parties = scene.parties.compactMap { party in party.material.map { (party.mesh, $0) } }
    pools = parties.filter { mesh, material in
      mesh.poolsRoots && mesh.pool(material).count > 1
    }.map(\.0.name)
    claims = try AllCores.map(parties) { party throws(RotationError) in
      try ClaimVerifier(party.0, party.1, at: scene.time).claims(forged)
    }.flatMap { $0 }
  }

  /// What the pools mean for this key: for each mesh that pools roots, whom the key could pose as there although it belongs to
  /// somebody else, and what stops it.
  public var poolNotes: [String] {
    let own: String? = if case .mesh(let name) = authority.owner { name } else { nil }
    return pools.map { pool in
      let foreign = claims.filter {
        $0.verifiedBy == pool && $0.mesh != own && $0.kind != .istiod && $0.kind != .otherHost
      }
      let victims = Set(foreign.filter(\.isAccepted).map(\.mesh)).sorted()
      let head = "\(pool) pools its roots: each may issue for every trust domain there"
      guard victims.isEmpty else {
        return "\(head); no name constraint keeps this key from posing as \(victims.joined(separator: ", "))"
      }
      let isConstrained = foreign.contains { $0.refusal?.code == "MT-PV-08" }
      return isConstrained
        ? "\(head); only the name constraints of \(authority.name) keep this key to its own"
        : "\(head); this key is below none of them"
    }
  }

  /// The meshes that accept a claim of these kinds about a mesh.
  public func believers(of mesh: String, as kinds: Set<Claim.Kind>) -> [String] {
    var found: [String] = []
    for claim in claims where claim.mesh == mesh && kinds.contains(claim.kind) && claim.isAccepted {
      if !found.contains(claim.verifiedBy) { found.append(claim.verifiedBy) }
    }
    return found
  }
}

/// The proxies of one mesh. Their own lenient rules apply, because what matters is what would get through.
private struct ClaimVerifier {
  private let mesh: Mesh
  private let time: Timestamp
  private let held: HeldTrust

  init(_ mesh: Mesh, _ material: MeshMaterial, at time: Timestamp) {
    self.mesh = mesh
    self.time = time
    held = HeldTrust(mesh, material)
  }

  func claims(_ forged: ForgedChains) throws(RotationError) -> [BlastRadius.Claim] {
    var claims: [BlastRadius.Claim] = []
    for peer in mesh.peers {
      claims.append(try claim(peer.name, peer.client, .egress, forged))
      claims.append(try claim(peer.name, peer.server, .ingress, forged))
      // A remote trusts the roots it was given: the mesh's own.
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
    _ owner: String, _ identity: WorkloadIdentity, _ kind: BlastRadius.Claim.Kind, at verifier: String? = nil,
    _ forged: ForgedChains
  ) throws(RotationError) -> BlastRadius.Claim {
    let expectation = Expectation(trustDomain: identity.trustDomain, identity: identity.spiffeID)
    let uri = identity.spiffeID.uri
    let refusal = try refusal(forged, .uri(Array(uri.utf8)), from: .workloadBeforeProxy(expectation))
    return BlastRadius.Claim(
      mesh: owner, identity: uri, kind: kind, verifiedBy: verifier ?? mesh.name, refusal: refusal)
  }

  private func claim(
    host: String, _ kind: BlastRadius.Claim.Kind, _ forged: ForgedChains
  ) throws(RotationError) -> BlastRadius.Claim {
    let refusal = try refusal(forged, .dns(host), from: .controlPlane(host: host))
    return BlastRadius.Claim(mesh: mesh.name, identity: host, kind: kind, verifiedBy: mesh.name, refusal: refusal)
  }

  /// A thief uses any way that works; if none does, the reason is that of the first.
  private func refusal(
    _ forged: ForgedChains, _ name: GeneralName, from presenter: HandshakeVerifier.Presenter
  ) throws(RotationError) -> Diagnostic? {
    var first: Diagnostic?
    for way in ForgedChains.Way.allCases {
      let chain = try forged.chain([name], way)
      guard let refusal = held.verifier.refusal(of: chain, from: presenter, at: time) else { return nil }
      first = first ?? refusal
    }
    return first
  }
}
