public import SPIFFE
public import X509

/// What one mesh's administrator tells the others: public facts only, nothing that has to be kept secret.
public struct TrustCard: Hashable, Sendable {
  /// The two gateways that the mesh keeps for one peer.
  public struct Gateways: Hashable, Sendable {
    /// The peer's name.
    public let peer: String
    /// The ingress gateway, where the peer comes in.
    public let ingress: String
    /// The egress gateway, which the peer sees as its client.
    public let egress: String
    /// Where the ingress is reached; empty when only the Service's name in a common cluster is known.
    public let addresses: [String]
    /// The port for discovery.
    public let discoveryPort: Int
    /// The port for service traffic.
    public let servicePort: Int

    /// Takes names, addresses and ports.
    public init(
      peer: String, ingress: String, egress: String, addresses: [String],
      discoveryPort: Int = FederationPort.discovery.rawValue, servicePort: Int = FederationPort.service.rawValue
    ) {
      self.peer = peer
      self.ingress = ingress
      self.egress = egress
      self.addresses = addresses
      self.discoveryPort = discoveryPort
      self.servicePort = servicePort
    }
  }

  /// The mesh's name.
  public let name: String
  /// The only peer for whom the card is; nil when it is for everybody.
  public let audience: String?
  /// The trust domain.
  public let trustDomain: TrustDomain
  /// The number that rises with every change of the mesh's facts; nil when nobody told one.
  public let sequence: Int64?
  /// The namespace of the control plane.
  public let namespace: String
  /// The domain of the Services in the mesh's cluster.
  public let clusterDomain: String
  /// The roots, in the order of the bundle.
  public let roots: [Certificate]
  /// The gateways, by the peer's name.
  public let gateways: [Gateways]

  /// Takes the facts; gateways are put in the order of their peers' names.
  public init(
    name: String, audience: String? = nil, trustDomain: TrustDomain, sequence: Int64?, namespace: String,
    clusterDomain: String = "cluster.local", roots: [Certificate], gateways: [Gateways]
  ) {
    self.name = name
    self.audience = audience
    self.trustDomain = trustDomain
    self.sequence = sequence
    self.namespace = namespace
    self.clusterDomain = clusterDomain
    self.roots = roots
    self.gateways = gateways.sorted { $0.peer < $1.peer }
  }

  /// The facts of a mesh of the home, without a number.
  public init(_ mesh: Mesh, roots: [Certificate]) {
    self.init(
      name: mesh.name, trustDomain: mesh.trustDomain, sequence: nil, namespace: mesh.namespace,
      clusterDomain: mesh.cluster.domain, roots: roots,
      gateways: mesh.gateways.map { gateways in
        Gateways(
          peer: gateways.peer, ingress: gateways.ingress.name, egress: gateways.egress.name,
          // An address that was only assumed means nothing in another cluster.
          addresses: gateways.reach.isAssumed ? [] : gateways.reach.addresses,
          discoveryPort: gateways.reach.discoveryPort, servicePort: gateways.reach.servicePort)
      })
  }

  /// The same facts under a number, for one peer or for everybody.
  public func view(for audience: String?, sequence: Int64?) -> TrustCard {
    TrustCard(
      name: name, audience: audience, trustDomain: trustDomain, sequence: sequence, namespace: namespace,
      clusterDomain: clusterDomain, roots: roots,
      gateways: gateways.filter { audience == nil || $0.peer == audience })
  }

  /// The same facts with other roots, as a form tells them that holds nothing else.
  public func replacing(roots: [Certificate], sequence: Int64?) -> TrustCard {
    TrustCard(
      name: name, audience: audience, trustDomain: trustDomain, sequence: sequence, namespace: namespace,
      clusterDomain: clusterDomain, roots: roots, gateways: gateways)
  }

  /// The mesh as the resolver of a federation knows remotes.
  public var remote: RemoteMesh {
    RemoteMesh(
      name: name, trustDomain: trustDomain, namespace: namespace, clusterDomain: clusterDomain,
      gateways: Dictionary(
        gateways.map { gateways in
          (
            gateways.peer,
            RemoteMesh.Gateways(
              ingress: gateways.ingress, egress: gateways.egress,
              reach: IngressReach(
                addresses: gateways.addresses, isAssumed: gateways.addresses.isEmpty,
                discoveryPort: gateways.discoveryPort, servicePort: gateways.servicePort))
          )
        }
      ) { first, _ in first })
  }

  /// The identity of one of the mesh's gateways.
  public func identity(ofGateway gateway: String) throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(
      trustDomain: trustDomain, namespace: namespace, serviceAccount: Naming.serviceAccount(ofGateway: gateway))
  }
}
