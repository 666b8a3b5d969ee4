import Cryptography
import Diagnostics
import Federation
import SPIFFE
import X509

/// What a step changed.
public struct RotationOutcome: Sendable {
  /// Everything as it is after the step.
  public let ledger: RotationLedger
  /// The meshes whose folders were written.
  public let written: [String]
  /// The authorities that were put away, whose keys are destroyed.
  public let retired: [Authority]
}

extension Home {
  /// What was published and what was seen since. Nothing is changed.
  ///
  /// - Parameter withKeys: whether issuers of throw-away leaves are made, for which the home is opened.
  public func rotationLedger(withKeys: Bool = true) throws(CAError) -> RotationLedger {
    let federation = try federation()
    return try ledger(federation, try store(), withKeys: withKeys)
  }

  /// The steps that were taken with an owner's root, and their proofs.
  public func rotationSteps(of owner: AuthorityOwner) throws(CAError) -> [RotationStep] {
    try store().read { try $0.steps(of: owner) }
  }

  /// What actions would make of the home. Nothing is changed.
  public func rehearsing(
    _ decide: (RotationLedger) throws(CAError) -> [RotationAction]
  ) throws(CAError) -> RotationLedger {
    let store = try store()
    return try draft(try ledger(try federation(), store, withKeys: true), store, try sealer(store), decide).ledger
  }

  /// Takes one step with the authorities: what `decide` asks for is made in memory, `prove` judges it, and only then one
  /// transaction keeps all of it and the folders are written. After a kill at any instant the home is as before the step
  /// or as after it, and `apply` finishes the folders.
  ///
  /// - Parameters:
  ///   - subject: the authority that the log names; the owner's root unless said otherwise.
  ///   - prove: is given everything as it would be, and returns the proof that is kept; what it throws stops the step.
  public func changeAuthorities(
    of owner: AuthorityOwner, subject: String? = nil, withSecrets: Bool = true, _ action: LogEntry.Action,
    _ details: (RotationLedger) -> String,
    decide: (RotationLedger) throws(CAError) -> [RotationAction],
    prove: (RotationLedger) throws(CAError) -> String
  ) throws(CAError) -> RotationOutcome {
    try locked { () throws(CAError) in
      let federation = try federation()
      let store = try store()
      let sealer = try sealer(store)
      try refusePending(federation, store)
      let draft = try draft(try ledger(federation, store, withKeys: true), store, sealer, decide)
      let after = draft.ledger
      let proof = try prove(after)
      let name = after.rotation(of: owner)?.stepName ?? "\(owner)-\(action.rawValue)"
      try store.write { writer in
        try self.record(draft, writer, sealer)
        try writer.insertStep(owner, name, proof: proof, at: now)
        try writer.append(action, subject ?? "\(owner)/root", details(after), at: now)
        try writer.recordVersions(at: now)
        try writer.recordLifetimes(federation, at: now)
      }
      let writes = try plan(federation, store, withSecrets: withSecrets).writes.map(\.mesh)
      let written = try write(writes, federation, store, sealer, withSecrets: withSecrets) { _ in }
      return RotationOutcome(ledger: after, written: written, retired: draft.retired)
    }
  }

  /// Keeps what was seen, and logs it.
  public func record(_ evidence: [Evidence]) throws(CAError) {
    guard !evidence.isEmpty else { return }
    try locked { () throws(CAError) in
      let store = try store()
      try refusePending(try federation(), store)
      try store.write { writer in
        try writer.recordVersions(at: now)
        for item in evidence {
          try writer.insert(item)
          let version = item.version == 0 ? "" : ", version \(item.version)"
          try writer.append(
            .seen, "\(item.holder) for \(item.mesh)", "\(item.kind.rawValue)\(version): \(item.source)", at: now)
        }
      }
    }
  }

  private func ledger(
    _ federation: ResolvedFederation, _ store: AuthorityStore, withKeys: Bool
  ) throws(CAError) -> RotationLedger {
    var ledger = try store.read { reader in
      RotationLedger(
        federation: federation, now: now, authorities: try reader.authoritySet(),
        history: try reader.versions(), evidence: try reader.evidence(),
        workloadLifetimes: try reader.workloadLifetimes(), leafEnds: try reader.leafEnds(),
        signedForRequests: try reader.signedForRequests(endingAfter: now),
        lastGenerations: try reader.lastGenerations(),
        signedIntermediates: Self.byMesh(try reader.signedIntermediates(), federation), issuers: [:])
    }
    ledger.recordVersions()
    guard withKeys else { return ledger }
    let sealer = try sealer(store)
    for authority in ledger.authorities.present where authority.role == .intermediate && authority.hasKey {
      ledger.issuers[authority.keyIdentifier] = ThrowawayIssuer(
        chain: [authority.certificate] + authority.chain, key: try key(of: authority, store, sealer),
        federation: federation)
    }
    return ledger
  }

  private func draft(
    _ ledger: RotationLedger, _ store: AuthorityStore, _ sealer: Sealer,
    _ decide: (RotationLedger) throws(CAError) -> [RotationAction]
  ) throws(CAError) -> RotationDraft {
    var draft = RotationDraft(ledger) { authority throws(CAError) in try key(of: authority, store, sealer) }
    for action in try decide(ledger) { try draft.carryOut(action) }
    draft.recordVersions()
    return draft
  }

  private static func byMesh(_ signed: [String: Int], _ federation: ResolvedFederation) -> [String: Int] {
    Dictionary(
      federation.meshes.compactMap { mesh in signed[mesh.trustDomain.uri].map { (mesh.name, $0) } }
    ) { first, _ in first }
  }

  /// A step changes authorities that exist; what is still to be issued comes first, so that the two are told apart.
  private func refusePending(_ federation: ResolvedFederation, _ store: AuthorityStore) throws(CAError) {
    let bare = try plan(federation, store, withSecrets: false)
    if let issue = bare.issues.first {
      throw .refused(
        what: "`\(issue.name)` is to be issued first", why: "\(issue.reason)",
        next: "run `meshtrust apply`, then the rotation again")
    }
    // Folders that keep their secrets elsewhere are right without them.
    let full = try plan(federation, store, withSecrets: true).writes.map(\.mesh)
    if let late = bare.writes.first(where: { full.contains($0.mesh) }) {
      throw .refused(
        what: "out/\(late.mesh) is not what was decided",
        why: "a command was cut short, or federation.yaml changed, so that nobody can have applied it",
        next: "run `meshtrust apply`, have it applied, then the rotation again")
    }
    guard federation.roots == .shared else { return }
    let authorities = try store.read { try $0.authoritySet() }
    if let forgotten = authorities.signingMeshes.first(where: { federation.mesh(named: $0) == nil }) {
      throw .refused(
        what: "`\(forgotten)` still signs below the shared root, and is not in federation.yaml",
        why: "nothing could be proven of it, and its key would be destroyed with the root",
        next: "write it again, or run `meshtrust remove mesh \(forgotten)`")
    }
  }

  private func record(_ draft: RotationDraft, _ writer: StoreWriter, _ sealer: Sealer) throws {
    for item in draft.issued { try record(item, writer, sealer) }
    for (certificate, issuer) in draft.crossed {
      try writer.insertCertificate(certificate, .foreign, issuer: issuer, at: now)
    }
    for authority in draft.replaced {
      let issuer =
        authority.role == .root
        ? nil
        : draft.ledger.authorities.present.first {
          $0.role == .root && $0.certificate.subject == authority.certificate.issuer
        }
      try writer.insertCertificate(
        authority.certificate, authority.role == .root ? .root : .intermediate, issuer: issuer?.certificate, at: now)
      try writer.replaceCertificate(of: authority)
    }
    for owner in draft.ended { try writer.removeRotation(of: owner) }
    for rotation in draft.ledger.rotations { try writer.set(rotation) }
    for authority in draft.retired { try writer.retire(authority, at: now) }
  }
}
