public import Documents
public import Federation
import SPIFFE
public import X509

/// What the Istio of a mesh is told about trust. Every form of its configuration has the same content, and nothing else is
/// ours in it.
///
/// Source: istio/api, mesh/v1alpha1/config.proto; istio/istio, pilot/pkg/trustbundle and security/pkg/nodeagent.
public struct IstioTrust: Hashable, Sendable {
  /// One entry of `caCertificates`. Istio pools all roots; the trust domains only open the check of names for clients.
  public struct Authority: Hashable, Sendable {
    /// A root of a peer; nil if the mesh's own bundle has it already.
    public let root: Certificate?
    public let trustDomains: [String]
  }

  /// One field that is ours. Lists are replaced as a whole, and of maps only the fields named here are ours.
  public struct Setting: Hashable, Sendable {
    /// Below the values of the chart `istiod`.
    public let path: [String]
    public let value: Node
  }

  /// The variable without which istiod neither takes up new roots nor sends those of peers.
  static let multiRoot = "ISTIO_MULTIROOT_MESH"
  /// The variable of each proxy without which it does not ask for the roots of peers.
  static let bundleRequest = "PROXY_CONFIG_XDS_AGENT"

  /// By the peers' names, then in the order of their bundles.
  public let authorities: [Authority]
  private let mesh: Mesh

  /// - Parameters:
  ///   - rootsByPeer: Those of each peer, in the order of its bundle.
  ///   - ownRoots: The mesh's own bundle. A peer whose roots are in it needs no entry of its own.
  public init(_ mesh: Mesh, rootsByPeer: [String: [Certificate]], ownRoots: [Certificate]) {
    self.mesh = mesh
    let known = Set(ownRoots)
    var authorities: [Authority] = []
    var named: [String] = []
    for peer in mesh.peers.sorted(by: { $0.name < $1.name }) {
      let roots = (rootsByPeer[peer.name] ?? []).distinct()
      let domain = peer.trustDomain.name
      // SPIRE brings the roots of each trust domain itself.
      if mesh.controlPlane.signer == .spire || roots.allSatisfy(known.contains) {
        if peer.trustDomain != mesh.trustDomain { named.append(domain) }
      } else if mesh.dataPlane == .sidecar {
        authorities += roots.map { Authority(root: $0, trustDomains: [domain]) }
      }
    }
    if !named.isEmpty { authorities.append(Authority(root: nil, trustDomains: named)) }
    self.authorities = authorities
  }

  /// Every field that is ours, in the order in which they are written.
  public var settings: [Setting] {
    global + environment + meshConfig
  }

  private var global: [Setting] {
    [
      Self.text(["global", "meshID"], mesh.name), Self.text(["global", "network"], mesh.network),
      Self.text(["global", "multiCluster", "clusterName"], mesh.cluster.name),
      Self.text(["global", "caAddress"], mesh.controlPlane.signer == .istioCSR ? IstioCSR.address : nil),
    ].compactMap { $0 }
  }

  private var environment: [Setting] {
    [
      Self.text(["pilot", "env", Self.multiRoot], takesRoots ? "true" : nil),
      Self.text(["pilot", "env", "ENABLE_CA_SERVER"], mesh.controlPlane.signer == .istioCSR ? "false" : nil),
    ].compactMap { $0 }
  }

  private var meshConfig: [Setting] {
    let aliases = mesh.controlPlane.aliasesPeers ? mesh.peers.map(\.trustDomain.name).sorted() : []
    return [
      Self.text(["meshConfig", "trustDomain"], mesh.trustDomain.name),
      aliases.isEmpty
        ? nil
        : Setting(path: ["meshConfig", "trustDomainAliases"], value: .sequence(aliases.map { .string($0) })),
      authorities.isEmpty ? nil : Setting(path: Self.authorityPath, value: .sequence(authorities.map(\.node))),
      Self.text(["meshConfig", "defaultConfig", "proxyMetadata", Self.bundleRequest], takesRoots ? "true" : nil),
    ].compactMap { $0 }
  }

  /// Where the roots of peers stand.
  static let authorityPath = ["meshConfig", "caCertificates"]

  /// With SPIRE the roots come from its agent.
  private var takesRoots: Bool { mesh.controlPlane.multiRoot && mesh.controlPlane.signer != .spire }

  private static func text(_ path: [String], _ value: String?) -> Setting? {
    value.map { Setting(path: path, value: .string($0)) }
  }
}

extension IstioTrust.Authority {
  fileprivate var node: Node {
    let domains = Node.sequence(trustDomains.map { .string($0) })
    guard let root else { return .mapping([("trustDomains", domains)]) }
    return .mapping([("pem", .string(PEM.write([root]))), ("trustDomains", domains)])
  }
}
