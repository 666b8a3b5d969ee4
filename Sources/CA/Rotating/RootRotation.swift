import SystemPackage
public import X509

/// The phase of the change from one root to the next.
public enum RotationPhase: String, Hashable, Sendable, CaseIterable {
  /// One root in every bundle, and it signs.
  case steady
  /// Both roots in every bundle; the leaving one signs.
  case distributing
  /// Both roots in every bundle; the arriving one signs, through an intermediate with its own key and subject.
  case signing
  /// Only the arriving root in every bundle.
  case retiring
}

/// A change of one owner's root.
public struct RootRotation: Hashable, Sendable {
  public let owner: AuthorityOwner
  /// The generation to be removed.
  public internal(set) var leaving: Int
  /// The generation to stay. After an abort this is the older one.
  public internal(set) var arriving: Int
  /// Never steady.
  public internal(set) var phase: RotationPhase
  /// Whether it returns to the older root.
  public var isBackwards: Bool { arriving < leaving }
  /// Whether the leaving root's key is compromised, so that the waiting times were skipped.
  public internal(set) var isCompromised: Bool
  /// Whose the arriving root is; after an abort, whose the leaving one is.
  public let target: RotationTarget
  /// The administrator's reason.
  public let reason: String
  /// Each root signed by the other, if requested: the certificate of the arriving one's key first.
  public internal(set) var crossCertificates: [Certificate]
  public let started: Timestamp
  /// When the present phase began.
  public internal(set) var since: Timestamp
  /// The system's time when the present phase began, if `--now` had set another one.
  public internal(set) var clock: Timestamp?
  /// The number of steps so far, including the start.
  public internal(set) var step: Int

  public init(
    owner: AuthorityOwner, leaving: Int, arriving: Int, phase: RotationPhase, isCompromised: Bool = false,
    reason: String = "", crossCertificates: [Certificate] = [], started: Timestamp, since: Timestamp, step: Int = 1,
    target: RotationTarget = .own
  ) {
    self.owner = owner
    self.leaving = leaving
    self.arriving = arriving
    self.phase = phase
    self.isCompromised = isCompromised
    self.reason = reason
    self.crossCertificates = crossCertificates
    self.started = started
    self.since = since
    self.step = step
    self.target = target
  }

  /// The generation that signs.
  public var signing: Int { phase == .distributing ? leaving : arriving }

  /// The generations in the bundle, the older one first. The order stays the same throughout, so that the file does not
  /// change from distributing to signing.
  public var bundle: [Int] { phase == .retiring ? [arriving] : [leaving, arriving].sorted() }

  /// The rotation in another phase from a time.
  public func moved(to phase: RotationPhase, at time: Timestamp) -> RootRotation {
    var next = self
    next.phase = phase
    next.since = time
    next.clock = nil
    next.step += 1
    return next
  }

  /// Removes the old root at once, because its key is compromised. On the way back to that root it turns forward again.
  public func escalated(at time: Timestamp) -> RootRotation {
    var next = isBackwards ? reversed(to: .retiring, at: time) : moved(to: .retiring, at: time)
    next.isCompromised = true
    return next
  }

  /// The same change in the other direction: the old root comes back.
  public func reversed(to phase: RotationPhase, at time: Timestamp) -> RootRotation {
    var next = moved(to: phase, at: time)
    (next.leaving, next.arriving) = (arriving, leaving)
    next.crossCertificates = crossCertificates.reversed()
    return next
  }

  /// The name of the present step, which is also that of its folder: `02-red-mesh-signing`.
  public var stepName: String { "\(step < 10 ? "0" : "")\(step)-\(owner)-\(phase.rawValue)" }
}
