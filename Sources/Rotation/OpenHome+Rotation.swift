public import CA
import Diagnostics
import Federation
import X509

/// The result of a step of a rotation.
public struct RotationStepTaken: Sendable {
  public let outcome: RotationOutcome
  public let proof: HandshakeProof
}

/// A move of a rotation.
public enum RotationMove: Sendable {
  case start(RotationMachine.Options)
  case next
  case abort
}

extension OpenHome {
  /// Moves a rotation, if every gate is open and the proof succeeds.
  ///
  /// - Parameter review: Called with the proof and everything as it would be before anything is stored; an error that
  ///   it throws stops the step.
  public func rotate(
    _ owner: AuthorityOwner, _ move: RotationMove, withSecrets: Bool? = nil,
    review: (HandshakeProof, RotationLedger) throws(CAError) -> Void = { _, _ in }
  ) throws(RotationError) -> RotationStepTaken {
    try fromHome { () throws(CAError) in
      try locked { () throws(CAError) in
        try refuseLeaving(owner)
        try requireSettled(for: move, of: owner, withSecrets: withSecrets)
        let before = try rotationLedger()
        if case .start(let options) = move, !options.isCompromised { try requireNoMigration(owner, before) }
        let draft = try draft(try RotationMachine(before, owner).actions(for: move), after: before)
        let proof = try Self.proof(draft.ledger, owner)
        try review(proof, draft.ledger)
        let isEmergency = draft.ledger.rotation(of: owner)?.isCompromised ?? false
        if !isEmergency { try Self.require(proof, draft.ledger, owner, before: before) }
        let entry = RotationEntry(
          Self.action(move, before, owner), of: owner, details: Self.details(draft.ledger, owner), proof: proof.text)
        // The last mesh of a move is there: the file says so before the home does, and both are right in between.
        let isEnd =
          before.rotation(of: owner)?.target.isMove == true && !draft.ledger.rotations.contains(where: \.target.isMove)
        let described = isEnd ? draft.ledger.federation.roots : nil
        try authorize(draft, subject: entry.subject, describing: described)
        if let described { try describeRoots(described) }
        return RotationStepTaken(outcome: try commit(draft, as: entry, withSecrets: withSecrets), proof: proof)
      }
    }
  }

  /// Refuses a move like ``requireSettled(withSecrets:)``. Whoever repeats one that was stopped behind its transaction has
  /// only the folders left to write.
  private func requireSettled(
    for move: RotationMove, of owner: AuthorityOwner, withSecrets: Bool?
  ) throws(CAError) {
    do throws(CAError) {
      try requireSettled(withSecrets: withSecrets)
    } catch .refused(.rotation(.folderBehind(let mesh, let files, _))) {
      let rotation = try authorities().rotation(of: owner)
      let isTaken =
        switch move {
        case .start(let options): rotation.map { !options.isCompromised || $0.isCompromised } ?? false
        case .next: false
        case .abort: rotation?.isBackwards ?? false
        }
      throw .refused(.rotation(.folderBehind(mesh: mesh, files: files, isTaken: isTaken)))
    }
  }

  /// Issues an authority's certificate again, or a mesh a new intermediate below the same root, if the proof succeeds.
  public func renew(
    _ action: RotationAction, of owner: AuthorityOwner, subject: String, _ logged: LogEntry.Action,
    withSecrets: Bool? = nil
  ) throws(RotationError) -> RotationStepTaken {
    try fromHome { () throws(CAError) in
      try locked { () throws(CAError) in
        try refuseLeaving(action, of: owner)
        try requireSettled(withSecrets: withSecrets)
        let before = try rotationLedger()
        try Self.requireFolders(for: action, of: owner, before)
        let draft = try draft([action], after: before)
        let proof = try Self.proof(draft.ledger, owner)
        try Self.require(proof, draft.ledger, owner, before: before, excusingKnown: false)
        let entry = RotationEntry(logged, of: owner, subject: subject, details: "by request", proof: proof.text)
        return RotationStepTaken(outcome: try commit(draft, as: entry, withSecrets: withSecrets), proof: proof)
      }
    }
  }

  /// An intermediate is its mesh's alone, also below a shared root.
  private func refuseLeaving(_ action: RotationAction, of owner: AuthorityOwner) throws(CAError) {
    switch action {
    case .issueIntermediate(let mesh), .reissue(.mesh(let mesh), .intermediate): try refuseLeaving(mesh)
    default: try refuseLeaving(owner)
    }
  }

  /// - Throws: If a folder that an action changes cannot be written: a root's that of everybody who has it, another
  ///   intermediate that of its mesh.
  private static func requireFolders(
    for action: RotationAction, of owner: AuthorityOwner, _ ledger: RotationLedger
  ) throws(CAError) {
    let folders: [BlockedFolder]
    switch action {
    case .issueIntermediate(let mesh), .reissue(.mesh(let mesh), .intermediate):
      folders = ledger.blockedFolders.filter { $0.mesh == mesh }
    default: folders = ledger.blockedFolders(around: owner)
    }
    if let folder = folders.first { throw .refused(.rotation(.folderBlocked(folder))) }
  }

  static func proof(_ ledger: RotationLedger, _ owner: AuthorityOwner) throws(CAError) -> HandshakeProof {
    try proof(ledger, until: RotationMachine(ledger, owner).plannedEnd)
  }

  private static func proof(_ ledger: RotationLedger, until end: Timestamp) throws(CAError) -> HandshakeProof {
    do {
      return try HandshakeProof(ledger, until: end)
    } catch .home(let error) {
      throw error
    } catch {
      throw .refused(.rotation(.unproven(error.diagnostic)))
    }
  }

  private static func action(_ move: RotationMove, _ ledger: RotationLedger, _ owner: AuthorityOwner) -> LogEntry.Action
  {
    switch move {
    case .start: .startedRotation
    case .abort: .abortedRotation
    case .next: ledger.rotation(of: owner)?.phase == .retiring ? .finishedRotation : .movedRotation
    }
  }

  private static func details(_ ledger: RotationLedger, _ owner: AuthorityOwner) -> String {
    guard let rotation = ledger.rotation(of: owner) else {
      return "steady with generation \(ledger.authorities.root(of: owner)?.generation ?? 0)"
    }
    return "\(rotation.phase.rawValue), generation \(rotation.leaving) to \(rotation.arriving)"
      + (rotation.isCompromised ? ", compromised" : "") + (rotation.reason.isEmpty ? "" : ", \(rotation.reason)")
  }

  /// A step changes what is presented below its root and who trusts that, and nothing else: what breaks elsewhere was
  /// broken before, is shown, and must not keep anybody from a root that has to go.
  ///
  /// - Parameters:
  ///   - before: The state before the step.
  ///   - excusingKnown: Whether the step may leave ``KnownRefusals``.
  static func require(
    _ proof: HandshakeProof, _ after: RotationLedger, _ owner: AuthorityOwner, before: RotationLedger,
    excusingKnown: Bool = true
  ) throws(CAError) {
    let concerned = proof.failing.filter { row in
      after.rootOwner(of: row.presenter) == owner || owner == .mesh(row.presenter)
    }
    guard !concerned.isEmpty else { return }
    // At the same times: each failure is compared with the one before it.
    let former = try Self.proof(before, until: proof.times.last ?? before.now)
    let known = KnownRefusals(in: excusingKnown ? former.failing : [])
    let lost = concerned.filter { !$0.isCutOff(in: [before.federation, after.federation], before: former) }
      .compactMap { row in
        row.failures.first { !known.contains($0, of: row) }.map { (row: row, cell: $0) }
      }
    guard let first = lost.first,
      let handshake = Self.lost(first.cell, first.row, others: lost.count - 1, after, owner)
    else { return }
    throw .refused(.rotation(.lostHandshake(handshake)))
  }

  /// Names the pair, the side, the combination and the rule of a handshake that would break; nil if it would not.
  private static func lost(
    _ cell: ProofRow.Cell, _ row: ProofRow, others: Int, _ after: RotationLedger, _ owner: AuthorityOwner
  ) -> RotationRefusal.LostHandshake? {
    guard case .fails(let code, let why) = cell.verdict else { return nil }
    return RotationRefusal.LostHandshake(
      presenter: row.presenter, isIstiod: row.kind == .istiod, holder: row.holder, code: code, reason: why,
      signer: cell.signer, bundle: cell.bundle, time: cell.time, others: others,
      remedy: remedy(row, cell, after, owner))
  }

  /// What closes the states of a cell that breaks: the holder's, if it may have an older bundle; the presenter's, if it
  /// may have an older chain; nothing, if what everybody has now breaks.
  private static func remedy(
    _ row: ProofRow, _ cell: ProofRow.Cell, _ after: RotationLedger, _ owner: AuthorityOwner
  ) -> RotationRefusal.LostHandshake.Remedy {
    if let last = after.bundles[owner]?.last?.number, cell.bundle < last { return .seeBundle }
    if let last = after.signers[row.presenter]?.last?.number, cell.signer < last { return .restart(owner) }
    return .none
  }
}
