public import CA
public import Cryptography
import Diagnostics
import Federation
public import X509

/// Decides the next step of a rotation. Pure: takes what is known and returns actions.
public struct RotationMachine: Sendable {
  private let ledger: RotationLedger
  private let owner: AuthorityOwner

  public init(_ ledger: RotationLedger, _ owner: AuthorityOwner) {
    self.ledger = ledger
    self.owner = owner
  }

  /// How to start a rotation.
  public struct Options: Sendable {
    /// The key type of the new root; nil for the profile's.
    public var algorithm: KeyAlgorithm?
    public var reason = ""
    /// Whether the two roots sign each other.
    public var crossSigns = false
    /// Whether the old key is compromised, so that the old root is removed at once.
    public var isCompromised = false
    /// Whether a root of somebody else may be replaced by one of the home.
    public var replacesForeignRoot = false

    public init() {}
  }

  private var rotation: RootRotation? { ledger.rotation(of: owner) }
  private var name: String { owner.argument }

  /// Starts: adds a new root to every bundle.
  ///
  /// If the key of the old root turns out to be compromised during a rotation, the rest of the rotation becomes an
  /// emergency.
  public func start(_ options: Options) throws(CAError) -> [RotationAction] {
    if options.isCompromised, let rotation, rotation.phase == .distributing || rotation.phase == .signing {
      let signs = rotation.phase == .distributing
      return [.set(rotation.escalated(at: ledger.now))]
        + (signs ? ledger.meshes(below: owner).map { .issueIntermediate(mesh: $0.name) } : [])
    }
    guard rotation == nil else {
      throw .refused(.rotation(.underWay(owner, rotation?.phase ?? .steady)))
    }
    guard let old = ledger.authorities.root(of: owner) else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    guard options.replacesForeignRoot || ledger.federation.isOfHome(old) else {
      throw .refused(.rotation(.foreignRoot(owner, root: old.certificate, keyIsHere: old.hasKey)))
    }
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

  /// Takes the next step if every gate is open.
  public func next() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    if let shut = gates().first(where: { !$0.isOpen }) { throw refusal(rotation, shut) }
    return following(rotation)
  }

  /// The actions of the next step regardless of its gates, for rehearsals.
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

  /// Aborts: returns to the old root, if that is safe.
  public func abort() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    switch rotation.phase {
    case .distributing: return [.set(rotation.reversed(to: .retiring, at: ledger.now))]
    case .signing: return [.set(rotation.reversed(to: .signing, at: ledger.now))]
    case .steady, .retiring:
      throw .refused(.rotation(.pastReturn(owner, leaving: rotation.leaving)))
    }
  }

  /// The gates of the next step, open or closed.
  public func gates() -> [Gate] {
    guard let rotation else { return [] }
    let gates = GateList(ledger, rotation)
    switch rotation.phase {
    case .steady: return []
    case .distributing: return gates.holders(.holdsArriving)
    case .signing: return gates.presenters()
    case .retiring:
      // An escalated rotation skipped the waiting; it still needs evidence that nothing below the old root is
      // presented.
      return gates.holders(.dropsLeaving) + (rotation.isCompromised ? gates.presenters() : [])
    }
  }

  /// What speaks against a holder's having the last bundle, and has not ended.
  public var contradictions: [Evidence] {
    let standing = StandingEvidence(ledger)
    let last = ledger.bundles[owner]?.last?.number ?? 0
    return ledger.meshes(below: owner).flatMap { mesh in
      ([mesh.name] + mesh.gateways.map(\.peer)).compactMap { holder in
        standing.contradiction(at: holder, of: mesh.name, to: last)
      }
    }
  }

  /// The time until which a step is proved: by then every workload has renewed, and every istiod has resynced.
  public var plannedEnd: Timestamp {
    let longest =
      ledger.federation.meshes.map { ledger.maxWorkloadLifetime(of: $0, before: ledger.now).seconds }.max() ?? 0
    let end = ledger.now + longest + ControlPlane.resync
    // Expiry of the old root must not block a step that replaces it.
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
          owner, rotation.phase, waitsFor: gate.waitsFor, opens: gate.opens,
          advice: gate.opens == nil ? gate.next : gate.shortcut, others: shut.count - 1)))
  }
}
