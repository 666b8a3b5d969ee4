import Documents
import Federation
import X509

/// The bundles that cert-manager's trust-manager distributes: the roots of each peer, and the mesh's own for istio-csr or for
/// applications. Never istiod's own ConfigMap, which has a writer already.
///
/// Each root is a source of its own, so that the old one stays beside the new one. trust-manager sorts what it writes and
/// drops the last line break: it never carries `cacerts`. Source: cert-manager/trust-manager 0.24, pkg/apis and pkg/bundle.
enum TrustManager {
  /// The label by which namespaces ask for the roots of a mesh, with the mesh's name.
  static let label = "meshtrust/mesh"

  /// The bundles of a mesh, with their file names; none unless the mesh asks for them.
  static func objects(_ mesh: Mesh, _ material: MeshMaterial) -> [(file: String, resource: Resource)] {
    guard mesh.trustManager != .none else { return [] }
    return (peers(of: mesh, material.rootsByPeer) + [own(mesh, material.ownRoots)]).map {
      ("bundle-\($0.name).yaml", .other($0.node))
    }
  }

  /// The bundles of the peers, which go with them, without certificates.
  static func peers(of mesh: Mesh) -> [Node] { mesh.trustManager == .none ? [] : peers(of: mesh, [:]).map(\.node) }

  /// Every bundle, without certificates.
  static func all(of mesh: Mesh) -> [Node] {
    mesh.trustManager == .none ? [] : peers(of: mesh) + [own(mesh, []).node]
  }

  private static func peers(
    of mesh: Mesh, _ roots: [String: [Certificate]]
  ) -> [(name: String, node: Node)] {
    mesh.peers.map { peer in
      bundle(
        mesh, peer.rootConfigMap, roots[peer.name] ?? [], selecting: ("kubernetes.io/metadata.name", mesh.namespace))
    }
  }

  private static func own(_ mesh: Mesh, _ roots: [Certificate]) -> (name: String, node: Node) {
    bundle(
      mesh, IstioCSR.rootConfigMap(of: mesh), roots,
      selecting: mesh.controlPlane.signer == .istioCSR
        ? ("kubernetes.io/metadata.name", IstioCSR.namespace) : (label, mesh.name))
  }

  private static func bundle(
    _ mesh: Mesh, _ name: String, _ roots: [Certificate], selecting label: (key: String, value: String)
  ) -> (name: String, node: Node) {
    let texts = roots.distinct().map { PEM.write([$0]) }
    let selector = Node.mapping([("matchLabels", .mapping([(label.key, .string(label.value))]))])
    let object: KubernetesObject
    if mesh.trustManager == .clusterBundle {
      let data = Node.mapping([("key", .string(ConfigMap.rootKey)), ("format", .string("PEM"))])
      object = KubernetesObject(
        "trust-manager.io/v1alpha2", "ClusterBundle", name, nil,
        spec: [
          ("inLineCAs", .string(texts.joined())), ("defaultCAs", .mapping([("provider", .string("Disabled"))])),
          (
            "target",
            .mapping([
              ("configMap", .mapping([("data", .sequence([data]))])), ("namespaceSelector", selector),
            ])
          ),
        ])
    } else {
      object = KubernetesObject(
        "trust.cert-manager.io/v1alpha1", "Bundle", name, nil,
        spec: [
          ("sources", .sequence(texts.map { .mapping([("inLine", .string($0))]) })),
          (
            "target",
            .mapping([
              ("configMap", .mapping([("key", .string(ConfigMap.rootKey))])), ("namespaceSelector", selector),
            ])
          ),
        ])
    }
    return (name, object.node)
  }
}
