public import SPIFFE

/// The two gateways that a mesh keeps for one peer.
public struct PeerGateways: Hashable, Sendable {
  /// The peer's name.
  public let peer: String
  /// Where the peer comes in.
  public let ingress: IngressGateway
  /// Where what goes to the peer goes out.
  public let egress: EgressGateway
  /// How the peer reaches the ingress.
  public let reach: IngressReach
}

/// How an ingress gateway is reached from another mesh.
public struct IngressReach: Hashable, Sendable {
  /// Host names or IP addresses, without scheme and port.
  public let addresses: [String]
  /// Whether no address was given, so that the Service's name in a common cluster was taken.
  public let isAssumed: Bool
  /// The port for discovery.
  public let discoveryPort: Int
  /// The port for service traffic.
  public let servicePort: Int

  /// Takes addresses and ports as they are known.
  public init(
    addresses: [String], isAssumed: Bool = false, discoveryPort: Int = FederationPort.discovery.rawValue,
    servicePort: Int = FederationPort.service.rawValue
  ) {
    self.addresses = addresses
    self.isAssumed = isAssumed
    self.discoveryPort = discoveryPort
    self.servicePort = servicePort
  }
}

/// Another mesh as seen from one mesh: all that its ServiceMeshPeer says.
public struct Peer: Hashable, Sendable {
  /// The peer's name, and the ServiceMeshPeer's.
  public let name: String
  /// Whether other people run it, so that its root comes from a trust card.
  public let isRemote: Bool
  /// The peer's trust domain.
  public let trustDomain: TrustDomain
  /// The namespace of the peer's control plane.
  public let namespace: String
  /// Our ingress gateway for the peer.
  public let ingress: IngressGateway
  /// Our egress gateway for the peer.
  public let egress: EgressGateway
  /// How we reach the peer's ingress gateway for us.
  public let reach: IngressReach
  /// The identity of the peer's egress gateway for us: its client ID is what we must expect.
  public let client: WorkloadIdentity
  /// The identity of the peer's ingress gateway for us.
  public let server: WorkloadIdentity

  /// The ConfigMap with the peer's roots, key `root-cert.pem`.
  public var rootConfigMap: String { Naming.rootConfigMap(ofPeer: name) }
}
