import Cryptography
import Documents
import Federation
import X509

/// An object that the home would write, without the values of Secrets.
struct WantedObject {
  let kind: String
  let name: String
  let namespace: String
  let node: Node
  /// Of what configures an Istio: what is ours in it, and its form.
  let trust: (IstioTrust, IstioForm)?
  /// Whether others have fields in it, so that only ours are compared.
  let isShared: Bool
  /// Whether something else may take its place, so that it is compared only where it runs.
  let isOptional: Bool

  init(
    kind: String, name: String, namespace: String, node: Node, trust: (IstioTrust, IstioForm)? = nil,
    isShared: Bool = false, isOptional: Bool = false
  ) {
    self.kind = kind
    self.name = name
    self.namespace = namespace
    self.node = node
    self.trust = trust
    self.isShared = isShared
    self.isOptional = isOptional
  }

  private init?(_ resource: Resource, in mesh: Mesh) {
    switch resource {
    case .configMap(let configMap): node = configMap.node
    case .serviceMeshControlPlane(let plane): node = plane.node
    case .serviceMeshPeer(let peer): node = peer.node
    case .exportedServiceSet(let set): node = set.node
    case .importedServiceSet(let set): node = set.node
    case .destinationRule(let rule): node = rule.node
    case .serviceMeshMemberRoll(let roll): node = roll.node
    case .service(let service): node = service.node
    case .other(let other):
      // A sealed one is compared by its Secret.
      guard other["kind"]?.string != SealedSecret.kind else { return nil }
      node = other
    case .secret, .kustomization: return nil
    }
    trust = nil
    isShared = false
    isOptional = false
    let key = ObjectKey(node, in: mesh.namespace)
    (kind, name, namespace) = (key.kind, key.name, key.namespace)
  }

  var object: ObjectName { ObjectName(kind: kind, name: name) }

  var key: ObjectKey { ObjectKey(node, in: namespace) }

  /// The objects in the order in which they are written.
  ///
  /// - Throws: The errors of ``ManifestSet``.
  static func all(of mesh: Mesh, _ material: MeshMaterial) throws(KubernetesError) -> [WantedObject] {
    let set = try ManifestSet(mesh: mesh, material: material)
    let others = set.resources.compactMap { WantedObject($0, in: mesh) } + configuration(of: mesh, set)
    return (secret(of: mesh, material).map { [$0] } ?? []) + others
  }

  /// The Secret without its private key.
  private static func secret(of mesh: Mesh, _ material: MeshMaterial) -> WantedObject? {
    var keyless = material
    keyless.intermediateKey = SecretBytes(copying: [])
    let secret: Secret? =
      switch mesh.controlPlane.signer {
      case .istiod: Secret(mesh: mesh, material: keyless)
      case .istioCSR: IstioCSR.secret(mesh, keyless)
      case .spire: nil
      }
    return secret.map {
      WantedObject(kind: Secret.kind, name: $0.metadata.name, namespace: mesh.namespace, node: $0.head)
    }
  }

  /// What configures the mesh's Istio, and what of its signer others have fields in too.
  private static func configuration(of mesh: Mesh, _ set: ManifestSet) -> [WantedObject] {
    var objects = set.shared.map { item in
      let kind = item.node["kind"]?.string ?? ""
      return WantedObject(
        kind: kind, name: item.node["metadata"]?["name"]?.text ?? "",
        namespace: Resource.kindsOfCluster.contains(kind) ? "" : mesh.namespace, node: item.node,
        trust: kind == IstioForm.sailKind ? (set.trust, .sail) : nil, isShared: true)
    }
    // Helm's values may take its place.
    if mesh.controlPlane.flavour == .istio, mesh.controlPlane.signer == .istioCSR {
      let node = IstioCSR.openShift(mesh)
      objects.append(
        WantedObject(
          kind: node["kind"]?.string ?? "", name: node["metadata"]?["name"]?.text ?? "", namespace: mesh.namespace,
          node: node, isShared: true, isOptional: true))
    }
    // However Istio is installed, this is what istiod reads.
    if mesh.controlPlane.flavour == .istio, let node = set.trust.object(.configMap, of: mesh) {
      objects.append(
        WantedObject(
          kind: ConfigMap.kind, name: IstioForm.configMapName(revision: mesh.controlPlane.name),
          namespace: mesh.namespace, node: node, trust: (set.trust, .configMap), isShared: true))
    }
    return objects
  }

  /// The objects that are known before everything is issued, and the keys of the others.
  static func known(of mesh: Mesh, _ material: KnownMaterial) -> (known: [WantedObject], pending: [ObjectKey]) {
    var pending: [ObjectKey] = []
    let own = material.own.flatMap { secret(of: mesh, $0) }
    if own == nil, mesh.controlPlane.signer == .istiod {
      pending.append(ObjectKey(kind: Secret.kind, group: "", name: CACerts.secretName, namespace: mesh.namespace))
    }
    var resources: [Resource] = []
    for peer in mesh.peers {
      if let roots = material.rootsByPeer[peer.name], !roots.isEmpty {
        resources.append(
          .configMap(ConfigMap(peer: peer, of: mesh, roots: roots, generations: material.generations[peer.name])))
      } else {
        pending.append(
          ObjectKey(kind: ConfigMap.kind, group: "", name: peer.rootConfigMap, namespace: mesh.namespace))
      }
    }
    resources += ManifestSet.withoutCertificates(of: mesh)
    if mesh.controlPlane.flavour == .sail {
      pending.append(
        ObjectKey(kind: IstioForm.sailKind, group: "sailoperator.io", name: mesh.controlPlane.name, namespace: ""))
    }
    return ((own.map { [$0] } ?? []) + resources.compactMap { WantedObject($0, in: mesh) }, pending)
  }
}

extension WantedObject {
  /// The objects about remotes without a trust card, each with the remote.
  static func awaitingCards(of mesh: Mesh) -> [ObjectKey: String] {
    var awaited: [ObjectKey: String] = [:]
    for gateways in mesh.gateways where mesh.peer(named: gateways.peer) == nil {
      for kind in [ServiceMeshPeer.kind, ExportedServiceSet.kind, ImportedServiceSet.kind] {
        let key = ObjectKey(
          kind: kind, group: "federation.maistra.io", name: gateways.peer, namespace: mesh.namespace)
        awaited[key] = gateways.peer
      }
      let roots = ObjectKey(kind: ConfigMap.kind, group: "", name: gateways.rootConfigMap, namespace: mesh.namespace)
      awaited[roots] = gateways.peer
    }
    return awaited
  }
}

/// What identifies an object within a cluster. The version of its API does not.
struct ObjectKey: Hashable {
  let kind: String
  let group: String
  let name: String
  /// Empty for a manifest without one, which may be applied to any.
  let namespace: String

  init(kind: String, group: String, name: String, namespace: String) {
    self.kind = kind
    self.group = group
    self.name = name
    self.namespace = namespace
  }

  /// The groups of the kinds that the home writes.
  private static let groups = [
    ServiceMeshControlPlane.kind: "maistra.io", ServiceMeshPeer.kind: "federation.maistra.io",
    ExportedServiceSet.kind: "federation.maistra.io", ImportedServiceSet.kind: "federation.maistra.io",
    DestinationRule.kind: "networking.istio.io",
  ]

  /// - Parameter namespace: That of a manifest without one.
  init(_ node: Node, in namespace: String = "") {
    let version = node["apiVersion"]?.string ?? ""
    kind = node["kind"]?.string ?? ""
    // A fragment without a version is still the object of its kind.
    group =
      version.isEmpty
      ? Self.groups[kind] ?? "" : version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    name = node["metadata"]?["name"]?.text ?? ""
    self.namespace = Resource.kindsOfCluster.contains(kind) ? "" : node.objectNamespace ?? namespace
  }
}
