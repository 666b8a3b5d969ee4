public import SPIFFE
public import X509

/// The public facts that one mesh's administrator sends to the others. It contains no secrets.
public struct TrustCard: Hashable, Sendable {
  /// The mesh's two gateways for one peer.
  public struct Gateways: Hashable, Sendable {
    public let peer: String
    /// The ingress gateway for traffic from the peer.
    public let ingress: String
    /// The egress gateway, which the peer sees as its client.
    public let egress: String
    /// The addresses of the ingress; empty if only the Service's name in a common cluster is known.
    public let addresses: [String]
    public let discoveryPort: Int
    public let servicePort: Int

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

  public let name: String
  /// The only peer that the card is for; nil if it is for everyone.
  public let audience: String?
  public let trustDomain: TrustDomain
  /// A number that grows with every change of the mesh's facts; nil if none was given.
  public let sequence: Int64?
  /// The namespace of the control plane.
  public let namespace: String
  /// The domain of the Services in the mesh's cluster.
  public let clusterDomain: String
  /// What carries its traffic, if a reader must know: no certificate that an ambient mesh verifies stands below a name
  /// constraint on URIs. Nil for sidecars.
  public let dataPlane: DataPlane?
  /// Where its bundle is published; nil if nowhere.
  public let endpoint: BundleEndpoint?
  /// In bundle order.
  public let roots: [Certificate]
  /// By the peer's name.
  public let gateways: [Gateways]

  /// Sorts the gateways by their peers' names.
  public init(
    name: String, audience: String? = nil, trustDomain: TrustDomain, sequence: Int64?, namespace: String,
    clusterDomain: String = "cluster.local", roots: [Certificate], gateways: [Gateways],
    dataPlane: DataPlane? = nil, endpoint: BundleEndpoint? = nil
  ) {
    self.name = name
    self.audience = audience
    self.trustDomain = trustDomain
    self.sequence = sequence
    self.namespace = namespace
    self.clusterDomain = clusterDomain
    self.dataPlane = dataPlane
    self.endpoint = endpoint
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
          // An assumed address does not resolve in another cluster.
          addresses: gateways.reach.isAssumed ? [] : gateways.reach.addresses,
          discoveryPort: gateways.reach.discoveryPort, servicePort: gateways.reach.servicePort)
      }, dataPlane: mesh.dataPlane == .ambient ? .ambient : nil,
      endpoint: mesh.bundleURL.map { BundleEndpoint(url: $0) })
  }

  /// The same facts with a number, for one peer or for everyone.
  public func view(for audience: String?, sequence: Int64?) -> TrustCard {
    TrustCard(
      name: name, audience: audience, trustDomain: trustDomain, sequence: sequence, namespace: namespace,
      clusterDomain: clusterDomain, roots: roots,
      gateways: gateways.filter { audience == nil || $0.peer == audience }, dataPlane: dataPlane, endpoint: endpoint)
  }

  /// The same facts with other roots, from a format that has nothing else.
  public func replacing(roots: [Certificate], sequence: Int64?) -> TrustCard {
    TrustCard(
      name: name, audience: audience, trustDomain: trustDomain, sequence: sequence, namespace: namespace,
      clusterDomain: clusterDomain, roots: roots, gateways: gateways, dataPlane: dataPlane, endpoint: endpoint)
  }

  /// The mesh as a remote of the federation.
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
      ) { first, _ in first }, dataPlane: dataPlane, endpoint: endpoint)
  }

  public func identity(ofGateway gateway: String) throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(
      trustDomain: trustDomain, namespace: namespace, serviceAccount: Naming.serviceAccount(ofGateway: gateway))
  }
}
