import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Kubernetes
import Lint

/// How one mesh runs, compared with what the home writes.
struct LiveStatus {
  let mesh: String
  let context: String
  /// Of Istio also istiod, and what signs and distributes for it. None if they may not be read. A second one is in the way
  /// of the first.
  let planes: [ControlPlaneHealth]
  /// The ServiceMeshPeers by the mesh's own control plane.
  let peers: [Doctor]
  /// What was compared and is as written.
  let same: Int
  /// What is missing, or differs from what the home writes.
  let different: [ObjectName]
  /// Kinds of which it is unknown what runs.
  let unread: [String]

  /// What is read for it.
  static let parts: LiveParts = [.controlPlane, .members, .peers, .sets, .configMaps, .rules, .istio, .border]

  init(_ objects: LiveObjects, _ mesh: Mesh, _ home: OpenHome) throws {
    self.mesh = mesh.name
    context = objects.context.name
    unread = Set(objects.unread.map(\.kind)).sorted()
    let documents = objects.documents
    let running = RunningObjects(documents, of: try home.federation().meshes).objects(of: mesh)
    planes = running.compactMap { ControlPlaneHealth($0) }
    peers = documents.compactMap { Doctor($0, now: objects.clock.latest, others: documents) }
    // Secrets are not read for it.
    let known = try MeshComparison(running: running, mesh: mesh, material: home.knownMaterial(of: mesh)).onlyOurs
      .leavingOut(kinds: Set(unread + [Secret.kind, SealedSecret.kind])).objects
    same = known.count { $0.state == .same }
    different = known.filter { $0.state != .same }.map(\.object)
  }

  var status: ExitStatus {
    guard isReady == true, peers.allSatisfy(\.isHealthy) else { return .no }
    return different.isEmpty ? .done : .pending
  }

  /// Whether every control plane is ready; nil if there is none, or one does not say.
  var isReady: Bool? {
    let states = planes.map(\.isReady)
    if states.contains(false) { return false }
    return states.isEmpty || states.contains(nil) ? nil : true
  }

  // MARK: - Output

  func lines(on page: Page) -> [String] {
    var table = Table()
    for plane in planes { table.add("control plane", plane.text) }
    let others = different.map { "\($0.kind) \($0.name)" }.joined(separator: ", ")
    table.add("objects", "\(same) as written" + (others.isEmpty ? "" : "; not: \(others)"))
    for peer in peers {
      let findings = peer.findings.map(\.text).joined(separator: "; ")
      table.add("peer \(peer.peer)", peer.isHealthy ? "connected both ways" : findings)
    }
    if !unread.isEmpty { table.add("unknown", unread.joined(separator: ", ")) }
    return ["\(mesh) (\(context))"] + table.lines(on: page, indent: 2)
  }

  var node: Node {
    .mapping([
      ("mesh", .string(mesh)), ("context", .string(context)),
      ("controlPlaneReady", isReady.map { .bool($0) } ?? .null), ("same", .int(same)),
      ("different", .sequence(different.map { .mapping([("kind", .string($0.kind)), ("name", .string($0.name))]) })),
      (
        "peers",
        .sequence(peers.map { .mapping([("name", .string($0.peer)), ("connected", .bool($0.isHealthy))]) })
      ),
      ("unread", .strings(unread)),
    ])
  }
}
