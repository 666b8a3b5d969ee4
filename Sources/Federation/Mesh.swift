public import SPIFFE

/// One mesh of the federation, with all names derived.
public struct Mesh: Hashable, Sendable {
  /// How the AuthorizationPolicies for exported services admit exactly the importing identities.
  public enum ExportPolicy: String, CaseIterable, Hashable, Sendable {
    /// By refusing every other foreign identity. What the mesh's own workloads may do does not change.
    case denyOthers = "deny-others"
    /// By allowing them, in namespaces where only what a policy allows is possible.
    case allowClients = "allow-clients"
  }

  /// The objects of cert-manager's trust-manager.
  public enum TrustManagerForm: String, CaseIterable, Hashable, Sendable {
    /// ConfigMaps are written, and trust-manager is not used.
    case none
    /// `Bundle` of `trust.cert-manager.io/v1alpha1`.
    case bundle
    /// `ClusterBundle` of `trust-manager.io/v1alpha2`, its successor.
    case clusterBundle = "cluster-bundle"
  }

  public struct Cluster: Hashable, Sendable {
    public let name: String?
    public let network: String?
    /// The domain of its Services, by default `cluster.local`.
    public let domain: String
    /// The name of a context of the kubeconfig through which it is reached, unless the user's own files say otherwise.
    public let context: String?
    /// Whether anything may be written to it.
    public let allowsWriting: Bool
  }

  /// Peers use it as the name of the ServiceMeshPeer for this mesh.
  public let name: String
  /// The namespace of the control plane.
  public let namespace: String
  public let trustDomain: TrustDomain
  public let controlPlane: ControlPlane
  public let dataPlane: DataPlane
  /// How the policies for exported services admit the importing identities.
  public let exportPolicy: ExportPolicy
  /// Whether cert-manager's trust-manager distributes roots, and in which form.
  public let trustManager: TrustManagerForm
  /// Where the mesh's bundle is published for SPIFFE federation, if it is.
  public let bundleURL: String?
  /// The class of SPIRE's controller manager, if one is set.
  public let spireClass: String?
  public let cluster: Cluster
  public let platform: Platform?
  public let locality: Locality?
  /// Lifetimes and key types.
  public let profile: Profile
  /// The gateways for each peer, in file order, including remotes without a trust card.
  public internal(set) var gateways: [PeerGateways] = []
  /// The peers in the same order, without the remotes that have no trust card.
  public internal(set) var peers: [Peer] = []

  /// The exports, for each peer that has any.
  public internal(set) var exports: [PeerExports] = []
  /// Whether a ztunnel verifies the mesh's certificates: its own, or that of a peer. Such certificates stand below no name
  /// constraint on URIs.
  public internal(set) var isSeenByAmbient = false

  /// The imports, for each peer that has any.
  public internal(set) var imports: [PeerImports] = []

  /// The exports to meshes with which no service sets are exchanged.
  public internal(set) var offeredServices: [SharedService] = []
  /// The imports from them.
  public internal(set) var usedServices: [SharedService] = []

  /// The organization in the subjects of the mesh's own authorities.
  public var organization: String { profile.organization ?? name }

  /// The DNS names that the intermediate may issue for under a shared root, or where no constraint on URIs is possible:
  /// those of the control plane's namespace and those of the profile. Without this constraint any mesh could impersonate
  /// another's istiod.
  public var permittedDNSNames: [String] {
    ["\(namespace).svc", "\(namespace).svc.\(cluster.domain)"] + profile.dnsNames
  }

  public func gateways(for peer: String) -> PeerGateways? { gateways.first { $0.peer == peer } }

  public func peer(named name: String) -> Peer? { peers.first { $0.name == name } }

  public func identity(ofGateway gateway: String) throws(SPIFFEError) -> WorkloadIdentity {
    try WorkloadIdentity(
      trustDomain: trustDomain, namespace: namespace, serviceAccount: Naming.serviceAccount(ofGateway: gateway))
  }
}
