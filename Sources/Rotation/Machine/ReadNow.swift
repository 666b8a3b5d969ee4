import CA
import Federation
import Kubernetes

extension Evidence {
  /// Whether the holder reads the object of which it speaks, by federation.yaml as it is now: a mesh that got another
  /// control plane, namespace or way of trust reads another one, of which nothing was seen. True for what is of no
  /// object, and for what was recorded without its name.
  func isReadNow(in federation: ResolvedFederation) -> Bool {
    guard let object, isOfObject, let (namespace, name) = Self.parts(object) else { return true }
    guard let holder = federation.mesh(named: holder) else { return true }
    // What has no namespace is of the cluster, or was in a file that named none.
    let isAtHome = namespace.isEmpty || namespace == holder.namespace
    switch kind {
    case .bundle, .otherBundle:
      guard mesh == holder.name else {
        return isAtHome && federation.rootSource(of: mesh, at: holder.name).isRead(name, by: holder)
      }
      // istiod writes a mesh's own roots into every namespace; a look at the cluster names that of the control plane.
      return name == EvidenceSorter.ownRoots && (cluster == nil || isAtHome)
    case .webhooks:
      return holder.controlPlane.patchesWebhooks
        && (WebhookConfiguration.kinds.contains(namespace) || isAtHome)
    case .signer, .serving: return isAtHome
    case .restart, .requests: return true
    }
  }

  /// Namespace or kind, and name.
  private static func parts(_ object: String) -> (String, String)? {
    guard let slash = object.firstIndex(of: "/") else { return nil }
    return (String(object[..<slash]), String(object[object.index(after: slash)...]))
  }
}

extension RootSource {
  /// Whether a mesh that gets roots in this way reads them from a ConfigMap of this name.
  func isRead(_ name: String, by holder: Mesh) -> Bool {
    switch self {
    case .peerConfigMap(let own): name == own
    case .meshConfig: holder.controlPlane.isMeshConfig(name)
    case .ownBundle: name == EvidenceSorter.ownRoots
    case .agent: false
    }
  }
}
