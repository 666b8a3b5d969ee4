import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

/// One chain against what one mesh trusts: the result is the same for all that hold the same roots for it.
struct TimelineCell: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case workload
    case controlPlane
  }

  /// The mesh that presents.
  let mesh: String
  let kind: Kind
  /// Nil if the holder has no bundle for the mesh's trust domain.
  let roots: [Certificate]?
  /// What the holder's ztunnels verify with.
  let ztunnel: WebPKI?

  /// The result from a point in time on.
  struct State: Sendable {
    let time: Timestamp
    let refusal: Diagnostic?
  }

  /// What is presented, and to whom.
  struct Presentation: Sendable {
    let chain: [Certificate]
    let presenter: HandshakeVerifier.Presenter
    let roots: [Certificate]
    let verifier: HandshakeVerifier

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
    fileprivate var held: [String: HeldTrust] = [:]

    /// Both sides' verification, in the order of the handshake; nothing if one of them is not known.
    fileprivate mutating func add(
      _ client: String, _ server: String, _ hop: RehearsedHandshake.Hop,
      _ sides: [(verifiedBy: String, mesh: String, kind: Kind)]
    ) {
      var cells: [(verifiedBy: String, cell: TimelineCell)] = []
      for side in sides {
        guard let presented = self.presented[side.mesh], let held = self.held[side.verifiedBy] else { return }
        let roots = side.kind == .workload ? held.bundles[presented.trustDomain]?.certificates : held.ownRoots
        let cell = TimelineCell(mesh: side.mesh, kind: side.kind, roots: roots, ztunnel: held.mesh.webPKI)
        if presentations[cell] == nil {
          let (chain, presenter) = side.kind == .workload ? presented.workload : presented.controlPlane
          presentations[cell] = Presentation(
            chain: chain, presenter: presenter, roots: roots ?? [], verifier: held.verifier)
        }
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
      drawing.held[party.mesh.name] = HeldTrust(party.mesh, material)
    }
    drawing.unknown = scene.unknown(besides: Set(drawing.presented.keys))
    for client in scene.parties.map(\.mesh) {
      for peer in client.peers {
        drawing.add(
          client.name, peer.name, .services,
          [(client.name, peer.name, .workload), (peer.name, client.name, .workload)])
      }
    }
    for name in scene.parties.map(\.mesh.name) {
      drawing.add(name, name, .mesh, [(name, name, .workload)])
      drawing.add(name, name, .istiod, [(name, name, .controlPlane)])
    }
    return drawing
  }

  /// Leaves as long-lived as the intermediate, which represent a series of renewed leaves.
  private static func presented(
    _ mesh: Mesh, _ material: MeshMaterial, _ issuer: ThrowawayIssuer?
  ) throws(RotationError) -> Presented {
    guard let issuer, let intermediate = issuer.chain.first else {
      return Presented(
        trustDomain: mesh.trustDomain,
        workload: (material.presentedChain, .authorities(of: mesh.trustDomain)),
        controlPlane: (material.presentedChain, .authorities(of: nil)))
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
