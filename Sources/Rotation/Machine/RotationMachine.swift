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
    /// Whose the new root is; nil if nobody said so. A root that the home did not make is replaced only if somebody did.
    public var newRoot: NewRoot?
    /// Why the meshes may share the root with an intermediate that could issue for them; nil if they may not.
    public var acceptUnconfined: String?

    public init() {}
  }

  /// Whose the new root is.
  public enum NewRoot: Sendable {
    /// The home makes it.
    case own
    /// Another authority has it, and signs on request.
    ///
    /// - fingerprint: What it must be, if somebody said so.
    case external(Certificate, fingerprint: String?)
  }

  private var rotation: RootRotation? { ledger.rotation(of: owner) }
  private var name: String { owner.argument }

  /// Starts: adds a new root to every bundle.
  ///
  /// If the key of the old root turns out to be compromised during a rotation, the rest of the rotation becomes an
  /// emergency; one that returns to that root goes forward again.
  public func start(_ options: Options) throws(CAError) -> [RotationAction] {
    if options.isCompromised, let rotation, let actions = try escalating(rotation, options) { return actions }
    guard rotation == nil else {
      throw .refused(.rotation(.underWay(owner, rotation?.phase ?? .steady)))
    }
    guard let old = ledger.authorities.root(of: owner) else { throw .unknownAuthority("\(owner)/root", nearest: nil) }
    // A stolen key does not wait for an upgrade.
    if !options.isCompromised { try RotationObstacles(ledger, owner).check() }
    guard options.newRoot != nil || ledger.federation.isOfHome(old) else {
      throw .refused(.rotation(.foreignRoot(owner, root: old.certificate, keyIsHere: old.hasKey)))
    }
    let generation = (ledger.lastGenerations["\(owner)/root"] ?? old.generation) + 1
    if case .external(let root, let fingerprint) = options.newRoot {
      return try start(options, with: root, fingerprint, replacing: old, generation)
    }
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

  /// What removes the old root at once in the middle of a rotation, in whichever direction it goes; nil if it has left.
  private func escalating(
    _ rotation: RootRotation, _ options: Options
  ) throws(CAError) -> [RotationAction]? {
    let emergency = rotation.escalated(at: ledger.now)
    switch rotation.phase {
    case .distributing:
      if let awaited = awaited(rotation) { return try replace(awaited, of: rotation, options) }
      return [.set(emergency)] + (try signers(rotation))
    case .signing: return [.set(emergency)] + missingSigners(emergency)
    case .steady: return nil
    case .retiring:
      // The new root has left the bundles: there is nothing to go forward to.
      guard rotation.isBackwards, let old = ledger.authorities.root(of: owner, generation: rotation.arriving) else {
        return nil
      }
      throw .refused(.rotation(.arrivingRoot(old.certificate, owner, rotation.phase, isBackwards: true)))
    }
  }

  /// An intermediate for each mesh that has none below the arriving root, because it came while the other root signed, or
  /// its own has ended since.
  private func missingSigners(_ rotation: RootRotation) -> [RotationAction] {
    guard let root = ledger.authorities.root(of: owner, generation: rotation.arriving), root.hasKey else { return [] }
    let missing = ledger.meshes(below: owner).filter { mesh in
      guard let known = ledger.authorities.waiting(of: mesh.name, below: root.certificate) else { return true }
      return known.certificate.validity.notAfter <= ledger.now
    }
    return missing.map { .issueIntermediate(mesh: $0.name) }
  }

  /// The arriving root, if its owner has not signed what every mesh needs below it.
  private func awaited(_ rotation: RootRotation) -> Certificate? {
    guard let root = ledger.authorities.root(of: owner, generation: rotation.arriving), !root.hasKey else { return nil }
    let isAnswered = ledger.meshes(below: owner).allSatisfy {
      ledger.authorities.waiting(of: $0.name, below: root.certificate) != nil
    }
    return isAnswered ? nil : root.certificate
  }

  /// In an emergency nobody waits for an answer: the awaited root is put away, and one of the home takes its place.
  private func replace(
    _ awaited: Certificate, of rotation: RootRotation, _ options: Options
  ) throws(CAError) -> [RotationAction] {
    guard case .own = options.newRoot else { throw .refused(.rotation(.emergencyElsewhere(owner, awaited))) }
    let generation = (ledger.lastGenerations["\(owner)/root"] ?? rotation.arriving) + 1
    let emergency = RootRotation(
      owner: owner, leaving: rotation.leaving, arriving: generation, phase: .retiring, isCompromised: true,
      reason: options.reason, started: ledger.now, since: ledger.now, step: rotation.step + 1)
    return [
      .dropRequests(owner, .arrive), .set(rotation.reversed(to: .retiring, at: ledger.now)), .finish(owner),
      .set(emergency), .issueRoot(owner, generation: generation, options.algorithm),
    ] + ledger.meshes(below: owner).map { .issueIntermediate(mesh: $0.name) }
  }

  /// Starts with a root of another authority.
  private func start(
    _ options: Options, with root: Certificate, _ fingerprint: String?, replacing old: Authority, _ generation: Int
  ) throws(CAError) -> [RotationAction] {
    let arriving = ArrivingRoot(certificate: root, ledger: ledger, owner: owner)
    do {
      try arriving.check(
        replacing: old, fingerprint: fingerprint, isEmergency: options.isCompromised,
        acceptsUnconfined: options.acceptUnconfined != nil)
    } catch {
      throw .refused(.unfitRoot(error))
    }
    // Nobody can sign below it before its owner has answered.
    if options.isCompromised { throw .refused(.rotation(.emergencyElsewhere(owner, root))) }
    if options.crossSigns { throw .noKey(authority: "\(root)") }
    let rotation = RootRotation(
      owner: owner, leaving: old.generation, arriving: generation, phase: .distributing, reason: options.reason,
      started: ledger.now, since: ledger.now, target: .external)
    return [.set(rotation), .takeRoot(owner, generation: generation, root)]
      + arriving.accepted(options.acceptUnconfined)
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
    // A mesh may have another version by now.
    if rotation.phase == .distributing, !rotation.isCompromised { try RotationObstacles(ledger, owner).check() }
    return try following(rotation)
  }

  /// The actions of the next step regardless of its gates, for rehearsals.
  public func ahead() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    return try following(rotation)
  }

  /// - Throws: If no rotation is in progress.
  public func requireRotation() throws(CAError) {
    if rotation == nil { throw notRotating }
  }

  private func following(_ rotation: RootRotation) throws(CAError) -> [RotationAction] {
    switch rotation.phase {
    case .steady: return []
    case .distributing:
      // A new certificate of the same key is above the same intermediates: nothing signs anew.
      if keepsKey(rotation) { return [.set(rotation.moved(to: .retiring, at: ledger.now))] }
      return [.set(rotation.moved(to: .signing, at: ledger.now))] + (try signers(rotation))
    case .signing: return [.set(rotation.moved(to: .retiring, at: ledger.now))]
    case .retiring:
      return [.finish(owner), .dropRequests(owner, .arrive)] + (joins(rotation) ? [.joinRoots] : [])
    }
  }

  /// Whether this is the last step of a move at whose end every mesh has one root.
  private func joins(_ rotation: RootRotation) -> Bool {
    guard rotation.target.isMove, ledger.rotations.count == 1, ledger.federation.roots == .perMesh,
      let root = ledger.authorities.root(of: owner)?.certificate
    else { return false }
    return ledger.federation.meshes.allSatisfy {
      ledger.authorities.root(of: .mesh($0.name))?.certificate == root
    }
  }

  /// What brings every mesh an intermediate below the arriving root: the home issues it, or it is installed already.
  private func signers(_ rotation: RootRotation) throws(CAError) -> [RotationAction] {
    let meshes = ledger.meshes(below: owner)
    guard let root = ledger.authorities.root(of: owner, generation: rotation.arriving), !root.hasKey else {
      return meshes.map { .issueIntermediate(mesh: $0.name) }
    }
    for mesh in meshes where ledger.authorities.waiting(of: mesh.name, below: root.certificate) == nil {
      throw .refused(.rotation(.answerMissing(mesh: mesh.name, root: root.certificate)))
    }
    // The answers to what was asked below the leaving root would come too late.
    return [.dropRequests(owner, .renew)]
  }

  /// Whether the two roots are certificates of one key and one name.
  private func keepsKey(_ rotation: RootRotation) -> Bool {
    guard let old = ledger.authorities.root(of: owner, generation: rotation.leaving),
      let new = ledger.authorities.root(of: owner, generation: rotation.arriving)
    else { return false }
    return ArrivingRoot.keepsKey(new.certificate, of: old.certificate)
  }

  /// Aborts: returns to the old root, if that is safe.
  public func abort() throws(CAError) -> [RotationAction] {
    guard let rotation else { throw notRotating }
    // Who says it once more, as after a kill, does not mean the way forward, which `start` with a stolen key is.
    guard !rotation.isBackwards else {
      throw .refused(.rotation(.pastReturn(owner, leaving: rotation.leaving, isBackwards: true)))
    }
    try RotationObstacles(ledger, owner).checkFolders()
    switch rotation.phase {
    case .distributing:
      return [.set(rotation.reversed(to: .retiring, at: ledger.now)), .dropRequests(owner, .arrive)]
    case .signing: return [.set(rotation.reversed(to: .signing, at: ledger.now))]
    case .steady, .retiring:
      throw .refused(.rotation(.pastReturn(owner, leaving: rotation.leaving, isBackwards: false)))
    }
  }

  /// The gates of the next step, open or closed.
  public func gates() -> [Gate] {
    guard let rotation else { return [] }
    let gates = GateList(ledger, rotation)
    switch rotation.phase {
    case .steady: return []
    case .distributing:
      return gates.folders() + gates.holders(.holdsArriving) + gates.published(isDropping: false) + gates.webhooks()
        + (keepsKey(rotation) ? [] : gates.answers())
    case .signing: return gates.folders() + gates.presenters()
    case .retiring:
      // An escalated rotation skipped the waiting; it still needs evidence that nothing below the old root is
      // presented.
      return gates.folders() + gates.holders(.dropsLeaving) + gates.published(isDropping: true)
        + (rotation.isCompromised ? gates.presenters() : [])
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
