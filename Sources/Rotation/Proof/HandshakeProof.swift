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
          cells: try verifier.cells(mesh, signers, own, of: ledger.rootOwner(of: mesh.name), .workload, by: mesh)))
      rows.append(
        ProofRow(
          presenter: mesh.name, holder: mesh.name, kind: .istiod,
          cells: try verifier.cells(
            mesh, possible.servings(of: mesh.name, at: ledger.now), own, of: ledger.rootOwner(of: mesh.name), .istiod,
            by: mesh)))
      for gateways in mesh.gateways {
        // A holder that has no roots of the presenter verifies with its own.
        let source = ledger.federation.hasRoots(of: mesh.name, at: gateways.peer) ? mesh.name : gateways.peer
        let held = possible.bundles(of: source, heldBy: gateways.peer, at: ledger.now)
        rows.append(
          ProofRow(
            presenter: mesh.name, holder: gateways.peer, kind: .federation,
            cells: try verifier.cells(
              mesh, signers, held, of: ledger.rootOwner(of: source), .workload,
              by: ledger.federation.mesh(named: gateways.peer))))
      }
      for peer in mesh.peers where peer.isRemote {
        let cell = ProofRow.Cell(signer: 0, bundle: 0, time: ledger.now, verdict: .unknown)
        rows.append(ProofRow(presenter: peer.name, holder: mesh.name, kind: .federation, cells: [cell]))
      }
    }
    self.rows = rows
    self.times = times
    verifications = verifier.count
  }
}

/// Verifies chains against bundles and caches the results, which depend only on the two versions.
private struct CellVerifier {
  enum Presented: Hashable { case workload, istiod }

  private struct Combination: Hashable {
    let mesh: String
    let signer: Int
    let bundle: Int
    let owner: AuthorityOwner
    let presented: Presented
    let time: Timestamp
    /// What the ztunnels of the verifying side verify with.
    let ztunnel: WebPKI?
  }

  private struct LeafName: Hashable {
    let mesh: String
    let signer: Int
    let presented: Presented
  }

  let ledger: RotationLedger
  let times: [Timestamp]
  private var verdicts: [Combination: ProofRow.Verdict] = [:]
  private var leaves: [LeafName: [Certificate]?] = [:]
  private(set) var count = 0

  init(ledger: RotationLedger, times: [Timestamp]) {
    self.ledger = ledger
    self.times = times
  }

  /// - Parameter owner: Whose the bundles are.
  mutating func cells(
    _ mesh: Mesh, _ signers: [SignerVersion], _ bundles: [BundleVersion], of owner: AuthorityOwner,
    _ presented: Presented, by holder: Mesh?
  ) throws(RotationError) -> [ProofRow.Cell] {
    let ztunnel = holder?.webPKI
    var cells: [ProofRow.Cell] = []
    for time in times {
      for signer in signers where signer.number == signers.last?.number || !hasEnded(signer, at: time) {
        for bundle in bundles {
          let combination = Combination(
            mesh: mesh.name, signer: signer.number, bundle: bundle.number, owner: owner, presented: presented,
            time: time, ztunnel: ztunnel)
          let known = verdicts[combination]
          let verdict = if let known { known } else { try verdict(mesh, signer, bundle, presented, time, ztunnel) }
          verdicts[combination] = verdict
          cells.append(ProofRow.Cell(signer: signer.number, bundle: bundle.number, time: time, verdict: verdict))
        }
      }
    }
    // Of a mesh that has no intermediate yet nothing is known.
    return cells.isEmpty ? [ProofRow.Cell(signer: 0, bundle: 0, time: ledger.now, verdict: .unknown)] : cells
  }

  private func hasEnded(_ signer: SignerVersion, at time: Timestamp) -> Bool {
    signer.chain.first.map { $0.validity.notAfter < time } ?? true
  }

  private mutating func verdict(
    _ mesh: Mesh, _ signer: SignerVersion, _ bundle: BundleVersion, _ presented: Presented, _ time: Timestamp,
    _ ztunnel: WebPKI?
  ) throws(RotationError) -> ProofRow.Verdict {
    guard let chain = try leaf(mesh, signer, presented) else {
      return .fails(
        code: "MT-ROT-03",
        why: "the key of \(signer.chain.first.map { "\($0)" } ?? "its signer") is not in this home, or it has expired")
    }
    count += 1
    let presenter: HandshakeVerifier.Presenter =
      switch presented {
      case .workload:
        .workload(Expectation(trustDomain: mesh.trustDomain, identity: try identity(mesh).spiffeID))
      case .istiod: .controlPlane(host: mesh.istiodHost)
      }
    let held = TrustBundle(trustDomain: mesh.trustDomain, certificates: bundle.certificates)
    // A pool has more roots than the presenter's, and accepts whatever one of them does.
    let verifier = HandshakeVerifier(
      bundles: BundleSet([held]), ownTrustDomain: mesh.trustDomain, ztunnel: ztunnel)
    guard let refusal = verifier.refusal(of: chain, from: presenter, at: time) else { return .passes }
    return .fails(code: refusal.code.description, why: refusal.what.description)
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
