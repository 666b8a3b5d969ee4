public import CA
public import Cluster
import Diagnostics
public import Federation
public import X509

/// Finds what a look at a mesh's cluster shows of the rotations in progress. Pure: the same look always shows the same,
/// and what is not in it is unknown.
public struct MeshGathering {
  let ledger: RotationLedger
  let mesh: Mesh
  let look: MeshLook

  public init(_ ledger: RotationLedger, _ mesh: Mesh, _ look: MeshLook) {
    self.ledger = ledger
    self.mesh = mesh
    self.look = look
  }

  /// What is kept of the look.
  public var result: GatheredMesh {
    var part = Part()
    addBundles(to: &part)
    if let own = OwnSide(self) { own.add(to: &part) }
    for connection in look.connections {
      part.observations.append(
        observation(
          .connection, connection.isConnected.map { $0 ? .shown : .missing } ?? .unknown, connection.text,
          about: connection.peer,
          of: connection.object))
    }
    // Evidence names its cluster; without one it would count by the clock of this machine.
    return GatheredMesh(
      mesh: mesh.name, read: look.time, observations: part.observations,
      evidence: look.cluster == nil ? [] : part.evidence, disproved: look.cluster == nil ? [] : part.disproved)
  }

  /// From when on a proxy that starts has what the shut gates wait for, by the cluster's clock; nil if that time has not
  /// come, or no gate waits for proxies.
  public var proxiesSince: Timestamp? { OwnSide(self)?.proxiesSince }

  /// Whether the root of the mesh itself changes, so that what runs in it is evidence.
  public var isRotating: Bool { OwnSide(self) != nil }

  /// The proxies that are in the way of a gate.
  public var leftovers: [PodState] {
    proxiesSince.map { ProxyRestarts(look.workloads.pods, since: $0).leftovers.map(\.pod) } ?? []
  }

  /// Whether a gate of the mesh itself waits for its istiod or its proxies.
  public var waitsForRestarts: Bool { OwnSide(self)?.isWaiting ?? false }

  /// What was found so far.
  struct Part {
    var observations: [Observation] = []
    var evidence: [Evidence] = []
    var disproved: Set<DisprovedEvidence> = []
  }

  func observation(
    _ subject: Observation.Subject, _ verdict: Observation.Verdict, _ text: String, about: String? = nil,
    of object: SeenObject? = nil
  ) -> Observation {
    let isIdentified = look.cluster != nil
    let text = text.withoutForeignKeys
    return Observation(
      mesh: mesh.name, about: about ?? mesh.name, subject: subject, verdict: isIdentified ? verdict : .unknown,
      text: isIdentified ? text : "nothing identifies the cluster: \(text)", cluster: look.cluster,
      object: object?.path.withoutForeignKeys, uid: object?.uid?.withoutForeignKeys,
      resourceVersion: object?.resourceVersion?.withoutForeignKeys, changed: object?.changed,
      read: look.time)
  }

  // MARK: - The bundles of peers

  private func addBundles(to part: inout Part) {
    let peers = ledger.federation.meshes.filter { peer in
      ledger.rotation(of: ledger.rootOwner(of: peer.name)) != nil && peer.gateways(for: mesh.name) != nil
    }
    let read = ReadConfigurations(mesh, look.workloads)
    let sorted = EvidenceSorter(ledger, holder: mesh.name)
      .sort((look.bundles ?? []).filter { read.counts($0.object.name) })
    for peer in peers {
      let source = ledger.federation.rootSource(of: peer.name, at: mesh.name)
      guard source != .agent else {
        part.observations.append(
          observation(.bundle, .unknown, "only its proxies show what SPIRE's agent has", about: peer.name))
        continue
      }
      guard look.bundles != nil else {
        part.observations.append(observation(.bundle, .unknown, "ConfigMaps may not be read", about: peer.name))
        continue
      }
      let items = sorted.filter { item in
        item.mesh == peer.name && item.object.namespace == mesh.namespace && source.isRead(item.object.name, by: mesh)
      }
      var lack = items.isEmpty ? Self.name(of: source) : nil
      if case .meshConfig = source, !items.isEmpty { lack = read.lack(among: items.map(\.object.name)) }
      if let lack {
        let text = "there is no ConfigMap `\(lack)` in `\(mesh.namespace)`"
        part.observations.append(observation(.bundle, .missing, text, about: peer.name))
        disprove(peer.name, text, in: &part)
        for case .contrary(let evidence, _) in items.map(\.outcome) { part.evidence.append(evidence) }
        continue
      }
      add(items, about: peer.name, to: &part)
    }
    // A later state of the mesh's own roots voids what was seen of it before.
    let own = sorted.filter { $0.object.name == EvidenceSorter.ownRoots && $0.object.namespace == mesh.namespace }
    for case .contrary(let evidence, _) in own.map(\.outcome) { part.evidence.append(evidence) }
  }

  private static func name(of source: RootSource) -> String {
    switch source {
    case .peerConfigMap(let name), .meshConfig(let name): name
    case .ownBundle, .agent: EvidenceSorter.ownRoots
    }
  }

  /// What the objects show from which a mesh reads the roots of a peer: one that does not have them decides.
  private func add(_ items: [SortedEvidence], about peer: String, to part: inout Part) {
    let isAgainst = items.contains(where: \.isAgainst)
    part.evidence += items.compactMap(\.recorded).filter { !isAgainst || $0.kind == .otherBundle }
    let unneeded = items.first { if case .notNeeded = $0.outcome { true } else { false } }
    guard let item = items.first(where: \.isAgainst) ?? unneeded ?? items.first else { return }
    func note(_ verdict: Observation.Verdict, _ text: Message) {
      part.observations.append(observation(.bundle, verdict, "\(text)", about: peer, of: item.object))
    }
    switch item.outcome {
    case .evidence(let evidence, _): note(.shown, "it has version \(evidence.version) of the bundle")
    case .known: note(.shown, "it has the bundle")
    case .contrary(_, let diagnostic): note(.missing, diagnostic.what)
    case .refused(let diagnostic):
      note(.missing, diagnostic.what)
      disprove(peer, "\(diagnostic.what)", in: &part)
    case .notNeeded(let why): note(.unknown, why)
    }
  }

  /// The mesh does not have a peer's last bundle now, whatever was seen of it before.
  private func disprove(_ peer: String, _ reason: String, in part: inout Part) {
    guard let version = ledger.bundles[ledger.rootOwner(of: peer)]?.last?.number else { return }
    part.disproved.insert(
      DisprovedEvidence(holder: mesh.name, mesh: peer, kind: .bundle, version: version, reason: reason))
  }
}
