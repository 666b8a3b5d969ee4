public import CA
import Cryptography
import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import Verifier
public import X509

/// Verifies every handshake of the federation in every combination of states that is still possible, with real chains
/// and bundles, at two points in time.
///
/// It covers certificates and bundles. Combinations with the same chain and bundle are verified once.
public struct HandshakeProof: Sendable {
  /// One row for each side of each handshake.
  public let rows: [ProofRow]
  /// The times that were verified.
  public let times: [Timestamp]
  /// The number of chains verified.
  public let verifications: Int

  /// Whether nothing fails. Unknown counts neither way.
  public var holds: Bool { rows.allSatisfy(\.failures.isEmpty) }

  /// The rows with failures.
  public var failing: [ProofRow] { rows.filter { !$0.failures.isEmpty } }

  /// Proves a ledger from its own time until a later one.
  public init(_ ledger: RotationLedger, until end: Timestamp) throws(RotationError) {
    let times = end > ledger.now ? [ledger.now, end] : [ledger.now]
    var verifier = CellVerifier(ledger: ledger, times: times)
    let possible = PossibleStates(ledger: ledger)
    var rows: [ProofRow] = []
    for mesh in ledger.federation.meshes {
      let signers = possible.signers(of: mesh.name, at: ledger.now)
      let own = possible.bundles(of: mesh.name, heldBy: mesh.name, at: ledger.now)
      rows.append(
        ProofRow(
          presenter: mesh.name, holder: mesh.name, kind: .own,
          cells: try verifier.cells(mesh, signers, own, .workload, by: mesh.name)))
      rows.append(
        ProofRow(
          presenter: mesh.name, holder: mesh.name, kind: .istiod,
          cells: try verifier.cells(
            mesh, possible.servings(of: mesh.name, at: ledger.now), own, .istiod, by: mesh.name)))
      for gateways in mesh.gateways {
        // A holder that has no roots of the presenter verifies with its own.
        let source = ledger.federation.hasRoots(of: mesh.name, at: gateways.peer) ? mesh.name : gateways.peer
        let held = possible.bundles(of: source, heldBy: gateways.peer, at: ledger.now)
        rows.append(
          ProofRow(
            presenter: mesh.name, holder: gateways.peer, kind: .federation,
            cells: try verifier.cells(mesh, signers, held, .workload, by: gateways.peer)))
      }
      for peer in mesh.peers where peer.isRemote {
        rows.append(
          ProofRow(
            presenter: peer.name, holder: mesh.name, kind: .federation,
            cells: [ProofRow.Cell.unknown(at: ledger.now)]))
      }
    }
    self.rows = rows
    self.times = times
    verifications = verifier.count
  }
}

/// Verifies chains against what their verifiers hold and caches the results, which depend on nothing else.
private struct CellVerifier {
  enum Presented: Hashable { case workload, istiod }

  private struct Combination: Hashable {
    let mesh: String
    let signer: Int
    let held: Held
    let presented: Presented
    let time: Timestamp
  }

  /// What a verdict depends on at the verifying side.
  private struct Held: Hashable {
    /// For the presenter's trust domain; nil if there is no bundle for it.
    let roots: [Certificate]?
    /// By which the mesh's own control plane is trusted.
    let ownRoots: [Certificate]
    /// What the ztunnels of the verifying side verify with.
    let ztunnel: WebPKI?
    /// Every root of the state, where the version of the verifying side uses the first; nil where it uses all.
    let everyRoot: [Certificate]?
  }

  /// A verifying side in one state.
  private struct Side {
    let held: Held
    let verifier: HandshakeVerifier
    /// As if its version used every root; nil if it does.
    let withEveryRoot: HandshakeVerifier?
  }

  private struct Judgement {
    let verdict: ProofRow.Verdict
    var isForOneRoot = false
  }

  private struct LeafName: Hashable {
    let mesh: String
    let signer: Int
    let presented: Presented
  }

  let ledger: RotationLedger
  let times: [Timestamp]
  private var judgements: [Combination: Judgement] = [:]
  private var leaves: [LeafName: [Certificate]?] = [:]
  private(set) var count = 0

  init(ledger: RotationLedger, times: [Timestamp]) {
    self.ledger = ledger
    self.times = times
  }

  mutating func cells(
    _ mesh: Mesh, _ signers: [SignerVersion], _ bundles: [BundleVersion], _ presented: Presented, by holder: String
  ) throws(RotationError) -> [ProofRow.Cell] {
    let states = bundles.map { (bundle: $0, side: side($0.certificates, of: mesh, presented, at: holder)) }
    var cells: [ProofRow.Cell] = []
    for time in times {
      for signer in signers where signer.number == signers.last?.number || !hasEnded(signer, at: time) {
        for state in states {
          let combination = Combination(
            mesh: mesh.name, signer: signer.number, held: state.side.held, presented: presented, time: time)
          let known = judgements[combination]
          let judgement = if let known { known } else { try judge(mesh, signer, state.side, presented, time) }
          judgements[combination] = judgement
          cells.append(
            ProofRow.Cell(
              signer: signer.number, bundle: state.bundle.number, time: time, verdict: judgement.verdict,
              roots: state.bundle.certificates, isForOneRoot: judgement.isForOneRoot))
        }
      }
    }
    // Of a mesh that has no intermediate yet nothing is known.
    return cells.isEmpty ? [ProofRow.Cell.unknown(at: ledger.now)] : cells
  }

  /// What a side has in a state, and how it verifies.
  private func side(
    _ bundle: [Certificate], of mesh: Mesh, _ presented: Presented, at holder: String
  ) -> Side {
    guard let trust = ledger.federation.held(bundle, of: mesh, at: holder) else {
      // Nothing is known of a remote but that it keeps the roots of each trust domain apart.
      let held = TrustBundle(trustDomain: mesh.trustDomain, certificates: bundle)
      return Side(
        held: Held(roots: held.certificates, ownRoots: [], ztunnel: nil, everyRoot: nil),
        verifier: HandshakeVerifier(bundles: BundleSet([held]), ownTrustDomain: mesh.trustDomain), withEveryRoot: nil)
    }
    // istiod is believed by every root of the mesh's own file.
    let isOfIstiod = presented == .istiod
    let usesEvery = isOfIstiod || trust.mesh.upgradeForEveryRoot == nil
    let every =
      usesEvery ? nil : ledger.federation.held(bundle, of: mesh, at: holder, usingEveryRoot: true)
    let held = Held(
      roots: isOfIstiod ? nil : trust.bundles[mesh.trustDomain]?.certificates,
      ownRoots: isOfIstiod ? trust.ownRoots : [], ztunnel: trust.mesh.webPKI,
      everyRoot: every?.bundles[mesh.trustDomain]?.certificates)
    return Side(held: held, verifier: trust.verifier, withEveryRoot: every?.verifier)
  }

  private func hasEnded(_ signer: SignerVersion, at time: Timestamp) -> Bool {
    signer.chain.first.map { $0.validity.notAfter < time } ?? true
  }

  private mutating func judge(
    _ mesh: Mesh, _ signer: SignerVersion, _ side: Side, _ presented: Presented, _ time: Timestamp
  ) throws(RotationError) -> Judgement {
    guard let chain = try leaf(mesh, signer, presented) else {
      let name = signer.chain.first.map { "\($0)" } ?? "its signer"
      return Judgement(
        verdict: .fails(code: "MT-ROT-03", why: "the key of \(name) is not in this home, or it has expired"))
    }
    count += 1
    let presenter: HandshakeVerifier.Presenter =
      switch presented {
      case .workload:
        .workload(Expectation(trustDomain: mesh.trustDomain, identity: try identity(mesh).spiffeID))
      case .istiod: .controlPlane(host: mesh.istiodHost)
      }
    guard let refusal = side.verifier.refusal(of: chain, from: presenter, at: time) else {
      return Judgement(verdict: .passes)
    }
    var found = Judgement(verdict: .fails(code: refusal.code.description, why: refusal.what.description))
    guard let every = side.withEveryRoot else { return found }
    count += 1
    found.isForOneRoot = every.refusal(of: chain, from: presenter, at: time) == nil
    return found
  }

  /// What a proxy or istiod would present below a signer; nil if its key is not available.
  private mutating func leaf(
    _ mesh: Mesh, _ signer: SignerVersion, _ presented: Presented
  ) throws(RotationError) -> [Certificate]? {
    let name = LeafName(mesh: mesh.name, signer: signer.number, presented: presented)
    if let known = leaves[name] { return known }
    var made: [Certificate]?
    if let issuer = ledger.issuer(below: signer.chain), let last = times.last,
      signer.chain.first.map({ $0.validity.notAfter > ledger.now }) ?? false
    {
      let identity = try identity(mesh)
      let start = times[0]
      let leaf = try fromHome { () throws(CAError) in
        try issuer.leaf(
          identity, dnsNames: presented == .istiod ? [mesh.istiodHost] : [], from: start,
          lifetime: Lifetime(seconds: last.seconds - start.seconds + 3600))
      }
      made = leaf.chain
    }
    leaves[name] = made
    return made
  }

  private func identity(_ mesh: Mesh) throws(RotationError) -> WorkloadIdentity {
    do {
      guard let gateway = mesh.gateways.first else {
        return try WorkloadIdentity(trustDomain: mesh.trustDomain, namespace: mesh.namespace, serviceAccount: "default")
      }
      return try mesh.identity(ofGateway: gateway.egress.name)
    } catch {
      throw .home(.spiffe(error))
    }
  }
}
