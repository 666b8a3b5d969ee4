public import SPIFFE

/// One mesh of the federation, with every name derived.
public struct Mesh: Hashable, Sendable {
  /// The cluster that a mesh runs in.
  public struct Cluster: Hashable, Sendable {
    /// Its name, if given.
    public let name: String?
    /// The name of its network, if given.
    public let network: String?
    /// The domain of its Services, `cluster.local` unless said otherwise.
    public let domain: String
  }

  /// The mesh's name; at its peers, the name of the ServiceMeshPeer for it.
  public let name: String
  /// The namespace of the control plane.
  public let namespace: String
  /// The trust domain.
  public let trustDomain: TrustDomain
  /// The control plane.
  public let controlPlane: ControlPlane
  /// The cluster.
  public let cluster: Cluster
  /// The platform, if given.
  public let platform: Platform?
  /// The locality, if given.
  public let locality: Locality?
  /// Lifetimes and keys.
  public let profile: Profile
  /// The gateways for each peer, in the order of the federation, remotes of whom nothing is known yet included.
  public internal(set) var gateways: [PeerGateways] = []
  /// What the mesh needs to know of each peer, in the same order, without the remotes of whom nothing is known yet.
  public internal(set) var peers: [Peer] = []

  /// What the mesh exports, for the peers of whom anything is said.
  public internal(set) var exports: [PeerExports] = []
  /// What the mesh imports, for the peers of whom anything is said.
  public internal(set) var imports: [PeerImports] = []

  /// The organization in the subjects of the mesh's own authorities.
  public var organization: String { profile.organization ?? name }

  /// The DNS names that the intermediate may issue for under a shared root: those of the control plane's namespace and
  /// those of the profile. Without such a limit any mesh could pose as another's istiod.
  public var permittedDNSNames: [String] {
    ["\(namespace).svc", "\(namespace).svc.\(cluster.domain)"] + profile.dnsNames
  }

  /// The mesh's gateways for the peer of that name.
  public func gateways(for peer: String) -> PeerGateways? { gateways.first { $0.peer == peer } }

  /// What the mesh knows of the peer of that name.
  public func peer(named name: String) -> Peer? { peers.first { $0.name == name } }

  /// The identity of one of the mesh's gateways.
  public func identity(ofGateway gateway: String) throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(
      trustDomain: trustDomain, namespace: namespace, serviceAccount: Naming.serviceAccount(ofGateway: gateway))
  }
}
