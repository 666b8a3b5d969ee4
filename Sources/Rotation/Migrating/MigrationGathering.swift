public import CA
public import Cluster
import Diagnostics
import Documents
import Federation
import Kubernetes
public import X509

/// Finds what a look at the clusters shows of a migration: what runs, and what is there no more. No file shows the latter,
/// because what a file lacks may have been left out.
public struct MigrationGathering {
  private let machine: MigrationMachine
  private let forms: MigrationForms

  public init(_ machine: MigrationMachine, _ forms: MigrationForms) {
    self.machine = machine
    self.forms = forms
  }

  /// What is read of each mesh.
  public static let parts: LiveParts = [.workloads, .controlPlane, .peers, .sets]

  private static let needs: Set<MigrationNeed> = [.restarted, .severed, .moved, .removed]

  private var migration: MeshMigration { machine.migration }

  /// The meshes whose clusters show something that the present step waits for.
  public var concerned: [String] {
    var names: [String] = []
    for (need, holder) in machine.needs where Self.needs.contains(need) && !names.contains(holder) {
      names.append(holder)
    }
    return names
  }

  /// - Parameter now: The time of this machine, by which what was recorded before is ordered.
  public func sort(_ looks: [LiveObjects], at now: Timestamp) -> MigrationSorter.Sorted {
    var sorted = MigrationSorter.Sorted()
    for look in looks {
      for (need, holder) in machine.needs where holder == look.place.name && Self.needs.contains(need) {
        guard let cluster = look.identity?.uid else {
          sorted.refusals.append(refusal(need, holder, "nothing identifies the cluster"))
          continue
        }
        switch judge(need, look).printable {
        case .shown(let text):
          sorted.evidence.append(
            MigrationEvidence(
              mesh: migration.mesh, holder: holder, need: need, time: now, source: "\(text) (cluster \(cluster))"))
        case .missing(let text):
          sorted.refusals.append(refusal(need, holder, text))
          sorted.contrary.append(
            MigrationEvidence(
              mesh: migration.mesh, holder: holder, need: need, time: now, source: "\(text) (cluster \(cluster))",
              isContrary: true))
        case .unknown(let text): sorted.refusals.append(refusal(need, holder, text))
        }
      }
    }
    return sorted
  }

  private enum Finding {
    case shown(String)
    case missing(String)
    case unknown(String)

    /// The same without what names of the cluster must not bring into the log.
    var printable: Finding {
      switch self {
      case .shown(let text): .shown(text.withoutForeignKeys)
      case .missing(let text): .missing(text.withoutForeignKeys)
      case .unknown(let text): .unknown(text.withoutForeignKeys)
      }
    }
  }

  private func refusal(_ need: MigrationNeed, _ holder: String, _ text: String) -> Diagnostic {
    MigrationSorter.refusal(
      "the cluster of `\(holder)` does not show it: \(need.title)", "\(text)",
      "do what the step's folder says, and look again")
  }

  private func judge(_ need: MigrationNeed, _ look: LiveObjects) -> Finding {
    switch need {
    case .restarted: restarted(look)
    case .severed: severed(look)
    case .moved: moved(look)
    case .removed: removed(look)
    default: .unknown("an object shows it, or somebody's word")
    }
  }

  // MARK: - What runs

  /// The Pods with a proxy; nil with the reason where not all of them are known.
  private func proxies(_ look: LiveObjects) -> (pods: [PodState], lack: String?) {
    guard let workloads = look.workloads else { return ([], "what runs was not read") }
    if case .unknown(let why) = workloads.namespaces { return ([], why) }
    if workloads.unread.contains(WorkloadKind.pods) { return ([], "Pods of a namespace may not be read") }
    if workloads.unread.contains(WorkloadKind.outsiders) {
      return ([], "it may not be read whether proxies run outside of Pods")
    }
    if let outsider = workloads.outsiders.first { return ([], "there are \(outsider)") }
    return (workloads.pods.filter { $0.proxy != nil && !$0.isOver }, nil)
  }

  /// Whether every proxy started after the control plane had what it asks for: the roots of peers in its configuration, and
  /// later nothing else.
  private func restarted(_ look: LiveObjects) -> Finding {
    let cause: MigrationNeed = migration.phase == .preparing ? .roots : .severed
    guard let time = machine.seen(cause, at: migration.mesh) else {
      return .unknown("it counts from when this is seen: \(cause.title)")
    }
    let (pods, lack) = proxies(look)
    if let lack { return .unknown(lack) }
    guard let workloads = look.workloads else { return .unknown("what runs was not read") }
    if migration.phase == .preparing, let lack = preparingLack(look, workloads) { return lack }
    // What was recorded has the time of this machine, Pods have that of the cluster.
    let recorded = time + max(0, look.clock.ahead ?? 0)
    let istiod = IstiodReplicas(workloads).pods
    if migration.phase == .crossing,
      let old = istiod.first(where: { pod in pod.created.map { $0 <= recorded + ServerClock.margin } ?? true })
    {
      return .missing("\(old.path) is from before: istiod remembers what it had")
    }
    let since = max(recorded, istiod.compactMap(\.created).max() ?? recorded)
    let restarts = ProxyRestarts(pods, since: since)
    guard restarts.leftovers.isEmpty else { return .missing(restarts.text) }
    if let lack = IstiodReplicas(workloads).missingPods { return .unknown(lack) }
    return .shown("all \(restarts.count) proxies started after \(since)")
  }

  /// Why proxies do not get from istiod what the control plane is told; nil if they do.
  private func preparingLack(_ look: LiveObjects, _ workloads: MeshWorkloads) -> Finding? {
    let kind = ResourceType.controlPlanes.kind
    if look.unread.contains(where: { $0.kind == kind }) { return .unknown("\(kind)s may not be read") }
    let plane = look.documents.first {
      $0.root["kind"]?.string == kind && $0.root["metadata"]?["name"]?.string == migration.formerName
    }
    guard let plane else { return .missing("there is no \(kind) \(migration.formerName)") }
    if let lack = UnreconciledPlane(plane.root) {
      return .unknown("the operator has not taken up \(kind) \(lack.name): \(lack.reason)")
    }
    if workloads.unread.contains(WorkloadKind.deployments) { return .unknown("Deployments may not be read") }
    // Without a record of changes it may have changed at any time since the migration began.
    let changed = Self.specChange(plane.root) ?? migration.since + max(0, look.clock.ahead ?? 0)
    return IstiodReplicas(workloads).lack(after: changed).map { .missing($0) }
  }

  /// When what the control plane is told last changed, by the cluster's clock; nil without managedFields.
  private static func specChange(_ plane: Node) -> Timestamp? {
    (plane["metadata"]?["managedFields"]?.sequence ?? []).filter { $0["fieldsV1"]?["f:spec"] != nil }
      .compactMap { ($0["time"]?.text).flatMap { try? Timestamp($0) } }.max()
  }

  private func moved(_ look: LiveObjects) -> Finding {
    let (pods, lack) = proxies(look)
    if let lack { return .unknown(lack) }
    guard migration.name != migration.formerName else {
      return .unknown("both control planes have the name `\(migration.name)`")
    }
    let left = ofFormer(pods)
    guard left.isEmpty else {
      return .missing("\(left.count) of \(pods.count) proxies are of the old control plane, \(left[0].path) among them")
    }
    let new = pods.count(where: { $0.revision == migration.name })
    guard new > 0 else { return .missing("no proxy is of the control plane `\(migration.name)`") }
    if let lack = look.workloads.flatMap({ IstiodReplicas($0).missingPods }) { return .unknown(lack) }
    return .shown("\(new) proxies are of `\(migration.name)`, and none is of `\(migration.formerName)`")
  }

  /// A proxy that does not say whose it is may be of the old control plane.
  private func ofFormer(_ pods: [PodState]) -> [PodState] {
    pods.filter { $0.revision == migration.formerName || $0.revision == nil }
  }

  // MARK: - What is gone

  private static let peers = ResourceType.peers.kind
  private static let sets = [ResourceType.exports.kind, ResourceType.imports.kind]

  private func severed(_ look: LiveObjects) -> Finding {
    let isMoving = look.place.name == migration.mesh
    let kinds = Set(Self.sets + (isMoving ? [Self.peers] : []))
    if let unread = look.unread.first(where: { kinds.contains($0.kind) }) {
      return .unknown("\(unread.kind)s may not be read")
    }
    let left = look.documents.map(\.root).filter { root in
      guard kinds.contains(root["kind"]?.string ?? "") else { return false }
      return isMoving || root["metadata"]?["name"]?.string == migration.mesh
    }
    if let first = left.first {
      return .missing("\(first["kind"]?.string ?? "") \(first["metadata"]?["name"]?.string ?? "") is there")
    }
    guard isMoving else { return .shown("there are no service sets for `\(migration.mesh)`") }
    guard let workloads = look.workloads, !workloads.unread.contains(WorkloadKind.deployments) else {
      return .unknown("Deployments may not be read")
    }
    let gateways = Set(
      (forms.former.mesh(named: migration.mesh)?.gateways ?? []).flatMap { [$0.ingress.name, $0.egress.name] })
    if let gateway = workloads.deployments.first(where: { gateways.contains($0.name) }) {
      return .missing("the federation gateway \(gateway.path) is there")
    }
    return .shown("there are no ServiceMeshPeers, service sets and federation gateways")
  }

  private func removed(_ look: LiveObjects) -> Finding {
    let kind = ResourceType.controlPlanes.kind
    if look.unread.contains(where: { $0.kind == kind }) { return .unknown("\(kind)s may not be read") }
    let former = migration.formerName
    let isThere = look.documents.contains {
      $0.root["kind"]?.string == kind && $0.root["metadata"]?["name"]?.string == former
    }
    if isThere { return .missing("\(kind) \(former) is there") }
    let (pods, lack) = proxies(look)
    if let lack { return .unknown(lack) }
    guard let workloads = look.workloads, !workloads.unread.contains(WorkloadKind.deployments) else {
      return .unknown("Deployments may not be read")
    }
    if let istiod = workloads.deployments.first(where: { $0.name == "istiod-\(former)" && former != migration.name }) {
      return .missing("Deployment \(istiod.path) is there")
    }
    let left = ofFormer(pods)
    guard left.isEmpty || former == migration.name else {
      return .missing("\(left.count) proxies are of the old control plane, \(left[0].path) among them")
    }
    if let lack = IstiodReplicas(workloads).missingPods { return .unknown(lack) }
    return .shown("there is no \(kind) \(former), and no proxy of its control plane")
  }
}
