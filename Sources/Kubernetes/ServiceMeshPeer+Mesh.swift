import Federation
import SPIFFE

extension ServiceMeshPeer {
  /// The ports are written only if they differ from the control plane's.
  init(peer: Peer, of mesh: Mesh) {
    self.init(
      metadata: ObjectMetadata(name: peer.name, namespace: mesh.namespace, labels: ManifestSet.managedBy))
    addresses = peer.reach.addresses
    discoveryPort = Self.port(peer.reach.discoveryPort, unless: .discovery)
    servicePort = Self.port(peer.reach.servicePort, unless: .service)
    ingress = peer.ingress.name
    egress = peer.egress.name
    trustDomain = peer.trustDomain.name
    clientID = peer.client.clientID
    certificateChain = CertificateChain(name: peer.rootConfigMap)
  }

  private static func port(_ port: Int, unless usual: FederationPort) -> Int? { port == usual.rawValue ? nil : port }
}
