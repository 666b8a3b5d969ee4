/// The two ports of every federation gateway. The numbers are constants of the control plane: only what stands before a
/// gateway, a load balancer or a node port, may use others.
public enum FederationPort: Int, CaseIterable, Hashable, Sendable {
  /// Service traffic: TLS passed on as it is.
  case service = 15443
  /// Discovery of the peer's exported services.
  case discovery = 8188

  /// The port's name on an ingress gateway; it becomes a container port's, so at most 15 characters.
  public var ingressName: String {
    switch self {
    case .service: "tls"
    case .discovery: "https-discovery"
    }
  }

  /// The port's name on an egress gateway: there discovery is plain HTTP, and the gateway adds TLS.
  public var egressName: String {
    switch self {
    case .service: "tls"
    case .discovery: "http-discovery"
    }
  }
}
