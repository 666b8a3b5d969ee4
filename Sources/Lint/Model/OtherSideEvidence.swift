/// What the objects in the input say about meshes whose control planes are not in it.
struct OtherSideEvidence {
  /// The namespaces that client IDs name: those of the peers' control planes.
  private var clientNamespaces: Set<String> = []
  private var planes: [Plane] = []

  /// The names of a mesh whose control plane is in the input.
  private struct Plane {
    var names: Set<String>
    let domain: String?
    let namespace: String

    /// Whether an object is for this mesh, and so belongs to one of its peers.
    func isTarget(of manifest: Manifest) -> Bool {
      guard manifest.isPeer else { return names.contains(manifest.name) }
      let peer = PeerView(manifest)
      let isByDomain = domain != nil && peer.trustDomain.string == domain
      return names.contains(manifest.name) || isByDomain || peer.client?.namespace == namespace
    }
  }

  init(_ manifests: [Manifest]) {
    for manifest in manifests {
      if manifest.isControlPlane, let namespace = manifest.namespace {
        let plane = ControlPlaneView(manifest)
        var names: Set = [plane.name]
        if namespace.hasSuffix("-system") { names.insert(String(namespace.dropLast("-system".count))) }
        planes.append(Plane(names: names, domain: plane.trustDomain.string, namespace: namespace))
      } else if manifest.isPeer, let client = PeerView(manifest).client {
        clientNamespaces.insert(client.namespace)
      }
    }
  }

  /// Whether an object outside of the control planes' namespaces is that of another mesh: a client ID names its
  /// namespace, or it is for each mesh in the input, so that none of them can be its own.
  func shows(_ manifest: Manifest) -> Bool {
    guard let namespace = manifest.namespace, !planes.isEmpty,
      !planes.contains(where: { $0.namespace == namespace })
    else { return false }
    return clientNamespaces.contains(namespace) || planes.allSatisfy { $0.isTarget(of: manifest) }
  }
}
