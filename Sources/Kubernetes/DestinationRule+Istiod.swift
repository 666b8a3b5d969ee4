import Documents
import Federation

extension DestinationRule {
  /// TLS to istiod's port for discovery. The control plane itself has such a rule only for `cluster.local`, so that under
  /// any other domain ingress gateways would call istiod in plain text (G-13). Nil if none is needed.
  init?(istiodOf mesh: Mesh) {
    guard mesh.controlPlane.flavour == .maistra, !mesh.peers.isEmpty, mesh.cluster.domain != "cluster.local" else {
      return nil
    }
    self.init(
      metadata: ObjectMetadata(
        name: "federation-istiod-\(mesh.controlPlane.name)", namespace: mesh.namespace, labels: ManifestSet.managedBy),
      host: Naming.host(
        ofService: Naming.istiod(ofControlPlane: mesh.controlPlane.name), namespace: mesh.namespace,
        clusterDomain: mesh.cluster.domain))
    portLevelSettings = .sequence([
      .mapping([
        ("port", .mapping([("number", .int(FederationPort.discovery.rawValue))])),
        ("tls", .mapping([("mode", .string("SIMPLE"))])),
      ])
    ])
  }
}
