import Cryptography
import Diagnostics
import Federation
import SPIFFE
import SystemPackage
import X509

/// The result of a step.
public struct RotationOutcome: Sendable {
  /// The state after the step.
  public let ledger: RotationLedger
  /// The meshes whose folders were written.
  public let written: [String]
  /// The bundles for web servers that changed.
  public let published: [PublishedBundle]
  /// The retired authorities, whose keys are destroyed.
  public let retired: [Authority]
}

extension OpenHome {
  /// What was published, and the evidence since. Nothing is changed.
  ///
  /// - Parameter withKeys: whether to create issuers of throwaway leaves, which needs the home's secret.
  public func rotationLedger(withKeys: Bool = true) throws(CAError) -> RotationLedger {
    let federation = try federation()
    var ledger = try read { reader in
      RotationLedger(
        federation: federation, now: now, clock: systemTime, authorities: try reader.authoritySet(),
        history: try reader.versions(), evidence: try reader.evidence(),
        gatheringTimes: try reader.gatheringTimes(),
        workloadLifetimes: try reader.workloadLifetimes(), lastLeaves: try reader.lastLeaves(),
        signedForRequests: try reader.signedForRequests(endingAfter: now),
        lastGenerations: try reader.lastGenerations(),
        signedIntermediates: Self.byMesh(try reader.signedIntermediates(), federation),
        dormantRoots: try reader.dormantRoots(), requests: try reader.requests(), issuers: [:])
    }
    let bundles = try read { try $0.endpointBundles() }
    ledger.published = Self.published(ledger.authorities.remotes, bundles)
    ledger.recordVersions()
    guard withKeys else { return ledger }
    for authority in ledger.authorities.present where authority.role == .intermediate && authority.hasKey {
      ledger.issuers[authority.keyIdentifier] = ThrowawayIssuer(
        chain: [authority.certificate] + authority.chain, key: try key(of: authority), federation: federation)
    }
    return ledger
  }

  /// The completed steps with an owner's root, and their proofs.
  public func rotationSteps(of owner: AuthorityOwner) throws(CAError) -> [RotationStep] {
    try read { try $0.steps(of: owner) }
  }

  /// The state after some actions. Nothing is changed.
  public func rehearsing(
    _ decide: (RotationLedger) throws(CAError) -> [RotationAction]
  ) throws(CAError) -> RotationLedger {
    let ledger = try rotationLedger()
    // A rehearsal makes every new key here: nothing of it is kept, and a token's log shows nothing that nobody meant.
    var draft = RotationDraft(ledger, prepared: { _, _ in nil }) { authority throws(CAError) in
      try self.signer(of: authority)
    }
    return try Self.carryOut(try decide(ledger), &draft).ledger
  }

  /// Performs actions in memory.
  public func draft(_ actions: [RotationAction], after ledger: RotationLedger) throws(CAError) -> RotationDraft {
    // Both roots cross-sign: whether the leaving one's token is there is known before the arriving one signs anything.
    for case .crossSign(let owner) in actions {
      try requireSigners(of: ledger.authorities.root(of: owner).map { [$0] } ?? [])
    }
    var draft = RotationDraft(
      ledger, prepared: { owner, profile throws(CAError) in try self.preparedKey(of: owner, profile) },
      openKey: { authority throws(CAError) in try self.signer(of: authority) })
    return try Self.carryOut(actions, &draft)
  }

  private static func carryOut(
    _ actions: [RotationAction], _ draft: inout RotationDraft
  ) throws(CAError) -> RotationDraft {
    for action in actions { try draft.carryOut(action) }
    draft.recordVersions()
    return draft
  }

  /// Stores a draft in one transaction, with its log entry and its proof, and writes the folders that change. After a
  /// kill the home is either before or after the step, and `apply` completes the folders.
  public func commit(
    _ draft: RotationDraft, as entry: RotationEntry, withSecrets asked: Bool?
  ) throws(CAError) -> RotationOutcome {
    let after = draft.ledger
    if asked == nil { try requireSealable(after.authorities, after.federation) }
    try authorize(draft, subject: entry.subject)
    let sealer = try sealer()
    let name = after.rotation(of: entry.owner)?.stepName ?? "\(entry.owner)-\(entry.action.rawValue)"
    try write { writer in
      try record(draft, writer, sealer)
      try writer.insertStep(entry.owner, name, proof: entry.proof, at: now)
      for (owner, proof) in entry.others {
        try writer.insertStep(owner, after.rotation(of: owner)?.stepName ?? name, proof: proof, at: now)
      }
      try writer.append(entry.action, entry.subject, entry.details, at: now)
      try writer.recordVersions(at: now)
      try remember(asked, writer)
    }
    // The meshes may have their roots in another way now.
    if !draft.histories.isEmpty { discardDescription() }
    let withSecrets = try writesSecrets(asked)
    let work = try work(asked, for: .writing)
    let written = try writeFolders(
      work.plan.writes.map(\.mesh), work.rendered, withSecrets: withSecrets
    ) { _ in }
    return RotationOutcome(
      ledger: after, written: written, published: try publishAgain().filter(\.isChange), retired: draft.retired)
  }

  /// Stores and logs evidence.
  public func record(_ evidence: [Evidence]) throws(CAError) {
    guard !evidence.isEmpty else { return }
    try locked { () throws(CAError) in
      try requireSettled()
      // Evidence changes neither authorities nor folders, so what was read of them is still valid.
      try writeKeepingAuthorities { writer in
        try writer.recordVersions(at: now)
        for item in evidence { try insert(item, writer) }
      }
    }
  }

  /// Stores what the last look at meshes' clusters showed, and logs the evidence in it.
  public func record(_ gathered: [GatheredMesh]) throws(CAError) {
    guard !gathered.isEmpty else { return }
    try locked { () throws(CAError) in
      try requireSettled()
      try writeKeepingAuthorities { writer in
        try writer.recordVersions(at: now)
        for mesh in gathered {
          try writer.replaceObservations(mesh)
          for item in mesh.disproved.sorted(by: { $0.kind.rawValue < $1.kind.rawValue }) {
            guard try writer.remove(item) else { continue }
            try writer.append(
              .seen, "\(item.holder) for \(item.mesh)", "\(item.kind.rawValue) no longer counts: \(item.reason)",
              at: now)
          }
          for item in mesh.evidence { try insert(item, writer) }
        }
      }
    }
  }

  /// What the last look at each mesh's cluster showed, by mesh.
  public func observations() throws(CAError) -> [Observation] { try read { try $0.observations() } }

  private func insert(_ item: Evidence, _ writer: any StoreWriting) throws {
    try writer.insert(item)
    let version = item.version == 0 ? "" : ", version \(item.version)"
    try writer.append(
      .seen, "\(item.holder) for \(item.mesh)", "\(item.kind.rawValue)\(version): \(item.source)", at: now)
  }

  private static func byMesh(_ signed: [String: Int], _ federation: ResolvedFederation) -> [String: Int] {
    Dictionary(
      federation.meshes.compactMap { mesh in signed[mesh.trustDomain.uri].map { (mesh.name, $0) } }
    ) { first, _ in first }
  }

  /// Refuses a step while something is still to be issued or written, so that the step's changes are not mixed with
  /// others.
  ///
  /// - Parameter withSecrets: Whether plain keys belong into the folders; nil for what was chosen before.
  /// - Throws: If something is still to be issued, or a folder is out of date.
  public func requireSettled(withSecrets: Bool? = nil) throws(CAError) {
    guard !isSettled || withSecrets != nil else { return }
    // What follows writes. Without the secret, folders could not be compared, and would look like somebody's change.
    _ = try homeKey()
    let federation = try federation()
    let plan = try work(withSecrets, for: .writing).plan
    let (possible, impossible) = try Self.split(plan.issues, federation, authorities(), now)
    if let issue = possible.first {
      throw .refused(.rotation(.issueDue(authority: issue.name, reason: issue.reason)))
    }
    let waiting = Set(impossible.compactMap(\.owner.meshName))
    if let late = plan.writes.first(where: { !waiting.contains($0.mesh) }) {
      throw .refused(
        .rotation(.folderBehind(mesh: late.mesh, files: (late.paths + late.deletes).map(\.string), isTaken: false)))
    }
    try refuseForgotten(federation)
    isSettled = true
  }

  /// Nothing can be issued below a root that has ended: only its rotation helps, and must not wait for that.
  private static func split(
    _ issues: [Plan.Issue], _ federation: ResolvedFederation, _ authorities: AuthoritySet, _ now: Timestamp
  ) -> (possible: [Plan.Issue], impossible: [Plan.Issue]) {
    let ended = { (issue: Plan.Issue) -> Bool in
      guard issue.role == .intermediate, let mesh = issue.owner.meshName else { return false }
      return authorities.root(of: mesh, in: federation).map { $0.certificate.validity.notAfter <= now } ?? false
    }
    return (issues.filter { !ended($0) }, issues.filter(ended))
  }

  private func refuseForgotten(_ federation: ResolvedFederation) throws(CAError) {
    guard federation.roots == .shared else { return }
    let authorities = try authorities()
    if let forgotten = authorities.signingMeshes.first(where: { federation.mesh(named: $0) == nil }) {
      throw .refused(.rotation(.undescribedSigner(mesh: forgotten)))
    }
  }

  private func record(_ draft: RotationDraft, _ writer: any StoreWriting, _ sealer: Sealer) throws {
    for item in draft.issued { try record(item, writer, sealer) }
    for root in draft.taken {
      try writer.insertCertificate(root.certificate, .root, issuer: nil, at: now)
      try writer.insertAuthority(root)
      try writer.append(
        .installed, root.name,
        "generation \(root.generation), SHA-256 \(root.certificate.fingerprint), "
          + (root.hasKey ? "its key is here already" : "its key is elsewhere"), at: now)
    }
    if let joined = draft.joined { try writer.resume(joined) }
    if let dormant = draft.dormant { try writer.suspend(dormant, at: now) }
    for (owner, versions) in draft.histories { try writer.replaceBundles(of: owner, with: versions) }
    for danger in draft.accepted { try accept(danger, writer) }
    for request in draft.dropped { try writer.drop(request, at: now) }
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
