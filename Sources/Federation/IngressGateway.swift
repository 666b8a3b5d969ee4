/// A mesh's ingress gateway for one peer.
public struct IngressGateway: Hashable, Sendable {
  public enum ServiceType: String, CaseIterable, Hashable, Sendable {
    /// A layer 4 load balancer: the default, also in the manual.
    case loadBalancer = "LoadBalancer"
    /// A fixed port on every node.
    case nodePort = "NodePort"
    /// Reachable only from inside the cluster.
    case clusterIP = "ClusterIP"
  }

  /// Each from 30000 to 32767.
  public struct NodePorts: Hashable, Sendable {
    public let service: Int
    public let discovery: Int
  }

  /// Also the name of its Deployment and Service.
  public let name: String
  public let serviceType: ServiceType
  /// Only for a Service of type NodePort.
  public let nodePorts: NodePorts?
  /// Including those that the platform requires.
  public let annotations: [String: String]
  /// Whether it is deployed. A gateway may be closed on purpose.
  public let isEnabled: Bool
  /// Labels of its Service and pods besides the one that `apply` gives every federation gateway.
  public let labels: [String: String]

  public var serviceAccount: String { Naming.serviceAccount(ofGateway: name) }
}

/// A mesh's egress gateway for one peer.
public struct EgressGateway: Hashable, Sendable {
  /// Also the name of its Deployment and Service.
  public let name: String
  /// The gateway sees only the endpoints of the networks it requests: by default the one that the control plane assigns to
  /// the peer.
  public let requestedNetworkViews: [String]
  /// Whether it is deployed. A gateway may be closed on purpose.
  public let isEnabled: Bool
  /// Labels of its Service and pods besides the one that `apply` gives every federation gateway.
  public let labels: [String: String]

  public var serviceAccount: String { Naming.serviceAccount(ofGateway: name) }
}
