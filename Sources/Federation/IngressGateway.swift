/// The ingress gateway that a mesh keeps for one peer.
public struct IngressGateway: Hashable, Sendable {
  /// How Kubernetes exposes the gateway's Service.
  public enum ServiceType: String, CaseIterable, Hashable, Sendable {
    /// A load balancer of layer 4: the default, and the manual's.
    case loadBalancer = "LoadBalancer"
    /// A fixed port of every node.
    case nodePort = "NodePort"
    /// Inside the cluster only.
    case clusterIP = "ClusterIP"
  }

  /// The fixed ports of the nodes, each from 30000 to 32767.
  public struct NodePorts: Hashable, Sendable {
    /// The port for service traffic.
    public let service: Int
    /// The port for discovery.
    public let discovery: Int
  }

  /// The name of its Deployment and Service.
  public let name: String
  /// How its Service is exposed.
  public let serviceType: ServiceType
  /// The ports of the nodes, for a Service of type NodePort.
  public let nodePorts: NodePorts?
  /// The annotations of its Service; what the platform needs is among them.
  public let annotations: [String: String]

  /// The service account that it runs as.
  public var serviceAccount: String { Naming.serviceAccount(ofGateway: name) }
}

/// The egress gateway that a mesh keeps for one peer.
public struct EgressGateway: Hashable, Sendable {
  /// The name of its Deployment and Service.
  public let name: String
  /// The network whose endpoints it asks for: the one that the control plane gives to the peer.
  public let requestedNetworkView: String

  /// The service account that it runs as.
  public var serviceAccount: String { Naming.serviceAccount(ofGateway: name) }
}
