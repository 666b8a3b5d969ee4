/// Where the proxies of a mesh get the roots of another mesh. Nothing else shows what they trust.
public enum RootSource: Hashable, Sendable {
  /// A ConfigMap of that name with the roots of one peer, which a ServiceMeshPeer names: Maistra.
  case peerConfigMap(String)
  /// `caCertificates` of the mesh's configuration, in the ConfigMap of that name: sidecars of Istio.
  case meshConfig(String)
  /// The mesh's own bundle, as one root is above both meshes or the roots of peers are in it: all that ztunnels read.
  case ownBundle
  /// The agent of SPIRE, which has the bundle of each trust domain.
  case agent
}

extension ResolvedFederation {
  /// Where a mesh gets the roots of another one. A remote mesh is taken for one of Maistra: nothing else is known of it.
  public func rootSource(of mesh: String, at holder: String) -> RootSource {
    let plane = self.mesh(named: holder)?.controlPlane
    let configMap = self.mesh(named: holder)?.gateways(for: mesh)?.rootConfigMap ?? Naming.rootConfigMap(ofPeer: mesh)
    guard let plane, plane.flavour != .maistra else { return .peerConfigMap(configMap) }
    if plane.signer == .spire { return .agent }
    if plane.poolsInRoot || self.mesh(named: holder)?.dataPlane == .ambient { return .ownBundle }
    return roots == .shared && self.mesh(named: mesh) != nil
      ? .ownBundle : .meshConfig(Naming.meshConfigMap(ofRevision: plane.name))
  }
}

extension ControlPlane {
  /// Whether a ConfigMap of this name holds the configuration of the mesh. With `RevisionBased` updates the Sail operator
  /// adds the version to the name of the resource.
  public func isMeshConfig(_ name: String) -> Bool {
    guard flavour != .maistra else { return false }
    let own = Naming.meshConfigMap(ofRevision: self.name)
    return name == own || flavour == .sail && name.hasPrefix("istio-\(self.name)-v")
  }
}
