import Diagnostics
import Documents
public import Federation

/// The steps for every administrator when a mesh leaves the federation, or a peering ends, in order (manual 1.18.15).
/// They include what the manual leaves out: the sets, roots, failover rules and gateways that would remain, and the
/// restarts without which the mesh is still trusted.
public struct LeaveProcedure: Sendable {
  public struct Administrator: Sendable {
    public let mesh: String
    public let steps: [AdministratorStep]
    /// The control plane afterwards; nil if it is unknown or unchanged.
    public let controlPlane: ServiceMeshControlPlane?
    /// The objects to delete.
    public let deleted: [DeletedObject]
  }

  /// First the leaving mesh's administrator, if the mesh is not a remote, then its peers', then the leaving mesh's
  /// again to remove its own trust. Where only a peering ends, both sides in the order in which they were named.
  public let administrators: [Administrator]

  /// Derives the steps from the federation with and without the mesh.
  public init(of name: String, from before: ResolvedFederation, to after: ResolvedFederation) {
    let leaver = before.mesh(named: name)
    var administrators: [Administrator] = []
    if let leaver, !leaver.gateways.isEmpty { administrators.append(Self.closing(leaver)) }
    for mesh in before.meshes where mesh.name != name {
      guard let left = after.mesh(named: mesh.name), mesh.gateways(for: name) != nil else { continue }
      administrators.append(Self.peer(mesh, left, name, before))
    }
    if let leaver, !leaver.gateways.isEmpty { administrators.append(Self.forgetting(leaver)) }
    self.administrators = administrators
  }

  /// Derives the steps at the end of one peering from the federation with and without it.
  public init(
    ofPeering first: String, _ second: String, from before: ResolvedFederation, to after: ResolvedFederation
  ) {
    administrators = [(first, second), (second, first)].compactMap { name, peer in
      guard let mesh = before.mesh(named: name), let left = after.mesh(named: name) else { return nil }
      return Self.peer(mesh, left, peer, before)
    }
  }

  // MARK: - The leaving mesh

  /// First of all, the leaving mesh closes its ingress gateways.
  private static func closing(_ mesh: Mesh) -> Administrator {
    guard mesh.controlPlane.flavour == .maistra else { return Administrator(mesh, [], nil, []) }
    var plane = ServiceMeshControlPlane(mesh: mesh)
    plane.additionalIngress = []
    let end = PeeringEnd(
      at: PeeringEnd.Place(mesh), peers: [], deleting: [], ingress: mesh.gateways.map(\.ingress.name), egress: [],
      isLast: false)
    let step = end.steps.map { step in
      AdministratorStep(step.who, "remove its ingress gateways for every peer", commands: step.commands)
    }
    return Administrator(mesh, step, plane, [])
  }

  private static func forgetting(_ mesh: Mesh) -> Administrator {
    let peers = mesh.gateways.map(\.peer)
    let deleted = peers.flatMap { objects(about: $0, of: mesh) } + rules(of: mesh)
    let roots = FormerRoots(of: mesh, written: nil, peers: peers, isPooled: false)
    let end = PeeringEnd(
      at: PeeringEnd.Place(mesh), peers: peers, deleting: deleted, ingress: [],
      egress: mesh.gateways.map(\.egress.name), roots: roots, isLast: true)
    var plane = ManifestSet.controlPlane(of: mesh)
    plane?.additionalIngress = []
    plane?.additionalEgress = []
    return Administrator(mesh, end.steps, plane, deleted)
  }

  // MARK: - A peer

  private static func peer(
    _ mesh: Mesh, _ after: Mesh, _ peer: String, _ before: ResolvedFederation
  ) -> Administrator {
    let kept = rules(of: after)
    let gone = rules(of: mesh).filter { rule in !kept.contains { $0.isSame(as: rule) } }
    let deleted = objects(about: peer, of: mesh) + gone
    let gateways = mesh.gateways(for: peer)
    let end = PeeringEnd(
      at: PeeringEnd.Place(mesh), peers: [peer], deleting: deleted,
      ingress: (gateways?.ingress.name).map { [$0] } ?? [], egress: (gateways?.egress.name).map { [$0] } ?? [],
      roots: FormerRoots(
        of: mesh, written: after, peers: [peer], isPooled: before.holdsInOwnBundle(rootsOf: peer, at: mesh.name)),
      isLast: after.gateways.isEmpty)
    let isMaistra = mesh.controlPlane.flavour == .maistra
    return Administrator(
      mesh, changedServices(mesh, after) + end.steps, isMaistra ? ServiceMeshControlPlane(mesh: after) : nil, deleted)
  }

  private static func objects(about peer: String, of mesh: Mesh) -> [DeletedObject] {
    let configMap = mesh.gateways(for: peer)?.rootConfigMap ?? Naming.rootConfigMap(ofPeer: peer)
    let roots = DeletedObject(
      object: ObjectName(kind: ConfigMap.kind, name: configMap),
      apiVersion: ConfigMap.apiVersion, namespace: mesh.namespace)
    guard mesh.controlPlane.flavour == .maistra else { return [roots] }
    let linked = [
      (ServiceMeshPeer.kind, ServiceMeshPeer.apiVersion), (ExportedServiceSet.kind, ExportedServiceSet.apiVersion),
      (ImportedServiceSet.kind, ImportedServiceSet.apiVersion),
    ]
    return linked.map { kind, version in
      DeletedObject(object: ObjectName(kind: kind, name: peer), apiVersion: version, namespace: mesh.namespace)
    } + [roots]
  }

  /// What the home writes for a mesh besides the objects that a peer's name tells: rules of failover and that of istiod,
  /// what stands at the border to meshes without service sets, and the bundles of peers.
  private static func rules(of mesh: Mesh) -> [DeletedObject] {
    let istiod = DestinationRule(istiodOf: mesh).map { [$0] } ?? []
    let services = ServiceManifests(mesh)
    return
      ((services.failovers + istiod).map(\.node) + services.border.objects.map(\.node) + TrustManager.peers(of: mesh))
      .compactMap { DeletedObject($0, in: mesh.namespace) } + SPIREFederation.names(of: mesh)
  }

  /// Rules that still fail over to other peers list the identities and regions of those alone, and policies for services
  /// that others still import the identities of those.
  private static func changedServices(_ mesh: Mesh, _ after: Mesh) -> [AdministratorStep] {
    let new = ServiceManifests(after).files
    let changed = ServiceManifests(mesh).files.filter { file in
      new.contains { $0.name == file.name && $0.node != file.node }
    }
    guard !changed.isEmpty else { return [] }
    let areFailovers = changed.allSatisfy { $0.node["kind"]?.string == DestinationRule.kind }
    return [
      AdministratorStep(
        .mesh(mesh.name),
        areFailovers
          ? "apply the failover rules that lose a peer, once the home has written them"
          : "apply the rules and policies that lose a peer, once the home has written them",
        commands: changed.map { mesh.clientCommands.apply("\(OutputPath(mesh.name, $0.name))") })
    ]
  }
}

extension LeaveProcedure.Administrator {
  fileprivate init(
    _ mesh: Mesh, _ steps: [AdministratorStep], _ controlPlane: ServiceMeshControlPlane?, _ deleted: [DeletedObject]
  ) {
    self.init(mesh: mesh.name, steps: steps, controlPlane: controlPlane, deleted: deleted)
  }
}
