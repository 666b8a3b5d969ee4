import Documents

/// A mesh or remote that federation.yaml no longer describes, as far as its last manifests tell.
public struct FormerMesh: Sendable {
  /// The gateways of one mesh for one other, and the ConfigMap with the other's roots.
  public struct Gateways: Sendable {
    public let peer: String
    let ingress: String?
    let egress: String?
    public let rootConfigMap: String?

    /// A name that is nil is the derived one.
    public init(for peer: String, ingress: String? = nil, egress: String? = nil, rootConfigMap: String? = nil) {
      self.peer = peer
      self.ingress = ingress
      self.egress = egress
      self.rootConfigMap = rootConfigMap
    }

    fileprivate var node: Node {
      .mapping(
        [("ingress", ingress), ("egress", egress)].compactMap { key, name in
          name.map { (key, .mapping([("name", .string($0))])) }
        })
    }
  }

  let name: String
  /// Nil for a remote.
  let description: Description?
  /// The gateways that other meshes have or had for it, by mesh.
  let others: [String: Gateways]

  /// What a described mesh has and a remote has not.
  public struct Description: Sendable {
    let namespace: String?
    let trustDomain: String?
    let flavour: ControlPlane.Flavour
    let controlPlane: String?
    let gateways: [Gateways]

    /// What is nil is derived from the name.
    public init(
      namespace: String?, trustDomain: String?, flavour: ControlPlane.Flavour, controlPlane: String?,
      gateways: [Gateways]
    ) {
      self.namespace = namespace
      self.trustDomain = trustDomain
      self.flavour = flavour
      self.controlPlane = controlPlane
      self.gateways = gateways
    }
  }

  public init(_ name: String, _ description: Description?, others: [String: Gateways]) {
    self.name = name
    self.description = description
    self.others = others
  }

  /// The entry of `spec.meshes` that it once had, without what its manifests do not show.
  fileprivate var node: Node? {
    guard let description else { return nil }
    let plane = [("name", description.controlPlane), ("flavour", description.flavour.rawValue)]
    let fields: [(String, Node?)] = [
      ("name", .string(name)), ("namespace", description.namespace.map { .string($0) }),
      ("trustDomain", description.trustDomain.map { .string($0) }),
      ("controlPlane", .mapping(plane.compactMap { key, text in text.map { (key, .string($0)) } })),
      ("peers", .sequence(peers.map { .string($0) })),
      ("gateways", .mapping(description.gateways.map { ($0.peer, $0.node) })),
      (
        "rootConfigMaps",
        .mapping(
          description.gateways.compactMap { gateways in gateways.rootConfigMap.map { (gateways.peer, .string($0)) } })
      ),
    ]
    return .mapping(fields.compactMap { key, node in node.map { (key, $0) } })
  }

  /// Those that peered with it.
  public var peers: [String] {
    let own = description?.gateways.map(\.peer) ?? []
    return own + others.keys.filter { !own.contains($0) }.sorted()
  }
}

extension FederationFile {
  /// The file as it was with a mesh or remote, so that its leaving can be derived. Its own peers that have left too
  /// become remotes of which nothing is known.
  public func adding(_ former: FormerMesh) -> FederationFile {
    let entry = former.node.flatMap { node in
      FieldReader.read(node, at: "", source: source) { MeshEntry(reader: &$0) }.value
    }
    let described = Set(meshes.map(\.name.value) + remoteNames + [former.name])
    let unknown = former.peers.filter { !described.contains($0) } + (entry == nil ? [former.name] : [])
    var meshes = meshes
    for index in meshes.indices {
      guard let gateways = former.others[meshes[index].name.value] else { continue }
      let peer = Located(value: former.name, place: meshes[index].place)
      meshes[index].peers.append(peer)
      meshes[index].gateways.append(
        FieldReader.read(gateways.node, at: "", source: source) { GatewayEntry(peer: peer, reader: &$0) }.value)
      if let name = gateways.rootConfigMap {
        meshes[index].rootConfigMaps.append(ConfigMapEntry(peer: peer, name: Located(value: name, place: peer.place)))
      }
    }
    return FederationFile(
      self, meshes: meshes + (entry.map { [$0] } ?? []),
      remotes: remoteEntries + unknown.map { RemoteEntry(name: Located(value: $0, place: place)) })
  }
}
