import SystemPackage
public import X509

/// Where the change from one root to the next stands.
public enum RotationPhase: String, Hashable, Sendable, CaseIterable {
  /// One root in every bundle, and it signs.
  case steady
  /// Both roots in every bundle; the one that leaves signs.
  case distributing
  /// Both roots in every bundle; the one that arrives signs, through an intermediate with its own key and subject.
  case signing
  /// Only the root that arrives in every bundle.
  case retiring
}

/// A change of one owner's root that is under way.
public struct RootRotation: Hashable, Sendable {
  /// Whose root changes.
  public let owner: AuthorityOwner
  /// The generation that is on its way out.
  public internal(set) var leaving: Int
  /// The generation that is on its way in. After an abort this is the older one.
  public internal(set) var arriving: Int
  /// Where it stands; never steady.
  public internal(set) var phase: RotationPhase
  /// Whether it goes back to the older root.
  public var isBackwards: Bool { arriving < leaving }
  /// Whether the leaving root's key is in wrong hands, so that nobody waited.
  public internal(set) var isCompromised: Bool
  /// Why the root changes, as its administrator said.
  public let reason: String
  /// Each root signed by the other one, when that was asked for: the arriving one's key first.
  public internal(set) var crossCertificates: [Certificate]
  /// When it was started.
  public let started: Timestamp
  /// When the present phase began.
  public internal(set) var since: Timestamp
  /// How many steps were taken, the start included.
  public internal(set) var step: Int

  /// Describes a rotation.
  public init(
    owner: AuthorityOwner, leaving: Int, arriving: Int, phase: RotationPhase, isCompromised: Bool = false,
    reason: String = "", crossCertificates: [Certificate] = [], started: Timestamp, since: Timestamp, step: Int = 1
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
  }

  /// The generation that signs.
  public var signing: Int { phase == .distributing ? leaving : arriving }

  /// The generations in the bundle, the older one first: the order never changes on the way, so that the file stays the
  /// same, byte for byte, from distributing to signing.
  public var bundle: [Int] { phase == .retiring ? [arriving] : [leaving, arriving].sorted() }

  /// The next phase at a moment.
  public func moved(to phase: RotationPhase, at time: Timestamp) -> RootRotation {
    var next = self
    next.phase = phase
    next.since = time
    next.step += 1
    return next
  }

  /// The root that is leaving goes at once: its key is in wrong hands.
  public func hurried(at time: Timestamp) -> RootRotation {
    var next = moved(to: .retiring, at: time)
    next.isCompromised = true
    return next
  }

  /// The same change in the other direction: the root that was leaving comes back.
  public func turned(to phase: RotationPhase, at time: Timestamp) -> RootRotation {
    var next = moved(to: phase, at: time)
    (next.leaving, next.arriving) = (arriving, leaving)
    next.crossCertificates = crossCertificates.reversed()
    return next
  }

  /// The name of the present step, as its folder is called: `02-red-mesh-signing`.
  public var stepName: String { "\(step < 10 ? "0" : "")\(step)-\(owner)-\(phase.rawValue)" }
}
