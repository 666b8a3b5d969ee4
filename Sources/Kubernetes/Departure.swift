public import Federation

/// What every administrator does when a mesh leaves the federation, in order (manual 1.18.15), with what the manual
/// leaves out: the sets, roots and gateways that would stay behind, and the restarts without which the mesh is still
/// trusted.
public struct Departure: Sendable {
  /// One thing to do.
  public struct Step: Hashable, Sendable {
    /// What.
    public let what: String
    /// The command that does it.
    public let command: String
    /// Why, or what happens without it; empty where the manual says it.
    public let why: String
  }

  /// What one administrator does.
  public struct Administrator: Sendable {
    /// The administrator's mesh.
    public let mesh: String
    /// The steps, in order.
    public let steps: [Step]
    /// The control plane as it is to be afterwards; nil where it is not known, or where nothing in it changes.
    public let controlPlane: ServiceMeshControlPlane?
    /// The objects that go: kind, name and namespace.
    public let deleted: [Deleted]
  }

  /// An object that goes.
  public struct Deleted: Hashable, Sendable {
    /// Kind and name.
    public let object: ObjectName
    /// The API version.
    public let apiVersion: String
    /// The namespace.
    public let namespace: String
  }

  /// The leaving mesh's administrator first, if the mesh is one of the federation's own, then its peers', then the
  /// leaving mesh's once more for what it must no longer trust.
  public let administrators: [Administrator]

  /// Works out the steps from the federation with the mesh and the one without it.
  public init(of name: String, from before: ResolvedFederation, to after: ResolvedFederation) {
    let leaver = before.mesh(named: name)
    var administrators: [Administrator] = []
    if let leaver, !leaver.gateways.isEmpty { administrators.append(Self.closing(leaver)) }
    for mesh in before.meshes where mesh.name != name {
      guard let gateways = mesh.gateways(for: name), let left = after.mesh(named: mesh.name) else { continue }
      administrators.append(Self.peer(mesh, left, gateways))
    }
    if let leaver, !leaver.gateways.isEmpty { administrators.append(Self.forgetting(leaver)) }
    self.administrators = administrators
  }

  // MARK: - The leaving mesh

  /// Nobody comes in any more before anybody else does anything.
  private static func closing(_ mesh: Mesh) -> Administrator {
    guard mesh.controlPlane.flavour == .maistra else { return Administrator(mesh, [], nil, []) }
    var plane = ServiceMeshControlPlane(mesh: mesh)
    plane.additionalIngress = []
    let step = edit(
      mesh, ingress: mesh.gateways.map(\.ingress.name), egress: [], "remove its ingress gateways for every peer",
      why: "")
    return Administrator(mesh, [step], plane, [])
  }

  private static func forgetting(_ mesh: Mesh) -> Administrator {
    let peers = mesh.gateways.map(\.peer)
    let deleted = peers.flatMap { objects(about: $0, of: mesh) }
    var steps = [
      delete(
        deleted, mesh, "delete what it holds of its former peers", why: "orphans say nothing and count later (L-01)")
    ]
    if mesh.controlPlane.flavour == .maistra {
      steps.append(
        edit(
          mesh, ingress: [], egress: mesh.gateways.map(\.egress.name), "remove its egress gateways for every peer",
          why: "nothing answers at their other end"))
    }
    var plane = ManifestSet.controlPlane(of: mesh)
    plane?.additionalIngress = []
    plane?.additionalEgress = []
    return Administrator(mesh, steps + restarts(mesh, isLast: true), plane, deleted)
  }

  // MARK: - A peer

  private static func peer(_ mesh: Mesh, _ after: Mesh, _ gateways: PeerGateways) -> Administrator {
    let isMaistra = mesh.controlPlane.flavour == .maistra
    let deleted = objects(about: gateways.peer, of: mesh)
    let isLinked = { (object: Deleted) in object.object.kind == ServiceMeshPeer.kind }
    var steps: [Step] = []
    if isMaistra {
      steps.append(
        delete(
          deleted.filter(isLinked), mesh, "delete the ServiceMeshPeer that links it to `\(gateways.peer)`", why: ""))
    }
    steps.append(
      delete(
        deleted.filter { !isLinked($0) }, mesh, "delete what else speaks of `\(gateways.peer)`",
        why: "orphans say nothing, and count again for whoever takes the name (L-01)"))
    if isMaistra {
      steps.append(
        edit(
          mesh, ingress: [gateways.ingress.name], egress: [gateways.egress.name],
          "remove the egress gateway for `\(gateways.peer)`, and the ingress gateway that was open for it", why: ""))
    }
    steps += restarts(mesh, isLast: after.gateways.isEmpty)
    return Administrator(mesh, steps, isMaistra ? ServiceMeshControlPlane(mesh: after) : nil, deleted)
  }

  private static func objects(about peer: String, of mesh: Mesh) -> [Deleted] {
    let roots = Deleted(
      object: ObjectName(kind: ConfigMap.kind, name: Naming.rootConfigMap(ofPeer: peer)),
      apiVersion: ConfigMap.apiVersion,
      namespace: mesh.namespace)
    guard mesh.controlPlane.flavour == .maistra else { return [roots] }
    let linked = [
      (ServiceMeshPeer.kind, ServiceMeshPeer.apiVersion), (ExportedServiceSet.kind, ExportedServiceSet.apiVersion),
      (ImportedServiceSet.kind, ImportedServiceSet.apiVersion),
    ]
    return linked.map { kind, version in
      Deleted(object: ObjectName(kind: kind, name: peer), apiVersion: version, namespace: mesh.namespace)
    } + [roots]
  }

  // MARK: - Steps

  private static func delete(_ objects: [Deleted], _ mesh: Mesh, _ what: String, why: String) -> Step {
    let names = objects.map { "\($0.object.kind.lowercased())/\($0.object.name)" }
    return Step(
      what: what,
      command: "\(mesh.client) delete -n \(mesh.namespace) --ignore-not-found \(names.joined(separator: " "))",
      why: why)
  }

  /// As a patch, which takes the gateways out whoever wrote them; `oc apply` would remove only what it wrote itself.
  private static func edit(_ mesh: Mesh, ingress: [String], egress: [String], _ what: String, why: String) -> Step {
    let paths = ingress.map { "additionalIngress/\($0)" } + egress.map { "additionalEgress/\($0)" }
    let operations = paths.map { "{\"op\":\"remove\",\"path\":\"/spec/gateways/\($0)\"}" }
    return Step(
      what: what,
      command:
        "oc patch smcp \(mesh.controlPlane.name) -n \(mesh.namespace) --type json -p '[\(operations.joined(separator: ","))]'",
      why: why)
  }

  private static func restarts(_ mesh: Mesh, isLast: Bool) -> [Step] {
    let roll = "\(mesh.client) rollout restart deployment"
    let istiod = Step(
      what: "restart every replica of istiod",
      command: mesh.istiodRestart,
      why: "istiod keeps the roots of a peer that is gone: without this, whoever has its keys still gets in (L-02)")
    guard isLast else { return [istiod] }
    return [
      istiod,
      Step(
        what: "it was the last peer: restart every proxy, gateways first",
        command: "\(roll)/istio-ingressgateway deployment/istio-egressgateway -n \(mesh.namespace)",
        why: "an empty list of roots is never sent, so that proxies keep the old one until they start anew (L-02)"),
      Step(
        what: "then the workloads, in each member's namespace", command: "\(roll) -n NAMESPACE",
        why: "sidecars keep the old roots as gateways do"),
    ]
  }

}

extension Departure.Administrator {
  fileprivate init(
    _ mesh: Mesh, _ steps: [Departure.Step], _ controlPlane: ServiceMeshControlPlane?, _ deleted: [Departure.Deleted]
  ) {
    self.init(mesh: mesh.name, steps: steps, controlPlane: controlPlane, deleted: deleted)
  }
}
