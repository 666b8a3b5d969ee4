import Documents

/// What a home knows of one object in a cluster.
public struct PublishedObject: Sendable {
  /// That of the object that the home deployed; nil if it never did.
  public let uid: String?
  /// What the home deployed or published, the last one first.
  public let contents: [ObjectContent]

  public init(uid: String?, contents: [ObjectContent]) {
    self.uid = uid
    self.contents = contents
  }
}

/// What a mesh's cluster should have, and what the home knows of it.
public struct DeploymentTarget: Sendable {
  public let place: MeshPlace
  /// In the order in which they are written.
  public let manifests: [DeployedManifest]
  public let published: [ObjectReference: PublishedObject]
  /// What the home deployed once and writes no more.
  public let former: [(type: ResourceType, reference: ObjectReference)]
  public let planner: DeployPlanner

  public init(
    place: MeshPlace, manifests: [DeployedManifest], published: [ObjectReference: PublishedObject],
    former: [(type: ResourceType, reference: ObjectReference)], planner: DeployPlanner
  ) {
    self.place = place
    self.manifests = manifests
    self.published = published
    self.former = former
    self.planner = planner
  }

  /// The number of the deployment that would follow.
  public var serial: Int64 { planner.serial + 1 }
}

/// A mesh before anything is written.
public struct MeshPreview: Sendable {
  public struct Former: Sendable {
    public let type: ResourceType
    public let reference: ObjectReference
    public let live: LiveObject?
    public let decision: PruneDecision
  }

  public let target: DeploymentTarget
  public let context: ContextView
  /// Nil if nothing that identifies the cluster may be read.
  public let identity: ClusterIdentity?
  public let objects: [ObjectPreview]
  /// What the home no longer writes, and what only looks like its own.
  public let former: [Former]
  public let clock: ServerClock

  /// Reads every object of a mesh and asks the server what it would say to each write.
  ///
  /// - Parameter known: Where the mesh was seen before.
  /// - Throws: ``ClusterError`` if the cluster cannot be reached, is another one, or does not let an object be read.
  public init(
    _ target: DeploymentTarget, _ session: ClusterSession, known: ClusterIdentity?
  ) throws(ClusterError) {
    identity = try MeshReader.identify(target.place, from: session, known: known)
    let writer = ObjectWriter(session: session, planner: target.planner, serial: target.serial)
    var objects: [ObjectPreview] = []
    for manifest in target.manifests {
      objects.append(try writer.preview(manifest, target.published[manifest.reference]?.contents ?? []))
    }
    var former: [Former] = []
    for (type, reference) in target.former {
      former.append(Former(type, reference, try writer.live(type, reference), target))
    }
    if target.planner.isPruning { former += try Self.lookalikes(target, session, beside: former) }
    try session.requireSteadyClock()
    self.target = target
    context = session.context
    self.objects = objects
    self.former = former
    clock = session.clock
  }

  /// Objects with our label that the home neither writes nor remembers: in the control plane's namespace, and rules in
  /// those of the members.
  private static func lookalikes(
    _ target: DeploymentTarget, _ session: ClusterSession, beside known: [Former]
  ) throws(ClusterError) -> [Former] {
    let names = Set(target.manifests.map(\.reference) + known.map(\.reference))
    let types: [ResourceType] = target.place.isMaistra ? [.configMaps, .peers, .exports, .imports] : [.configMaps]
    var found: [Former] = []
    func add(_ node: Node, _ type: ResourceType) {
      let metadata = node["metadata"]
      let reference = ObjectReference(
        namespace: metadata?["namespace"]?.string ?? target.place.namespace, kind: type.kind,
        name: metadata?["name"]?.string ?? "")
      if !names.contains(reference) { found.append(Former(type, reference, LiveObject(node), target)) }
    }
    let label = "app.kubernetes.io/managed-by"
    for type in types {
      let selector = "\(label)=\(ManagedFields.manager)"
      for node in try session.list(type, in: target.place.namespace, selector: selector, keeping: { $0 }) {
        add(node, type)
      }
    }
    let rules = try MeshReader.read([.members, .rules], of: target.place, from: session, known: nil).documents
    for node in rules.map(\.root) {
      let (kind, group) = (node["kind"]?.string ?? "", node["apiVersion"]?.string ?? "")
      guard node["metadata"]?["labels"]?[label]?.text == ManagedFields.manager,
        let type = ResourceType.deployed(kind, apiVersion: group), kind == ResourceType.destinationRules.kind,
        // Without a roll every namespace is read, and another mesh of this home may have its own there.
        target.place.isMaistra || node["metadata"]?["namespace"]?.string == target.place.namespace
          || LiveObject(node).home != target.planner.home
      else { continue }
      add(node, type)
    }
    return found
  }

  /// Whether carrying it out would send anything.
  public var isPending: Bool {
    objects.contains { $0.decision.isWrite } || target.planner.isPruning && former.contains { $0.decision == .delete }
  }

  /// Whether something is refused, or the server would refuse it.
  public var isRefused: Bool {
    objects.contains { preview in
      if case .refused = preview.decision.action { return true }
      return preview.fault != nil
    }
  }
}

extension MeshPreview.Former {
  init(_ type: ResourceType, _ reference: ObjectReference, _ live: LiveObject?, _ target: DeploymentTarget) {
    self.init(
      type: type, reference: reference, live: live,
      decision: PruneDecision(
        reference, live: live, recorded: target.published[reference]?.uid, home: target.planner.home))
  }
}

extension MeshPreview {
  /// - Throws: ``ClusterError`` if the session leads elsewhere than what was shown.
  public func requireSameCluster(_ session: ClusterSession) throws(ClusterError) {
    try ShownCluster(target.place, context, identity).require(session)
    // Where nothing else identifies the cluster, the first object that was there does.
    guard identity == nil, let anchor = objects.first(where: { $0.live != nil }) else { return }
    let writer = ObjectWriter(session: session, planner: target.planner, serial: target.serial)
    let reference = anchor.manifest.reference
    guard try writer.live(anchor.manifest.type, reference)?.uid == anchor.live?.uid else {
      throw .answer(.write(.moved("\(reference) is not the one that was shown")))
    }
  }

  /// Writes what was shown, in order, up to the first object that fails.
  ///
  /// - Parameters:
  ///   - wait: How long the control plane may take to be reconciled, before anything that needs it is written.
  ///   - interruption: Once it is wanted, no further object is begun.
  ///   - tell: What has just become of an object.
  public func carryOut(
    _ session: ClusterSession, wait: Duration, interruption: Interruption = .never,
    tell: (ObjectOutcome) -> Void = { _ in }
  ) -> [ObjectOutcome] {
    let writer = ObjectWriter(session: session, planner: target.planner, serial: target.serial)
    var outcomes: [ObjectOutcome] = []
    var isStopped = false
    func end(_ outcome: ObjectOutcome) {
      outcomes.append(outcome)
      if !outcome.isGood { isStopped = true }
      tell(outcome)
    }
    for (index, preview) in objects.enumerated() {
      let (reference, type) = (preview.manifest.reference, preview.manifest.type)
      guard !isStopped, !interruption.isWanted() else {
        end(ObjectOutcome(reference, type, .skipped))
        continue
      }
      var outcome = writer.carryOut(preview, target.published[reference]?.contents ?? [])
      let isNeeded = objects[(index + 1)...].contains { $0.decision.isWrite }
      if type == .controlPlanes, outcome.isGood, isNeeded {
        if let fault = ControlPlaneWait(session, writer, preview.manifest, limit: wait, interruption).fault {
          outcome.fault = fault
          outcome.result = .failed
        }
      }
      end(outcome)
    }
    guard target.planner.isPruning else { return outcomes }
    for former in former where former.decision == .delete {
      guard !isStopped, !interruption.isWanted(), let live = former.live else {
        end(ObjectOutcome(former.reference, former.type, .skipped))
        continue
      }
      end(writer.delete(former.type, former.reference, live))
    }
    return outcomes
  }
}
