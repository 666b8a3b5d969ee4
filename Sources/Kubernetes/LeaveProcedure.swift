import Diagnostics
public import Federation

/// The steps for every administrator when a mesh leaves the federation, in order (manual 1.18.15). They include what
/// the manual leaves out: the sets, roots and gateways that would remain, and the restarts without which the mesh is
/// still trusted.
public struct LeaveProcedure: Sendable {
  public struct Administrator: Sendable {
    public let mesh: String
    public let steps: [AdministratorStep]
    /// The control plane afterwards; nil if it is unknown or unchanged.
    public let controlPlane: ServiceMeshControlPlane?
    /// The objects to delete.
    public let deleted: [Deleted]
  }

  /// An object to delete.
  public struct Deleted: Hashable, Sendable {
    public let object: ObjectName
    public let apiVersion: String
    public let namespace: String
  }

  /// First the leaving mesh's administrator, if the mesh is not a remote, then its peers', then the leaving mesh's
  /// again to remove its own trust.
  public let administrators: [Administrator]

  /// Derives the steps from the federation with and without the mesh.
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

  /// First of all, the leaving mesh closes its ingress gateways.
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
        deleted, mesh, "delete its objects for its former peers",
        why: "leftovers do nothing now, but may take effect later (L-01)")
    ]
    if mesh.controlPlane.flavour == .maistra {
      steps.append(
        edit(
          mesh, ingress: [], egress: mesh.gateways.map(\.egress.name), "remove its egress gateways for every peer",
          why: "they no longer lead anywhere"))
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
    var steps: [AdministratorStep] = []
    if isMaistra {
      steps.append(
        delete(
          deleted.filter(isLinked), mesh, "delete the ServiceMeshPeer that links it to `\(gateways.peer)`", why: ""))
    }
    steps.append(
      delete(
        deleted.filter { !isLinked($0) }, mesh, "delete the other objects for `\(gateways.peer)`",
        why: "leftovers do nothing now, but take effect if another mesh uses the name (L-01)"))
    if isMaistra {
      steps.append(
        edit(
          mesh, ingress: [gateways.ingress.name], egress: [gateways.egress.name],
          "remove the egress gateway for `\(gateways.peer)`, and its ingress gateway", why: ""))
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

  private static func delete(_ objects: [Deleted], _ mesh: Mesh, _ what: Message, why: Message) -> AdministratorStep {
    let names = objects.map { "\($0.object.kind.lowercased())/\($0.object.name)" }
    return AdministratorStep(
      .mesh(mesh.name), what, why: why,
      commands: ["\(mesh.client) delete -n \(mesh.namespace) --ignore-not-found \(names.joined(separator: " "))"])
  }

  /// A patch removes the gateways regardless of who wrote them; `oc apply` would remove only what it manages.
  private static func edit(_ mesh: Mesh, ingress: [String], egress: [String], _ what: Message, why: Message)
    -> AdministratorStep
  {
    let paths = ingress.map { "additionalIngress/\($0)" } + egress.map { "additionalEgress/\($0)" }
    let operations = paths.map { "{\"op\":\"remove\",\"path\":\"/spec/gateways/\($0)\"}" }
    let patch = "[\(operations.joined(separator: ","))]"
    return AdministratorStep(
      .mesh(mesh.name), what, why: why,
      commands: ["oc patch smcp \(mesh.controlPlane.name) -n \(mesh.namespace) --type json -p '\(patch)'"])
  }

  private static func restarts(_ mesh: Mesh, isLast: Bool) -> [AdministratorStep] {
    let roll = "\(mesh.client) rollout restart deployment"
    let who = AdministratorStep.Administrator.mesh(mesh.name)
    let istiod = AdministratorStep(
      who, "restart every replica of istiod",
      why: "istiod keeps the roots of a deleted peer: without a restart, its keys still give access (L-02)",
      commands: ["\(mesh.istiodRestart)"])
    guard isLast else { return [istiod] }
    return [
      istiod,
      AdministratorStep(
        who, "this was the last peer: restart every proxy, gateways first",
        why: "istiod never sends an empty list of roots, so proxies keep the old one until they restart (L-02)",
        commands: ["\(roll)/istio-ingressgateway deployment/istio-egressgateway -n \(mesh.namespace)"]),
      AdministratorStep(
        who, "then the workloads, in each member's namespace", why: "sidecars keep the old roots, as gateways do",
        commands: ["\(roll) -n NAMESPACE"]),
    ]
  }
}

extension LeaveProcedure.Administrator {
  fileprivate init(
    _ mesh: Mesh, _ steps: [AdministratorStep], _ controlPlane: ServiceMeshControlPlane?,
    _ deleted: [LeaveProcedure.Deleted]
  ) {
    self.init(mesh: mesh.name, steps: steps, controlPlane: controlPlane, deleted: deleted)
  }
}
