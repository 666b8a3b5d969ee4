import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

/// One chain against one bundle: the result is the same for all holders of the bundle.
struct TimelineCell: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case workload
    case controlPlane
  }

  let mesh: String
  let roots: [Certificate]
  let kind: Kind

  /// The result from a point in time on.
  struct State: Sendable {
    let time: Timestamp
    let refusal: Diagnostic?
  }

  /// What is presented, and to which bundle.
  struct Presentation: Sendable {
    let chain: [Certificate]
    let presenter: HandshakeVerifier.Presenter
    let roots: [Certificate]
    private let verifier: HandshakeVerifier

    init(
      _ chain: [Certificate], of trustDomain: TrustDomain, from presenter: HandshakeVerifier.Presenter,
      to roots: [Certificate]
    ) {
      self.chain = chain
      self.presenter = presenter
      self.roots = roots
      verifier = HandshakeVerifier(
        bundles: BundleSet([TrustBundle(trustDomain: trustDomain, certificates: roots)]), ownTrustDomain: trustDomain)
    }

    /// The times at which the result may change: when a certificate becomes valid, and the second after it expires.
    var changePoints: [Timestamp] {
      Set((chain + roots).flatMap { [$0.validity.notBefore, $0.validity.notAfter + 1] }).sorted()
    }

    /// The result at the start and wherever it may change.
    func history(from start: Timestamp) -> [State] {
      ([start] + changePoints.filter { $0 > start }).map { State(time: $0, refusal: refusal(at: $0)) }
    }

    func refusal(at time: Timestamp) -> Diagnostic? { verifier.refusal(of: chain, from: presenter, at: time) }
  }
}

extension TimelineCell {
  /// Everything that is verified for a scene.
  struct Drawing {
    var handshakes: [TimedHandshake] = []
    var unknown: [UnknownPair] = []
    var presentations: [TimelineCell: Presentation] = [:]
    fileprivate var presented: [String: Presented] = [:]

    /// Both sides' verification, in the order of the handshake.
    fileprivate mutating func add(
      _ client: String, _ server: String, _ hop: RehearsedHandshake.Hop,
      _ sides: [(verifiedBy: String, mesh: String, roots: [Certificate], kind: Kind)]
    ) {
      var cells: [(verifiedBy: String, cell: TimelineCell)] = []
      for side in sides {
        guard let presented = self.presented[side.mesh] else {
          unknown.append(
            UnknownPair(client: client, server: server, reason: "the certificates of \(side.mesh) are unknown"))
          return
        }
        let cell = TimelineCell(mesh: side.mesh, roots: side.roots, kind: side.kind)
        let (chain, presenter) = side.kind == .workload ? presented.workload : presented.controlPlane
        presentations[cell] = Presentation(chain, of: presented.trustDomain, from: presenter, to: side.roots)
        cells.append((side.verifiedBy, cell))
      }
      handshakes.append(
        TimedHandshake(client: client, server: server, hop: hop, cells: cells, order: handshakes.count))
    }
  }

  fileprivate struct Presented {
    typealias Chain = (certificates: [Certificate], presenter: HandshakeVerifier.Presenter)

    let trustDomain: TrustDomain
    let workload: Chain
    let controlPlane: Chain
  }

  static func drawn(_ scene: RehearsalScene) throws(RotationError) -> Drawing {
    var drawing = Drawing()
    for party in scene.parties {
      guard let material = party.material else { continue }
      drawing.presented[party.mesh.name] = try presented(party.mesh, material, party.issuer)
    }
    for client in scene.parties {
      for peer in client.mesh.peers {
        let caller = scene[peer.name]?.material?.rootsByPeer[client.mesh.name] ?? []
        drawing.add(
          client.mesh.name, peer.name, .services,
          [
            (client.mesh.name, peer.name, client.material?.rootsByPeer[peer.name] ?? [], .workload),
            (peer.name, client.mesh.name, caller, .workload),
          ])
      }
    }
    for party in scene.parties {
      guard let material = party.material else { continue }
      let name = party.mesh.name
      drawing.add(name, name, .mesh, [(name, name, material.ownRoots, .workload)])
      drawing.add(name, name, .istiod, [(name, name, material.ownRoots, .controlPlane)])
    }
    return drawing
  }

  /// Leaves as long-lived as the intermediate, which represent a series of renewed leaves.
  private static func presented(
    _ mesh: Mesh, _ material: MeshMaterial, _ issuer: ThrowawayIssuer?
  ) throws(RotationError) -> Presented {
    guard let issuer, let intermediate = issuer.chain.first else {
      let authorities = (material.presentedChain, HandshakeVerifier.Presenter.authorities(of: mesh.trustDomain))
      return Presented(trustDomain: mesh.trustDomain, workload: authorities, controlPlane: authorities)
    }
    func chain(_ identity: WorkloadIdentity, _ dnsNames: [String]) throws(RotationError) -> [Certificate] {
      let leaf = try fromHome { () throws(CAError) in
        try issuer.leaf(
          identity, dnsNames: dnsNames, from: intermediate.validity.notBefore + Profile.backdating, lifetime: .longest)
      }
      return Array(leaf.chain.prefix(1)) + material.presentedChain
    }
    let workload = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: "timeline", serviceAccount: "workload")
    }
    let istiod = try fromNames { () throws(SPIFFEError) in try mesh.istiodIdentity() }
    return Presented(
      trustDomain: mesh.trustDomain,
      workload: (try chain(workload, []), .workload(Expectation(trustDomain: mesh.trustDomain))),
      controlPlane: (try chain(istiod, [mesh.istiodHost]), .controlPlane(host: mesh.istiodHost)))
  }
}
