public import CA
public import Cryptography
import Diagnostics
import Federation
public import X509

/// Decides what a rotation does next. Pure: it is handed what is known, and returns what is to be done.
public struct RotationMachine: Sendable {
  private let ledger: RotationLedger
  private let owner: AuthorityOwner

  /// A machine for one owner's root.
  public init(_ ledger: RotationLedger, _ owner: AuthorityOwner) {
    self.ledger = ledger
    self.owner = owner
  }

  /// How a rotation is to begin.
  public struct Options: Sendable {
    /// The key type of the new root; nil takes the profile's.
    public var algorithm: KeyAlgorithm?
    /// Why the root changes.
    public var reason = ""
    /// Whether each root signs the other one.
    public var crossSigns = false
    /// Whether the old key is in wrong hands, so that the old root leaves at once.
    public var isCompromised = false

    /// Takes the defaults.
    public init() {}
  }

  private var rotation: RootRotation? { ledger.rotation(of: owner) }
  private var name: String { owner.argument }

  /// Begins: a new root in every bundle.
  ///
  /// A key that turns out to be in wrong hands while its root is leaving makes the rest of that rotation an emergency.
  public func start(_ options: Options) throws(CAError) -> [RotationAction] {
    if options.isCompromised, let rotation, rotation.phase == .distributing || rotation.phase == .signing {
      let signs = rotation.phase == .distributing
      return [.set(rotation.hurried(at: ledger.now))]
        + (signs ? ledger.meshes(below: owner).map { .issueIntermediate(mesh: $0.name) } : [])
    }
    guard rotation == nil else {
      throw .refused(.rotation(.underWay(owner, rotation?.phase ?? .steady)))
    }
    guard let old = ledger.authorities.root(of: owner) else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    let generation = (ledger.lastGenerations["\(owner)/root"] ?? old.generation) + 1
    let rotation = RootRotation(
      owner: owner, leaving: old.generation, arriving: generation,
      phase: options.isCompromised ? .retiring : .distributing, isCompromised: options.isCompromised,
      reason: options.reason, started: ledger.now, since: ledger.now)
    var actions: [RotationAction] = [.set(rotation), .issueRoot(owner, generation: generation, options.algorithm)]
    if options.isCompromised { return actions + ledger.meshes(below: owner).map { .issueIntermediate(mesh: $0.name) } }
    if options.crossSigns {
      guard old.hasKey else { throw .noKey(authority: old.name) }
      actions.append(.crossSign(owner))
    }
    return actions
  }

  /// What a move does, if every gate is open.
  public func actions(for move: RotationMove) throws(CAError) -> [RotationAction] {
    switch move {
    case .start(let options): try start(options)
    case .next: try next()
    case .abort: try abort()
    }
  }

  /// Goes one step on, if every gate is open.
  public func next() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    if let shut = gates().first(where: { !$0.isOpen }) { throw refusal(rotation, shut) }
    return following(rotation)
  }

  /// What the next step does, whether its gates are open or not: for a rehearsal, which changes nothing.
  public func ahead() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    return following(rotation)
  }

  private func following(_ rotation: RootRotation) -> [RotationAction] {
    switch rotation.phase {
    case .steady: return []
    case .distributing:
      let signing = rotation.moved(to: .signing, at: ledger.now)
      return [.set(signing)] + ledger.meshes(below: owner).map { .issueIntermediate(mesh: $0.name) }
    case .signing: return [.set(rotation.moved(to: .retiring, at: ledger.now))]
    case .retiring: return [.finish(owner)]
    }
  }

  /// Turns back to the root that was leaving, from where that is safe.
  public func abort() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    switch rotation.phase {
    case .distributing: return [.set(rotation.turned(to: .retiring, at: ledger.now))]
    case .signing: return [.set(rotation.turned(to: .signing, at: ledger.now))]
    case .steady, .retiring:
      throw .refused(.rotation(.pastReturn(owner, leaving: rotation.leaving)))
    }
  }

  /// What has to be known before the next step, open or not.
  public func gates() -> [Gate] {
    guard let rotation else { return [] }
    let gates = GateList(ledger, rotation)
    switch rotation.phase {
    case .steady: return []
    case .distributing: return gates.holders(.holdsArriving)
    case .signing: return gates.presenters()
    case .retiring:
      // Whoever waited for nobody has still to see that nothing below the leaving root is presented any more.
      return gates.holders(.dropsLeaving) + (rotation.isCompromised ? gates.presenters() : [])
    }
  }

  /// The moment until which a step is proven: every workload has renewed by then, and every istiod has read anew.
  public var plannedEnd: Timestamp {
    let longest =
      ledger.federation.meshes.map { ledger.maxWorkloadLifetime(of: $0, before: ledger.now).seconds }.max() ?? 0
    let end = ledger.now + longest + ControlPlane.resync
    // What ends with the leaving root is no fault of a step that gets away from it.
    guard let rotation, let root = ledger.authorities.root(of: owner, generation: rotation.leaving)?.certificate,
      root.validity.notAfter > ledger.now
    else { return end }
    return min(end, root.validity.notAfter)
  }

  private var notRotating: CAError {
    .refused(.rotation(.notRotating(owner)))
  }

  private func refusal(_ rotation: RootRotation, _ gate: Gate) -> CAError {
    let shut = gates().filter { !$0.isOpen }
    return .refused(
      .rotation(
        .gateShut(
          owner, rotation.phase, waitsFor: gate.waitsFor, opens: gate.opens, advice: gate.next,
          others: shut.count - 1)))
  }
}
