public import SPIFFE

/// What a mesh has for one peer, whatever is known of the peer: two gateways, and the ConfigMap with its roots.
public struct PeerGateways: Hashable, Sendable {
  public let peer: String
  /// The ConfigMap with the peer's roots, key `root-cert.pem`.
  public let rootConfigMap: String
  /// For traffic from the peer.
  public let ingress: IngressGateway
  /// For traffic to the peer.
  public let egress: EgressGateway
  public let reach: IngressReach
}

/// How another mesh reaches an ingress gateway.
public struct IngressReach: Hashable, Sendable {
  /// Host names or IP addresses, without scheme and port.
  public let addresses: [String]
  /// Whether no address was given, so that the Service's name in a common cluster is used.
  public let isAssumed: Bool
  public let discoveryPort: Int
  public let servicePort: Int

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

/// Another mesh as seen from one mesh: everything in its ServiceMeshPeer.
public struct Peer: Hashable, Sendable {
  /// The peer's name, and the ServiceMeshPeer's.
  public let name: String
  /// Whether someone else runs it, so that its root comes from a trust card.
  public let isRemote: Bool
  /// The ConfigMap with the peer's roots, key `root-cert.pem`.
  public let rootConfigMap: String
  /// What runs there; nil for a remote.
  public let flavour: ControlPlane.Flavour?
  /// The network that its Istio assigns to its workloads, if that is known.
  public let network: String?
  /// Where its bundle is published for SPIFFE federation, if that is known.
  public let bundleEndpoint: BundleEndpoint?
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
}

extension IngressReach {
  /// Whether an address is one of IP, and no host name.
  public static func isIPAddress(_ address: String) -> Bool {
    switch try? PeerAddress(address) {
    case .ipv4, .ipv6: true
    case .host, nil: false
    }
  }
}
