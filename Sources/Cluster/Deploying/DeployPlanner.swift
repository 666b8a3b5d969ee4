import Documents

/// Decides what is to be done with each object, from what the home writes and what the cluster has.
///
/// Two rules are above all others: what belongs to somebody else as a whole is not written, and a value that others
/// wrote is replaced only if this home had published it before, or its administrator names the object.
public struct DeployPlanner: Sendable {
  /// The identifier of this home.
  public let home: String
  /// The number of the mesh's last deployment that this home knows of.
  public let serial: Int64
  /// What is taken over, whoever wrote it.
  public let takenOver: [ObjectReference]
  /// Whether what the home no longer writes is removed.
  public let isPruning: Bool
  /// Whether anything may be written at all.
  public let allowsWriting: Bool

  public init(
    home: String, serial: Int64, takenOver: [ObjectReference] = [], isPruning: Bool = false, allowsWriting: Bool = true
  ) {
    self.home = home
    self.serial = serial
    self.takenOver = takenOver
    self.isPruning = isPruning
    self.allowsWriting = allowsWriting
  }

  /// - Parameters:
  ///   - live: Nil if the cluster says that there is none.
  ///   - published: What this home has deployed or published for the object before, the last one first.
  public func decide(
    _ wanted: DeployedManifest, live: LiveObject?, published: [ObjectContent] = []
  ) -> ObjectDecision {
    guard let live else {
      var decision = ObjectDecision(allowsWriting ? .create : .refused(.readOnly))
      decision.changes = Self.changes(from: ObjectContent(fields: [:]), to: wanted.content)
      return decision
    }
    var decision =
      wanted.method == .apply
      ? applied(wanted, live, published)
      : ControlPlanePatch(wanted, live, published, isPruning: isPruning, isTakenOver: isTakenOver(wanted)).decision
    if let refusal = refusal(wanted, live, decision, published) {
      var refused = ObjectDecision(.refused(refusal))
      refused.changes = decision.changes
      return refused
    }
    decision.removesCopy = live.hasCopy && ObjectOwner(live.node) == nil && allowsWriting
    return decision
  }

  /// Why an object is not written, whatever changes; nil if nothing speaks against it.
  private func refusal(
    _ wanted: DeployedManifest, _ live: LiveObject, _ decision: ObjectDecision, _ published: [ObjectContent]
  ) -> DeployRefusal? {
    switch decision.action {
    case .unchanged: return nil
    // A conflict names the values; but the object's owner is the better reason.
    case .refused, .create, .apply, .merge: break
    }
    if live.isBeingDeleted { return .beingDeleted }
    if let owner = ObjectOwner(live.node) { return .owned(owner) }
    guard allowsWriting else { return .readOnly }
    if !isTakenOver(wanted) {
      if let other = live.home, other != home { return .otherHome(other) }
      if live.serial > serial { return .newerSerial(live: live.serial, ours: serial) }
      if Self.isOfCopy(live, published) { return .copy(serial: live.serial) }
    }
    if case .refused(let refusal) = decision.action { return refusal }
    return nil
  }

  private func isTakenOver(_ wanted: DeployedManifest) -> Bool { takenOver.contains { $0.names(wanted.reference) } }

  /// Whether something stands there in this home's name that it never deployed: two copies of a home may have begun
  /// deployments of the same number.
  private static func isOfCopy(_ live: LiveObject, _ published: [ObjectContent]) -> Bool {
    guard live.home != nil, !published.isEmpty else { return false }
    let own = live.managed.entries.filter { $0.manager == ManagedFields.manager && $0.subresource.isEmpty }
    return own.flatMap(\.fields).contains { path in
      guard !isMark(path), let value = live.content[path] else { return false }
      return !published.contains { $0[path] == value }
    }
  }

  // MARK: - Objects that are ours as a whole

  private func applied(
    _ wanted: DeployedManifest, _ live: LiveObject, _ published: [ObjectContent]
  ) -> ObjectDecision {
    let own = live.managed.applied
    let changes = Self.changes(from: live.content, to: wanted.content) + Self.dropped(wanted, live, own)
    let isMarked = live.home == home && own != nil
    // Somebody else may have written the same values; then nothing has to be ours.
    if changes.isEmpty, isMarked || ObjectOwner(live.node) != nil { return ObjectDecision(.unchanged) }
    let conflicts = Self.conflicts(changes.map(\.path), live)
    var decision: ObjectDecision
    if conflicts.isEmpty {
      decision = ObjectDecision(.apply(isForced: false))
    } else if isTakenOver(wanted) || Self.isKnown(conflicts, live, published) {
      decision = ObjectDecision(.apply(isForced: true))
      decision.replaced = Set(conflicts.map(\.manager)).sorted()
    } else {
      decision = ObjectDecision(.refused(.conflict(conflicts)))
    }
    decision.changes = changes.sorted { $0.path < $1.path }
    return decision
  }

  /// What only this tool has applied and no longer sends: server-side apply removes it.
  private static func dropped(
    _ wanted: DeployedManifest, _ live: LiveObject, _ own: ManagedFields.Entry?
  ) -> [FieldChange] {
    (own?.fields ?? []).compactMap { path in
      guard let value = live.content[path], wanted.content[path] == nil,
        live.managed.owners(of: path).allSatisfy({ $0 == own })
      else { return nil }
      return FieldChange(path: path, from: value, to: nil)
    }
  }

  /// The fields with another value than ours, or none.
  static func changes(from live: ObjectContent, to wanted: ObjectContent) -> [FieldChange] {
    wanted.fields.compactMap { path, value in
      // An empty mapping is there as soon as anything is in it.
      if live[path] == value || value == ObjectContent.empty && !live.fields(within: path).isEmpty { return nil }
      return FieldChange(path: path, from: live[path], to: value)
    }.sorted { $0.path < $1.path }
  }

  /// Who wrote what stands at the paths now.
  static func conflicts(_ paths: [FieldPath], _ live: LiveObject) -> [FieldConflict] {
    paths.flatMap { path -> [FieldConflict] in
      let isThere = live.content.fields.contains { found, value in
        found.isWithin(path) || path.isWithin(found) && value != ObjectContent.empty
      }
      guard isThere else { return [] }
      let owners = live.managed.owners(of: path)
      // Without a record nobody knows who wrote it.
      guard !owners.isEmpty else {
        return live.managed.entries.isEmpty ? [FieldConflict(path: path, manager: "", time: nil)] : []
      }
      return owners.filter { $0.manager != ManagedFields.manager }.map {
        FieldConflict(path: path, manager: $0.manager, time: $0.time)
      }
    }
  }

  /// Whether people put there what this home published, and nothing else: each value is that of an earlier version.
  ///
  /// Our own annotations only repeat the certificates.
  static func isKnown(_ conflicts: [FieldConflict], _ live: LiveObject, _ published: [ObjectContent]) -> Bool {
    conflicts.allSatisfy { conflict in
      guard conflict.manager.isEmpty || ManagedFields.isPerson(conflict.manager) else { return false }
      let path = conflict.path
      if isMark(path) { return true }
      guard let value = live.content[path] else { return false }
      return published.contains { $0[path] == value }
    }
  }

  private static func isMark(_ path: FieldPath) -> Bool {
    path.isWithin(annotations) && path.keys.last?.hasPrefix("\(ManagedFields.manager)/") ?? false
  }

  private static let annotations = FieldPath("metadata", "annotations")
}
