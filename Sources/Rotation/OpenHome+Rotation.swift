public import CA
import Diagnostics
import X509

/// What a step of a rotation came to.
public struct RotationStepTaken: Sendable {
  /// What was changed.
  public let outcome: RotationOutcome
  /// The proof that it was safe.
  public let proof: HandshakeProof
}

/// What a rotation does next.
public enum RotationMove: Sendable {
  /// Begins.
  case start(RotationMachine.Options)
  /// Goes on.
  case next
  /// Turns back.
  case abort
}

extension OpenHome {
  /// Moves a rotation, if every gate is open and the proof succeeds.
  ///
  /// - Parameter review: Called with the proof and everything as it would be before anything is stored; an error that
  ///   it throws stops the step.
  public func rotate(
    _ owner: AuthorityOwner, _ move: RotationMove, withSecrets: Bool = true,
    review: (HandshakeProof, RotationLedger) throws(CAError) -> Void = { _, _ in }
  ) throws(RotationError) -> RotationStepTaken {
    try fromHome { () throws(CAError) in
      try locked { () throws(CAError) in
        try requireSettled()
        let before = try rotationLedger()
        let draft = try draft(try RotationMachine(before, owner).actions(for: move), after: before)
        let proof = try Self.proof(draft.ledger, owner)
        try review(proof, draft.ledger)
        let isEmergency = draft.ledger.rotation(of: owner)?.isCompromised ?? false
        if !isEmergency { try Self.require(proof, draft.ledger, owner) }
        let entry = RotationEntry(
          Self.action(move, before, owner), of: owner, details: Self.details(draft.ledger, owner), proof: proof.text)
        return RotationStepTaken(outcome: try commit(draft, as: entry, withSecrets: withSecrets), proof: proof)
      }
    }
  }

  /// Issues an authority's certificate again, or a mesh a new intermediate below the same root, if the proof succeeds.
  public func renew(
    _ action: RotationAction, of owner: AuthorityOwner, subject: String, _ logged: LogEntry.Action,
    withSecrets: Bool = true
  ) throws(RotationError) -> RotationStepTaken {
    try fromHome { () throws(CAError) in
      try locked { () throws(CAError) in
        try requireSettled()
        let draft = try draft([action], after: try rotationLedger())
        let proof = try Self.proof(draft.ledger, owner)
        try Self.require(proof, draft.ledger, owner)
        let entry = RotationEntry(logged, of: owner, subject: subject, details: "by request", proof: proof.text)
        return RotationStepTaken(outcome: try commit(draft, as: entry, withSecrets: withSecrets), proof: proof)
      }
    }
  }

  private static func proof(_ ledger: RotationLedger, _ owner: AuthorityOwner) throws(CAError) -> HandshakeProof {
    do {
      return try HandshakeProof(ledger, until: RotationMachine(ledger, owner).plannedEnd)
    } catch .home(let error) {
      throw error
    } catch {
      throw .refused(what: "the proof could not be made", why: error.diagnostic.what, next: error.diagnostic.next)
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
  private static func require(
    _ proof: HandshakeProof, _ after: RotationLedger, _ owner: AuthorityOwner
  ) throws(CAError) {
    guard proof.failing.contains(where: { after.rootOwner(of: $0.presenter) == owner }) else { return }
    throw refusal(proof, after, owner)
  }

  /// Names the pair, the side, the combination and the rule of the first handshake that would break.
  private static func refusal(
    _ proof: HandshakeProof, _ after: RotationLedger, _ owner: AuthorityOwner
  ) -> CAError {
    guard let row = proof.failing.first(where: { after.rootOwner(of: $0.presenter) == owner }),
      let cell = row.failures.first,
      case .fails(let code, let why) = cell.verdict
    else { return .refused(what: "the proof does not hold", why: "", next: "meshtrust rotate status") }
    let others = proof.failing.count > 1 ? "; \(proof.failing.count - 1) more sides break" : ""
    let whom = row.kind == .istiod ? "istiod of `\(row.presenter)`" : "`\(row.presenter)`"
    return .refused(
      what: "a handshake would be lost: `\(row.holder)` would refuse \(whom) (\(code))",
      why: "with signer version \(cell.signer) presented and bundle version \(cell.bundle) held, at \(cell.time): "
        + "\(why)\(others)",
      next: remedy(row, cell, after, code, owner))
  }

  /// What closes the states of a cell that breaks: the holder's, if it may have an older bundle; the presenter's, if it
  /// may have an older chain; nothing, if what everybody has now breaks.
  private static func remedy(
    _ row: ProofRow, _ cell: ProofRow.Cell, _ after: RotationLedger, _ code: String, _ owner: AuthorityOwner
  ) -> Message {
    if let last = after.bundles[owner]?.last?.number, cell.bundle < last {
      return "meshtrust rotate seen \(row.holder) --for \(row.presenter) -f FILE, once it holds the last bundle"
    }
    if let last = after.signers[row.presenter]?.last?.number, cell.signer < last {
      return
        "restart istiod and the proxies of \(row.presenter), then: meshtrust rotate next \(owner.argument) --assume "
        + "\"\(row.presenter): istiod restarted\" --assume \"\(row.presenter): all proxies restarted\""
    }
    return "meshtrust explain \(code), and `meshtrust plan` for what is due"
  }
}
