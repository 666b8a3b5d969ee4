import CA
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import Verifier
import X509

/// One chain before one bundle: what every judge who holds the same bundle makes of the same mesh.
struct TimelineCell: Hashable, Sendable {
  /// By which rules.
  enum Rule: Hashable, Sendable {
    case workload
    case controlPlane
  }

  let mesh: String
  let roots: [Certificate]
  let rule: Rule

  /// From when on what holds.
  struct State: Sendable {
    let time: Timestamp
    let refusal: Diagnostic?
  }

  /// What is presented, and to whom.
  struct Judge: Sendable {
    let chain: [Certificate]
    /// Whether a leaf stands in front; without the intermediate's key only the authorities can be judged.
    let hasLeaf: Bool
    let roots: [Certificate]
    let rule: Rule
    let trustDomain: TrustDomain

    /// The moments at which the answer may change: where a certificate begins, and the second after it ends.
    var changePoints: [Timestamp] {
      Set((chain + roots).flatMap { [$0.validity.notBefore, $0.validity.notAfter + 1] }).sorted()
    }

    /// The answer at the start and wherever it may change.
    func history(from start: Timestamp) -> [State] {
      ([start] + changePoints.filter { $0 > start }).map { State(time: $0, refusal: refusal(at: $0)) }
    }

    func refusal(at time: Timestamp) -> Diagnostic? {
      guard rule == .workload, hasLeaf else {
        let purposes: [ExtendedKeyUsage.Purpose] = hasLeaf ? [.serverAuth] : []
        let answer = PathVerifier(
          anchors: TrustAnchors(roots), policy: PathPolicy(time: time, purposes: purposes)
        ).verify(chain)
        return answer.isAccepted ? nil : answer.findings.first ?? Self.withoutReason
      }
      let bundles = BundleSet([TrustBundle(trustDomain: trustDomain, certificates: roots)])
      let answer = ChainVerifier(bundles: bundles)
        .verify(chain, expecting: Expectation(trustDomain: trustDomain), at: time)
      return answer.isAccepted ? nil : answer.reasons.first ?? Self.withoutReason
    }

    private static let withoutReason = Diagnostic(
      "MT-V-01", what: "no path leads to a trusted root", next: "compare the bundle with the peer's root")
  }
}

extension TimelineCell {
  /// Everything that is judged for a scene.
  struct Drawing {
    var handshakes: [TimedHandshake] = []
    var unknown: [UnknownPair] = []
    var judges: [TimelineCell: Judge] = [:]
    fileprivate var presented: [String: Presented] = [:]

    /// What each side makes of the other, in the order in which a handshake comes to it.
    fileprivate mutating func add(
      _ client: String, _ server: String, _ hop: RehearsedHandshake.Hop,
      _ sides: [(judge: String, mesh: String, roots: [Certificate], rule: Rule)]
    ) {
      var cells: [(judge: String, cell: TimelineCell)] = []
      for side in sides {
        guard let presented = self.presented[side.mesh] else {
          unknown.append(
            UnknownPair(client: client, server: server, reason: "the certificates of \(side.mesh) are not known here"))
          return
        }
        let cell = TimelineCell(mesh: side.mesh, roots: side.roots, rule: side.rule)
        judges[cell] = Judge(
          chain: side.rule == .workload ? presented.workload : presented.istiod, hasLeaf: presented.hasLeaf,
          roots: side.roots, rule: side.rule, trustDomain: presented.trustDomain)
        cells.append((side.judge, cell))
      }
      handshakes.append(
        TimedHandshake(client: client, server: server, hop: hop, cells: cells, order: handshakes.count))
    }
  }

  fileprivate struct Presented {
    let trustDomain: TrustDomain
    let workload: [Certificate]
    let istiod: [Certificate]
    let hasLeaf: Bool
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

  /// Leaves that live as long as the intermediate: what is renewed again and again under it.
  private static func presented(
    _ mesh: Mesh, _ material: MeshMaterial, _ issuer: ThrowawayIssuer?
  ) throws(RotationError) -> Presented {
    guard let issuer, let intermediate = issuer.chain.first else {
      return Presented(
        trustDomain: mesh.trustDomain, workload: material.presentedChain, istiod: material.presentedChain,
        hasLeaf: false)
    }
    func chain(_ identity: WorkloadIdentity, _ dnsNames: [String]) throws(RotationError) -> [Certificate] {
      let leaf = try fromHome { () throws(CAError) in
        // A leaf begins 300 seconds before the moment of its issue.
        try issuer.leaf(
          identity, dnsNames: dnsNames, from: intermediate.validity.notBefore + 300, lifetime: .longest)
      }
      return Array(leaf.chain.prefix(1)) + material.presentedChain
    }
    let workload = try fromNames { () throws(SPIFFEError) in
      try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: "timeline", serviceAccount: "workload")
    }
    let istiod = try fromNames { () throws(SPIFFEError) in try mesh.istiodIdentity() }
    return Presented(
      trustDomain: mesh.trustDomain, workload: try chain(workload, []), istiod: try chain(istiod, [mesh.istiodHost]),
      hasLeaf: true)
  }
}
