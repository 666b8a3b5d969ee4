public import SPIFFE

/// A mesh that someone else runs, as described by its trust card.
public struct RemoteMesh: Hashable, Sendable {
  /// The remote's gateways for one of our meshes.
  public struct Gateways: Hashable, Sendable {
    public let ingress: String
    public let egress: String
    /// How we reach the ingress; nil means the Service's name in a common cluster.
    public let reach: IngressReach?

    public init(ingress: String, egress: String, reach: IngressReach?) {
      self.ingress = ingress
      self.egress = egress
      self.reach = reach
    }
  }

  /// Its name in this federation.
  public let name: String
  public let trustDomain: TrustDomain
  /// The namespace of its control plane.
  public let namespace: String
  /// The domain of the Services in its cluster.
  public let clusterDomain: String
  /// What carries its traffic, if its card says so.
  public let dataPlane: DataPlane?
  /// Where its bundle is published, if its card says so.
  public let endpoint: BundleEndpoint?
  /// Its gateways for our meshes, by the mesh's name. Names for other meshes are derived.
  public let gateways: [String: Gateways]

  public init(
    name: String, trustDomain: TrustDomain, namespace: String, clusterDomain: String = "cluster.local",
    gateways: [String: Gateways] = [:], dataPlane: DataPlane? = nil, endpoint: BundleEndpoint? = nil
  ) {
    self.name = name
    self.trustDomain = trustDomain
    self.namespace = namespace
    self.clusterDomain = clusterDomain
    self.gateways = gateways
    self.dataPlane = dataPlane
    self.endpoint = endpoint
  }

  /// Its gateways for one of our meshes, given or derived.
  public func gateways(for mesh: String) -> Gateways {
    gateways[mesh]
      ?? Gateways(ingress: Naming.ingress(forPeer: mesh), egress: Naming.egress(forPeer: mesh), reach: nil)
  }
}
