import Cryptography
import Diagnostics
import Documents
import Federation
import Kubernetes
import Rotation
import SPIFFE
import Testing
import X509

@testable import CA

/// Ledgers of red, green and blue in memory, without a proof of their steps: for decisions about what is known.
///
/// Red's root, or the shared one, has begun to change at ``RotatingHome/start``, and each step is a day after the one
/// before.
enum LedgerScene {
  static let red = AuthorityOwner.mesh("red-mesh")
  static let start = RotatingHome.start
  static let day = RotatingHome.day

  private static let perMesh = Result { try steps(.perMesh) }
  private static let shared = Result { try steps(.shared) }

  /// The ledger in a phase.
  ///
  /// - Parameters:
  ///   - planes: Lines of `federation.yaml` for each mesh.
  ///   - every: Lines for all of them.
  static func ledger(
    _ phase: RotationPhase = .distributing, _ roots: RootMode = .perMesh, every: [String] = [],
    planes: [String: [String]] = [:]
  ) throws -> RotationLedger {
    let steps = try (roots == .shared ? shared : perMesh).get()
    var ledger = try #require(steps[phase])
    ledger.federation = try federation(roots, every: every, planes: planes)
    return ledger
  }

  static func federation(
    _ roots: RootMode = .perMesh, every: [String] = [], planes: [String: [String]] = [:],
    remotes: [RemoteMesh] = []
  ) throws -> ResolvedFederation {
    let text = yaml(roots, every: every, planes: planes, remotes: remotes.map(\.name))
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "federation.yaml").first)
    return try ResolvedFederation(FederationFile(document), remotes: remotes)
  }

  private static func yaml(
    _ roots: RootMode, every: [String] = [], planes: [String: [String]] = [:], remotes: [String] = []
  ) -> String {
    var lines = [
      "apiVersion: meshtrust/v1", "kind: Federation", "metadata: {name: colours}", "spec:",
      "  roots: \(roots.rawValue)", "  meshes:",
    ]
    for mesh in Stage.names {
      let peers = Stage.names.filter { $0 != mesh } + remotes
      lines += ["  - name: \(mesh)", "    peers: [\(peers.joined(separator: ", "))]"]
      lines += (every + (planes[mesh] ?? [])).map { "    " + $0 }
    }
    if !remotes.isEmpty { lines.append("  remotes: [\(remotes.joined(separator: ", "))]") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func steps(_ roots: RootMode) throws -> [RotationPhase: RotationLedger] {
    let owner = roots == .shared ? AuthorityOwner.shared : red
    return try Stage.with(roots) { home in
      var ledgers = [RotationPhase.steady: try home.rotationLedger()]
      var draft = RotationDraft(
        try home.rotationLedger(), prepared: { _, _ in nil },
        openKey: { authority throws(CAError) in try home.signer(of: authority) })
      for phase in [RotationPhase.distributing, .signing, .retiring] {
        let machine = RotationMachine(draft.ledger, owner)
        if phase != .distributing { draft.ledger = draft.ledger.copy(now: draft.ledger.now + day) }
        let actions =
          phase == .distributing
          ? try machine.start(.init()) : try RotationMachine(draft.ledger, owner).ahead()
        for action in actions { try draft.carryOut(action) }
        draft.recordVersions()
        ledgers[phase] = draft.ledger
      }
      return ledgers
    }
  }

  /// A leaf that istiod of a mesh signs at a time, with what is above it.
  static func chain(
    of mesh: String, _ ledger: RotationLedger, version: Int? = nil, at time: Timestamp? = nil
  ) throws -> [Certificate] {
    let versions = try #require(ledger.signers[mesh])
    let signer = try #require(version.map { number in versions.first { $0.number == number } } ?? versions.last)
    let issuer = try #require(ledger.issuer(below: signer.chain))
    let domain = try #require(ledger.federation.mesh(named: mesh)).trustDomain
    let identity = try WorkloadIdentity(trustDomain: domain, namespace: "shop", serviceAccount: "cart")
    return try issuer.leaf(identity, from: time ?? ledger.now, lifetime: Lifetime(seconds: 3_600)).chain
  }

  /// What `spec` says of a mesh that others run.
  static func remote(_ name: String, _ roots: [Certificate], at time: Timestamp = start) throws -> HeldRemote {
    HeldRemote(
      card: TrustCard(
        name: name, trustDomain: try TrustDomain("\(name).local"), sequence: 1, namespace: "\(name)-system",
        roots: roots, gateways: []),
      form: .card, imported: time, source: [])
  }

  /// A document of JSON.
  static func document(_ text: String, _ name: String = "seen.json") throws -> Document {
    try #require(DocumentReader.all(bytes: Array(text.utf8), source: name).first)
  }

  /// Certificates as a value in JSON.
  static func json(_ certificates: [Certificate]) -> String {
    "\"" + PEM.write(certificates).split(separator: "\n").joined(separator: "\\n") + "\\n\""
  }
}

extension RotationLedger {
  /// The same ledger at another time, or with other facts.
  func copy(
    now: Timestamp? = nil, gathered: [String: Timestamp]? = nil, leaves: [String: Certificate]? = nil,
    signed: [Certificate]? = nil, dormant: [String: Int]? = nil
  ) -> RotationLedger {
    var copy = RotationLedger(
      federation: federation, now: now ?? self.now, clock: clock, authorities: authorities, history: history,
      evidence: evidence, gatheringTimes: gathered ?? gatheringTimes, workloadLifetimes: workloadLifetimes,
      lastLeaves: leaves ?? lastLeaves, signedForRequests: signed ?? signedForRequests,
      lastGenerations: lastGenerations, signedIntermediates: signedIntermediates,
      dormantRoots: dormant ?? dormantRoots, requests: requests, issuers: issuers)
    copy.published = published
    return copy
  }

  /// The versions of an owner's bundle, with other contents from a number on.
  mutating func publish(_ owner: AuthorityOwner, _ contents: [Certificate], since: Timestamp) {
    let versions = bundles[owner] ?? []
    let next = BundleVersion(number: versions.count + 1, certificates: contents, since: since)
    history.replace(owner, with: versions + [next])
  }

  mutating func replaceSigners(_ mesh: String, _ versions: [SignerVersion]) {
    var signers = history.signers
    signers[mesh] = versions
    history = VersionHistory(bundles: history.bundles, signers: signers)
  }

  /// The same authorities, with more of them and other remotes.
  mutating func change(
    adding authorities: [Authority] = [], remotes: [HeldRemote]? = nil, rotations: [RootRotation]? = nil
  ) {
    self.authorities = AuthoritySet(
      self.authorities.present + authorities, rotations: rotations ?? self.rotations,
      remotes: remotes ?? self.authorities.remotes)
  }

  /// The roots in a version of a bundle.
  func roots(_ owner: AuthorityOwner, _ number: Int) throws -> [Certificate] {
    try #require(bundles[owner]?.first { $0.number == number }).certificates
  }
}

extension [SortedEvidence] {
  /// What became of each object, in a word or with the code of the refusal.
  var words: [String] {
    map { item in
      switch item.outcome {
      case .evidence: "recorded"
      case .contrary(_, let diagnostic): "against \(diagnostic.code)"
      case .known: "known"
      case .notNeeded: "not needed"
      case .refused(let diagnostic): diagnostic.code.rawValue
      }
    }
  }

  /// What was recorded: `green-mesh has red-mesh 2`, `against` before it if it shuts a gate.
  var facts: [String] {
    compactMap(\.recorded).map { item in
      let verb = item.kind == .otherBundle ? "lacks" : item.kind.rawValue
      return "\(item.holder) \(verb) \(item.mesh) \(item.version)"
    }
  }
}
