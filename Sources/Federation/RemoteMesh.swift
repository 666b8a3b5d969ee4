public import SPIFFE

/// A mesh that other people run, as its trust card tells of it.
public struct RemoteMesh: Hashable, Sendable {
  /// What the remote keeps for one of our meshes.
  public struct Gateways: Hashable, Sendable {
    /// The remote's ingress gateway for us.
    public let ingress: String
    /// The remote's egress gateway for us.
    public let egress: String
    /// How we reach the ingress; nil takes the Service's name in a common cluster.
    public let reach: IngressReach?

    /// Takes the names of the gateways and how the ingress is reached.
    public init(ingress: String, egress: String, reach: IngressReach?) {
      self.ingress = ingress
      self.egress = egress
      self.reach = reach
    }
  }

  /// The name by which the federation calls it.
  public let name: String
  /// Its trust domain.
  public let trustDomain: TrustDomain
  /// The namespace of its control plane.
  public let namespace: String
  /// The domain of the Services in its cluster.
  public let clusterDomain: String
  /// Its gateways for our meshes, by the mesh's name; for others the derived names are taken.
  public let gateways: [String: Gateways]

  /// Takes the facts of a remote mesh.
  public init(
    name: String, trustDomain: TrustDomain, namespace: String, clusterDomain: String = "cluster.local",
    gateways: [String: Gateways] = [:]
  ) {
    self.name = name
    self.trustDomain = trustDomain
    self.namespace = namespace
    self.clusterDomain = clusterDomain
    self.gateways = gateways
  }

  /// Its gateways for one of our meshes, given or derived.
  public func gateways(for mesh: String) -> Gateways {
    gateways[mesh]
      ?? Gateways(ingress: Naming.ingress(forPeer: mesh), egress: Naming.egress(forPeer: mesh), reach: nil)
  }
}
