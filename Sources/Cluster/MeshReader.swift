import Documents
import Kubernetes
import X509

/// Reads a mesh's objects from its cluster, each kind with one request and its pages.
///
/// What may not be read is noted, never taken for absent.
public struct MeshReader {
  let session: ClusterSession
  private let known: ClusterIdentity?
  var objects: LiveObjects
  /// Whether the user may not read all namespaces at once; found out once.
  var isConfined = false
  /// What the cluster has; nil before it was asked.
  var groups: APIGroups?
  var kinds = DiscoveredKinds()

  private init(_ session: ClusterSession, _ place: MeshPlace, _ known: ClusterIdentity?) {
    self.session = session
    self.known = known
    objects = LiveObjects(place: place, access: session.access, context: session.context)
  }

  /// Reads some parts of a mesh.
  ///
  /// - Parameter known: The cluster of the mesh, if it was seen before: nothing is read from another one.
  public static func read(
    _ parts: LiveParts, of place: MeshPlace, from session: ClusterSession, known: ClusterIdentity?
  ) throws(ClusterError) -> LiveObjects {
    var reader = MeshReader(session, place, known)
    try reader.identify()
    try reader.readParts(parts)
    try reader.identifyByControlPlane()
    if let known, reader.objects.identity == nil { reader.noteLack(of: known) }
    reader.objects.clock = session.clock
    if let now = session.clock.latest { reader.objects.workloads?.forgetTimes(after: now + ServerClock.skew) }
    reader.objects.requests = session.requests
    try session.requireSteadyClock()
    return reader.objects
  }

  /// Where a mesh is, before something is written there.
  ///
  /// - Returns: Nil if nothing that identifies the cluster may be read, and it was not seen before either.
  /// - Throws: ``ClusterError`` if it is another one than before, or if that may not be read.
  public static func identify(
    _ place: MeshPlace, from session: ClusterSession, known: ClusterIdentity?
  ) throws(ClusterError) -> ClusterIdentity? {
    var reader = MeshReader(session, place, known)
    try reader.identify()
    guard let known else { return reader.objects.identity }
    try reader.identifyByControlPlane()
    guard reader.objects.identity == nil else { return reader.objects.identity }
    reader.noteLack(of: known)
    let lack = reader.objects.unread.first?.fault
    throw .answer(lack ?? .noNamespace(place.namespace, context: session.access.context))
  }

  var place: MeshPlace { objects.place }

  // MARK: - Identity

  /// The cluster by the uid of the control plane's namespace.
  ///
  /// - Throws: ``ClusterError/otherCluster(mesh:context:known:found:)``.
  private mutating func identify() throws(ClusterError) {
    do throws(ClusterError) {
      try note(.namespace, session.object(.namespaces, place.namespace, in: nil))
    } catch .answer(.noObject) {
      throw .answer(.noNamespace(place.namespace, context: session.access.context))
    } catch .answer(.forbidden(let sentence)) {
      objects.unread.append(
        LiveObjects.Unread(kind: ResourceType.namespaces.kind, namespace: place.namespace, fault: .forbidden(sentence)))
    }
  }

  /// The second choice, where the namespace may not be read, or could not be at first contact.
  private mutating func identifyByControlPlane() throws(ClusterError) {
    guard objects.identity == nil, known?.anchor != .namespace else { return }
    let isUnread = objects.unread.contains { $0.kind == ResourceType.controlPlanes.kind }
    var planes = objects.documents.map(\.root).filter { $0["kind"]?.string == ResourceType.controlPlanes.kind }
    // Whoever is known by the control plane is asked for it, whatever else is read.
    if known != nil, planes.isEmpty, !isUnread {
      do throws(ClusterError) {
        planes = try list(.controlPlanes, in: place.namespace) { $0 }
      } catch .answer(let fault) where fault.isOfOneKind {
        objects.unread.append(
          LiveObjects.Unread(kind: ResourceType.controlPlanes.kind, namespace: place.namespace, fault: fault))
      }
    }
    guard let plane = planes.first, planes.count == 1 else { return }
    try note(.controlPlane, plane)
  }

  /// What by its kind identifies a known cluster is missing or has no uid: nothing says that this is the one.
  private mutating func noteLack(of known: ClusterIdentity) {
    let type: ResourceType = known.anchor == .namespace ? .namespaces : .controlPlanes
    guard !objects.unread.contains(where: { $0.kind == type.kind }) else { return }
    objects.unread.append(
      LiveObjects.Unread(
        kind: type.kind, namespace: place.namespace,
        fault: .noObject("\(known.anchor.words) with a uid, by which the cluster of `\(place.name)` is known")))
  }

  /// What is read belongs to the known cluster if it certainly is that: what cannot be compared identifies nothing.
  private mutating func note(_ anchor: ClusterIdentity.Anchor, _ node: Node) throws(ClusterError) {
    guard let uid = node["metadata"]?["uid"]?.string, !uid.isEmpty else { return }
    guard let known else {
      if let time = session.clock.latest { objects.identity = ClusterIdentity(anchor: anchor, uid: uid, seen: time) }
      return
    }
    // Answers without a time are not compared the less.
    let found = ClusterIdentity(anchor: anchor, uid: uid, seen: session.clock.latest ?? known.seen)
    switch known.isSame(as: found) {
    case true?: objects.identity = found
    case false?: throw .otherCluster(mesh: place.name, context: session.access.context, known: known, found: found)
    case nil: break
    }
  }

  // MARK: - Objects

  private mutating func readParts(_ parts: LiveParts) throws(ClusterError) {
    groups = try session.groups()
    if parts.contains(.secret) || parts.contains(.publicSecret) { try readSecret(parts.contains(.secret)) }
    if parts.contains(.signingSecrets) { try readSigningSecrets() }
    if parts.contains(.configMaps) {
      try read(.configMaps)
      if let namespace = place.signerNamespace { try read(.configMaps, in: namespace) }
    }
    let maistra: [(LiveParts, [ResourceType])] = [
      (.controlPlane, [.controlPlanes]), (.members, [.memberRolls]), (.peers, [.peers]), (.sets, [.exports, .imports]),
    ]
    for (part, types) in maistra where parts.contains(part) {
      for type in types where try isOfPlace(type) { try read(type) }
    }
    if parts.contains(.services) {
      try readEverywhere(.services)
    } else if parts.contains(.gatewayServices) {
      try read(.services)
    }
    if parts.contains(.nodes) { try readNodes() }
    if parts.contains(.rules) {
      objects.read.insert(ResourceType.destinationRules.kind)
      if let rules = try preferredIfTold(.destinationRules) { try readEverywhere(rules) }
    }
    if parts.contains(.istio), !place.isMaistra {
      try readIstio()
    } else if parts.contains(.border), place.hasBorder {
      try readKinds(ResourceType.decidingAtBorder)
    }
    if parts.contains(.workloads) { try readWorkloads(withMembers: parts.contains(.memberWorkloads)) }
  }

  /// The objects of a kind in the control plane's namespace.
  mutating func read(_ type: ResourceType) throws(ClusterError) {
    try read(type, in: place.namespace)
  }

  mutating func read(_ type: ResourceType, in namespace: String?, keeping: Set<String>? = nil)
    throws(ClusterError)
  {
    try read(type, in: namespace) { node in
      guard let keeping else { return node }
      return keeping.contains(node["metadata"]?["namespace"]?.string ?? "") ? node : nil
    }
  }

  /// The same, of each object what `keep` leaves of it.
  mutating func read(
    _ type: ResourceType, in namespace: String?, keep: @escaping (Node) -> Node?
  ) throws(ClusterError) {
    do throws(ClusterError) {
      let nodes = try list(type, in: namespace, keeping: keep)
      add(nodes)
    } catch .answer(let fault) where fault.isOfOneKind {
      objects.unread.append(LiveObjects.Unread(kind: type.kind, namespace: namespace, fault: fault))
    }
  }

  /// A Node has many images and conditions, of which nobody asks anything.
  private mutating func readNodes() throws(ClusterError) {
    try read(.nodes, in: nil) { node in
      let metadata = node["metadata"]
      let conditions = (node["status"]?["conditions"]?.sequence ?? []).filter { $0["type"]?.string == "Ready" }
      return .mapping([
        ("apiVersion", .string("v1")), ("kind", .string("Node")),
        (
          "metadata",
          .mapping([("name", metadata?["name"] ?? .null), ("labels", metadata?["labels"] ?? .mapping([]))])
        ), ("spec", .mapping([("providerID", node["spec"]?["providerID"] ?? .null)])),
        (
          "status",
          .mapping([
            ("addresses", node["status"]?["addresses"] ?? .sequence([])), ("conditions", .sequence(conditions)),
          ])
        ),
      ])
    }
  }

  /// The objects of a kind in all namespaces of the mesh: with one request where that is allowed, or else with one for
  /// each.
  mutating func readEverywhere(_ type: ResourceType) throws(ClusterError) {
    let members = members
    guard members != [] else { return try read(type) }
    if !isConfined || members == nil {
      let before = objects.unread.count
      try read(type, in: nil, keeping: members.map { Set($0 + [place.namespace]) })
      guard objects.unread.count > before else { return }
      guard members != nil else { return try read(type) }
      objects.unread.removeLast(objects.unread.count - before)
      isConfined = true
    }
    for namespace in [place.namespace] + (members ?? []) { try read(type, in: namespace) }
  }

  /// The member namespaces by the roll; nil if they are not known, or are all.
  private var members: [String]? {
    guard let roll = memberRoll else {
      // A mesh of upstream Istio has no roll, and every namespace may belong to it.
      let isUnread = objects.unread.contains { $0.kind == ResourceType.memberRolls.kind }
      return isUnread || !place.isMaistra ? nil : []
    }
    let configured = roll.root["status"]?["configuredMembers"]?.sequence
    // Whom selectors choose, the operator alone says.
    if configured == nil, roll.root["spec"]?["memberSelectors"]?.sequence?.isEmpty == false { return nil }
    let named = (configured ?? roll.root["spec"]?["members"]?.sequence ?? []).compactMap(\.string)
    return named.contains("*") ? nil : named
  }

  /// The only one that the operator takes.
  var memberRoll: Document? {
    objects.documents.first { document in
      document.root["kind"]?.string == ResourceType.memberRolls.kind
        && document.root["metadata"]?["name"]?.string == "default"
    }
  }

  private mutating func readSecret(_ withKey: Bool) throws(ClusterError) {
    do throws(ClusterError) {
      guard let live = try session.secret(place.signingSecret, in: place.namespace) else { return }
      if live.hasCopy { objects.copiedSecrets.append(place.signingSecret) }
      if withKey { objects.secret = live.secret }
      add([live.withoutKeys])
    } catch .answer(let fault) where fault.isOfOneKind {
      objects.unread.append(
        LiveObjects.Unread(kind: ResourceType.secrets.kind, namespace: place.namespace, fault: fault))
    }
  }

  /// Each is asked for by its name. That of a root which istiod made itself is of interest only where there is no other.
  private mutating func readSigningSecrets() throws(ClusterError) {
    for name in place.signingSecrets {
      do throws(ClusterError) {
        guard let live = try session.secret(name, in: place.namespace) else { continue }
        if live.hasCopy { objects.copiedSecrets.append(name) }
        add([live.withoutKeys])
        if name == CACerts.secretName { return }
      } catch .answer(let fault) where fault.isOfOneKind {
        objects.unseenSecrets.append(name)
      }
    }
  }

  private mutating func add(_ nodes: [Node]) {
    objects.documents += nodes.map { whole in
      let node = whole.withoutPrivateKeys
      let metadata = node["metadata"]
      let kind = node["kind"]?.string?.lowercased() ?? ""
      let namespace = metadata?["namespace"]?.string
      let suffix = namespace == place.namespace ? "" : namespace.map { ".\($0)" } ?? ""
      let name = metadata?["name"]?.string ?? ""
      return Document(root: node, source: "\(place.name)/\(kind)-\(name)\(suffix)")
    }
  }
}

extension AnswerFault {
  /// Whether the other kinds of objects may be read all the same.
  var isOfOneKind: Bool {
    switch self {
    case .forbidden, .noDefinition, .unavailable(status: 404, _): true
    default: false
    }
  }
}
