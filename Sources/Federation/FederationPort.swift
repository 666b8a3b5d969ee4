/// The two ports of every federation gateway. The numbers are constants of the control plane; only a load balancer or
/// node port in front of the gateway may use others.
public enum FederationPort: Int, CaseIterable, Hashable, Sendable {
  /// Service traffic: TLS, passed through.
  case service = 15443
  /// Discovery of the peer's exported services.
  case discovery = 8188

  /// The port's name on an ingress gateway. It becomes the name of a container port, so it has at most 15 characters.
  public var ingressName: String {
    switch self {
    case .service: "tls"
    case .discovery: "https-discovery"
    }
  }

  /// The port's name on an egress gateway, where discovery is plain HTTP and the gateway adds TLS.
  public var egressName: String {
    switch self {
    case .service: "tls"
    case .discovery: "http-discovery"
    }
  }
}
