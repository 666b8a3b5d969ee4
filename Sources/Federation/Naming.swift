/// Every name that is derived when nothing else is said. What the control plane itself derives is taken from there.
public enum Naming {
  /// The namespace of a mesh's control plane.
  public static func namespace(ofMesh mesh: String) -> String { mesh + "-system" }

  /// The name of a mesh's trust domain.
  public static func trustDomain(ofMesh mesh: String) -> String { mesh + ".local" }

  /// A mesh's ingress gateway for a peer.
  public static func ingress(forPeer peer: String) -> String { "ingress-" + peer }

  /// A mesh's egress gateway for a peer.
  public static func egress(forPeer peer: String) -> String { "egress-" + peer }

  /// The service account that the operator makes for a gateway.
  public static func serviceAccount(ofGateway gateway: String) -> String { gateway + "-service-account" }

  /// The ConfigMap with a peer's roots.
  public static func rootConfigMap(ofPeer peer: String) -> String { peer + "-ca-root-cert" }

  /// The network that the control plane gives to a peer's endpoints; the manual's `PEER-network` is wrong.
  public static func networkView(ofPeer peer: String) -> String { "network-" + peer }

  /// The host name of a Service inside its cluster.
  public static func host(ofService service: String, namespace: String, clusterDomain: String) -> String {
    "\(service).\(namespace).svc.\(clusterDomain)"
  }

  /// The pseudo host of a peer's discovery service, as a mesh's egress gateway asks for it (SNI): `namespace` is that of
  /// the ServiceMeshPeer. Source: Maistra's istio, pilot/pkg/federation/common/util.go, DiscoveryServiceHostname.
  public static func discoveryHost(ofPeer peer: String, namespace: String) -> String {
    "discovery.\(namespace).svc.\(peer).local"
  }

  /// The Deployment, Service and service account of a control plane.
  public static func istiod(ofControlPlane name: String) -> String { "istiod-" + name }

  /// The common name of a root of a mesh, or of a federation that shares one.
  public static func rootCommonName(_ owner: String, generation: Int) -> String { "\(owner) root CA g\(generation)" }

  /// The common name of an intermediate of a mesh.
  public static func intermediateCommonName(_ mesh: String, generation: Int) -> String {
    "\(mesh) intermediate CA g\(generation)"
  }
}
