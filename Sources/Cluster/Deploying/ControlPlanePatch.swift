import Documents

/// The merge patch for a control plane, which others write too: nothing but our own fields, and of these only those
/// that differ (RFC 7396).
struct ControlPlanePatch {
  let decision: ObjectDecision

  /// Never sent: an upgrade is its administrator's, the operator's webhook fills in the profiles of Maistra, and the
  /// namespace of an Istio cannot change.
  private static let never = [
    FieldPath("spec", "version"), FieldPath("spec", "profiles"), FieldPath("spec", "namespace"),
  ]
  private static let manager = FieldPath("metadata", "labels", "app.kubernetes.io/managed-by")
  private static let gateways = [
    FieldPath("spec", "gateways", "additionalIngress"), FieldPath("spec", "gateways", "additionalEgress"),
  ]

  init(
    _ wanted: DeployedManifest, _ live: LiveObject, _ published: [ObjectContent], isPruning: Bool, isTakenOver: Bool
  ) {
    let ours = wanted.content.without { path in
      Self.never.contains { path.isWithin($0) }
        || path == Self.manager && live.content[path] != nil && live.content[path] != wanted.content[path]
    }
    var changes = DeployPlanner.changes(from: live.content, to: ours)
    let conflicts = DeployPlanner.conflicts(changes.map(\.path), live)
    let (removable, kept) = Self.leavings(ours, live, published)
    let removed = isPruning ? removable : []
    changes += removed.flatMap { path in
      live.content.fields(within: path).map { FieldChange(path: $0.key, from: $0.value, to: nil) }
    }
    changes.sort { $0.path < $1.path }
    var decision: ObjectDecision
    let isKnown = isTakenOver || DeployPlanner.isKnown(conflicts, live, published)
    if changes.isEmpty {
      decision = ObjectDecision(.unchanged)
    } else if conflicts.isEmpty || isKnown {
      decision = ObjectDecision(.merge(Self.patch(changes, removed)))
      decision.replaced = Set(conflicts.map(\.manager)).sorted()
    } else {
      decision = ObjectDecision(.refused(.conflict(conflicts)))
    }
    decision.changes = changes
    decision.kept = (isPruning ? [] : removable) + kept
    self.decision = decision
  }

  /// What the home deployed and writes no more: what may go, and what has to stay because others added to it.
  ///
  /// A gateway goes as a whole or not at all: half of one would be another gateway.
  private static func leavings(
    _ ours: ObjectContent, _ live: LiveObject, _ published: [ObjectContent]
  ) -> (removable: [FieldPath], kept: [FieldPath]) {
    let gone = Set(published.flatMap(\.fields.keys)).filter { path in
      ours.fields(within: path).isEmpty && live.content[path] != nil && path != manager
        && !never.contains { path.isWithin($0) }
    }
    var removable: Set<FieldPath> = []
    var kept: Set<FieldPath> = []
    for path in gone {
      let unit = self.unit(of: path, ours)
      let now = live.content.fields(within: unit)
      let isOurs = now.allSatisfy { field in
        published.contains { $0[field.key] == field.value } && isOfPeople(field.key, live)
      }
      if isOurs { removable.insert(unit) } else { kept.insert(unit) }
    }
    return (removable.sorted(), kept.sorted())
  }

  private static func unit(of path: FieldPath, _ ours: ObjectContent) -> FieldPath {
    for parent in gateways where path.isWithin(parent) && path.keys.count > parent.keys.count {
      let gateway = FieldPath(parent.keys + [path.keys[parent.keys.count]])
      if ours.fields(within: gateway).isEmpty { return gateway }
    }
    return path
  }

  private static func isOfPeople(_ path: FieldPath, _ live: LiveObject) -> Bool {
    live.managed.owners(of: path).allSatisfy {
      $0.manager == ManagedFields.manager || ManagedFields.isPerson($0.manager)
    }
  }

  private static func patch(_ changes: [FieldChange], _ removed: [FieldPath]) -> Node {
    var patch = Node.mapping([])
    for change in changes {
      guard let text = change.to else { continue }
      let value = (try? DocumentReader.all(bytes: Array(text.utf8), source: "field", format: .json))?.first?.root
      patch = patch.setting(change.path.keys[...], to: value?.unmarked ?? .null)
    }
    for path in removed { patch = patch.setting(path.keys[...], to: .null) }
    return patch
  }
}

extension Node {
  /// With a value at the end of a path, whose mappings are made.
  func setting(_ keys: ArraySlice<String>, to value: Node) -> Node {
    guard let key = keys.first else { return value }
    var mapping = self.mapping ?? Mapping()
    mapping.set(key, to: (mapping[key] ?? .mapping([])).setting(keys.dropFirst(), to: value))
    return .mapping(mapping)
  }
}
