/// All derived names. Names that the control plane derives itself follow its source.
public enum Naming {
  public static func namespace(ofMesh mesh: String) -> String { mesh + "-system" }

  public static func trustDomain(ofMesh mesh: String) -> String { mesh + ".local" }

  public static func ingress(forPeer peer: String) -> String { "ingress-" + peer }

  public static func egress(forPeer peer: String) -> String { "egress-" + peer }

  /// The service account that the operator creates for a gateway.
  public static func serviceAccount(ofGateway gateway: String) -> String { gateway + "-service-account" }

  /// The gateway whose service account has that name; nil if no gateway of the operator has such a one.
  public static func gateway(ofServiceAccount account: String) -> String? {
    let suffix = serviceAccount(ofGateway: "")
    return account.hasSuffix(suffix) && account.count > suffix.count ? String(account.dropLast(suffix.count)) : nil
  }

  public static func rootConfigMap(ofPeer peer: String) -> String { peer + "-ca-root-cert" }

  /// The network that the control plane assigns to a peer's endpoints; the manual's `PEER-network` is wrong.
  public static func networkView(ofPeer peer: String) -> String { "network-" + peer }

  /// The gateway of a mesh of Istio through which other networks come in.
  public static let eastWestGateway = "eastwestgateway"

  /// The Service that Istio creates for it: the name of the gateway, and that of its class.
  static let eastWestService = eastWestGateway + "-istio"

  /// The network of a mesh of Istio, unless another is given.
  public static func network(ofMesh mesh: String) -> String { mesh + "-network" }

  public static func host(ofService service: String, namespace: String, clusterDomain: String) -> String {
    "\(service).\(namespace).svc.\(clusterDomain)"
  }

  /// The pseudo host of a peer's discovery service, as a mesh's egress gateway requests it (SNI). `namespace` is that of the
  /// ServiceMeshPeer. Source: Maistra's Istio, pilot/pkg/federation/common/util.go, DiscoveryServiceHostname.
  public static func discoveryHost(ofPeer peer: String, namespace: String) -> String {
    "discovery.\(namespace).svc.\(peer).local"
  }

  /// The Deployment, Service and service account of a control plane.
  public static func istiod(ofControlPlane name: String) -> String { "istiod-" + name }

  /// The ConfigMap with the configuration of a mesh of Istio.
  public static func meshConfigMap(ofRevision revision: String) -> String {
    revision == "default" || revision.isEmpty ? "istio" : "istio-" + revision
  }

  /// The common name of the root of a mesh, or of a federation that shares one.
  public static func rootCommonName(_ owner: String, generation: Int) -> String { "\(owner) root CA g\(generation)" }

  public static func intermediateCommonName(_ mesh: String, generation: Int) -> String {
    "\(mesh) intermediate CA g\(generation)"
  }
}
