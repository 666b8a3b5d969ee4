import Diagnostics
import Federation
import Kubernetes
import SPIFFE
import X509

/// The objects of one mesh. A shared, immutable object, so passing a mesh around costs nothing.
final class MeshObjects: Sendable {
  /// The index of the mesh.
  let id: Int
  let name: String
  /// The namespace of the control plane; empty if unknown.
  let namespace: String
  /// The domain of the cluster's Services.
  let clusterDomain: String
  /// The control plane that counts; only the first one in a namespace is set up.
  var controlPlane: ControlPlaneView? { controlPlanes.first }
  let controlPlanes: [ControlPlaneView]
  let peers: [PeerView]
  let exports: [Manifest]
  let imports: [Manifest]
  let services: [Manifest]
  let destinationRules: [Manifest]
  /// The DestinationRules for failover.
  let failoverRules: [FailoverRule]
  /// By host; several rules for one host may be in several namespaces.
  private let failoverRulesByHost: [String: [FailoverRule]]
  let gateways: [Manifest]
  /// The addresses of its Nodes; empty if none are in the input.
  let nodeAddresses: Set<String>
  /// The regions of its Nodes, if there are any; one without the label has the empty region.
  let regions: Set<String>?
  /// The namespaces of the member roll, if known.
  let members: Set<String>?
  /// The ConfigMaps in the control plane's namespace.
  let configMaps: [String: Manifest]
  /// The Secrets in the control plane's namespace.
  let secrets: [String: Manifest]
  /// ConfigMaps outside the control plane's namespace, by name: several namespaces may have one.
  let strayConfigMaps: [String: [Manifest]]
  /// Secrets outside the control plane's namespace.
  let straySecrets: [Manifest]
  /// The peers' roots, by the ConfigMap's name.
  let bundles: [String: BundleView]
  /// The CA in the Secret `cacerts`.
  let signing: SigningView?
  /// The CA that istiod signs with: that of `cacerts`, or a root that it created itself.
  let signer: SigningView?
  /// The mesh's own roots; empty if unknown.
  let ownRoots: [Certificate]
  /// The CAs of the mesh's workload certificates; empty if unknown.
  let intermediates: [Certificate]
  /// Whether some peer has roots that are not the mesh's own, so that not all share one root.
  let hasForeignRoots: Bool
  /// The mesh in the home's federation.
  let facts: Mesh?
  /// The platform of its cluster, as in federation.yaml or by its Nodes; nil if unknown.
  let platform: String?
  private let peersByName: [String: PeerView]
  /// The names of the gateways that peers use, by direction.
  private let used: [GatewayView.Direction: Set<String>]

  init(id: Int, namespace: String, members: [Manifest], facts: Facts, home: MeshFolders) {
    let inNamespace = members.filter { $0.namespace == nil || $0.namespace == namespace || namespace.isEmpty }
    self.id = id
    self.namespace = namespace
    let planes = members.filter { $0.isControlPlane }.map(ControlPlaneView.init)
    controlPlanes = planes
    peers = members.filter { $0.isPeer }.map(PeerView.init)
    peersByName = Dictionary(peers.map { ($0.name, $0) }) { first, _ in first }
    used = [
      .ingress: Set(peers.compactMap { $0.ingress.string }), .egress: Set(peers.compactMap { $0.egress.string }),
    ]
    exports = members.filter { $0.isA("ExportedServiceSet", of: "federation.maistra.io") }
    imports = members.filter { $0.isA("ImportedServiceSet", of: "federation.maistra.io") }
    services = members.filter { $0.isA("Service", of: "") }
    destinationRules = members.filter { $0.isA("DestinationRule", of: "networking.istio.io") }
    gateways = members.filter { $0.isA("Gateway", of: "networking.istio.io") }
    self.members = Self.namespaces(members, ofControlPlaneIn: namespace)
    let nodes = members.compactMap { ClusterNode($0.document) }
    regions = nodes.isEmpty ? nil : Set(nodes.map(\.region))
    nodeAddresses = Set(nodes.flatMap(\.addresses).map(\.text))
    configMaps = Self.byName(inNamespace.filter { $0.isA(ConfigMap.kind, of: "") })
    secrets = Self.byName(inNamespace.filter { $0.isA(Secret.kind, of: "") })
    let strays = members.filter { $0.namespace.map { $0 != namespace } ?? false }
    strayConfigMaps = Dictionary(grouping: strays.filter { $0.isA(ConfigMap.kind, of: "") }, by: \.name)
    straySecrets = strays.filter { $0.isA(Secret.kind, of: "") }
    self.facts = Self.described(in: namespace, planes, members, facts, home)
    platform =
      self.facts?.platform?.rawValue ?? facts.platform?.lowercased()
      ?? nodes.lazy.compactMap(\.platform?.rawValue).first
    name = self.facts?.name ?? planes.first?.name ?? Self.name(ofNamespace: namespace)
    let clusterDomain = planes.first?.clusterDomain.string ?? self.facts?.cluster.domain ?? "cluster.local"
    self.clusterDomain = clusterDomain
    failoverRules = destinationRules.compactMap { FailoverRule($0, clusterDomain: clusterDomain) }
    failoverRulesByHost = Dictionary(grouping: failoverRules) { $0.host ?? "" }
    let configMaps = configMaps
    let names = Set(peers.map(\.configMapName))
    bundles = Dictionary(
      uniqueKeysWithValues: names.compactMap { name in configMaps[name].map { (name, BundleView($0)) } })
    signing = secrets[CACerts.secretName].map(SigningView.init)
    signer = signing ?? secrets[CACerts.selfSignedName].map(SigningView.init)
    let domain = planes.first?.trustDomain.string ?? self.facts?.trustDomain.name
    let published = planes.first?.rootConfigMapName ?? ControlPlaneView.usualRootConfigMap
    ownRoots =
      signer?.roots.nonEmpty ?? configMaps[published].map { BundleView($0).certificates }?.nonEmpty
      ?? domain.flatMap { facts.roots[$0] } ?? []
    let ownKeys = Set(ownRoots.map(\.publicKeyInfo.der))
    hasForeignRoots = bundles.values.contains { bundle in
      bundle.roots.contains { !ownKeys.contains($0.publicKeyInfo.der) }
    }
    intermediates = signer?.certificate.map { [$0] } ?? domain.flatMap { facts.intermediates[$0] } ?? []
  }

  /// The trust domain, by default `cluster.local`. Nil if no control plane is known.
  var trustDomain: String? {
    if let controlPlane { return controlPlane.trustDomain.string ?? "cluster.local" }
    return facts?.trustDomain.name
  }

  /// Whether both certainly are one mesh of which the input has two states, such as a folder and its backup: the home
  /// describes one mesh, and both control planes have its trust domain. A default says nothing, as every cluster has it.
  func isSame(as other: MeshObjects) -> Bool {
    guard let facts, facts.name == other.facts?.name else { return false }
    return [self, other].allSatisfy { $0.ownTrustDomain == facts.trustDomain.name }
  }

  /// Whether nothing tells both apart, though they may be two: meshes of two clusters often have the same names.
  func mayBeSame(as other: MeshObjects) -> Bool {
    guard name == other.name, namespace == other.namespace else { return false }
    guard let ownTrustDomain, let its = other.ownTrustDomain else { return true }
    return ownTrustDomain == its
  }

  /// The trust domain that the control plane names; nil for the default.
  private var ownTrustDomain: String? { controlPlane?.trustDomain.string }

  /// The display name, for what is missing of it.
  var object: String { "the mesh `\(name)`".printable }

  /// Whether the mesh takes part in federation.
  var isFederated: Bool {
    !peers.isEmpty || !exports.isEmpty || !imports.isEmpty || !federationGateways.isEmpty
  }

  /// The gateways that a peer uses, or that could be for one; others serve something else.
  var federationGateways: [GatewayView] {
    controlPlanes.flatMap(\.gateways).filter { uses($0) || $0.mayBeOfFederation }
  }

  func peer(named name: String) -> PeerView? { peersByName[name] }

  /// The DestinationRules for the failover of a host, in input order.
  func failoverRules(for host: String) -> [FailoverRule] { failoverRulesByHost[host] ?? [] }

  func uses(_ gateway: GatewayView) -> Bool { used[gateway.direction]?.contains(gateway.name) ?? false }

  /// The namespaces of the member roll and of ServiceMeshMembers, which add themselves to it; nil if unknown.
  private static func namespaces(_ manifests: [Manifest], ofControlPlaneIn namespace: String) -> Set<String>? {
    let rolls = manifests.filter { manifest in
      manifest.isMemberRoll && (namespace.isEmpty || manifest.namespace ?? namespace == namespace)
    }
    let added = Set(manifests.compactMap(\.membership?.namespace))
    var known: Set<String>? = added.isEmpty && rolls.isEmpty ? nil : added
    for manifest in rolls {
      guard case .serviceMeshMemberRoll(let roll) = try? Resource.read(manifest.document) else { return nil }
      known = roll.namespaces.flatMap { known?.union($0) }
    }
    return known
  }

  /// The mesh in a home. Meshes of several clusters may be in namespaces of one name; the trust domain or the folder tells
  /// them apart.
  private static func described(
    in namespace: String, _ planes: [ControlPlaneView], _ members: [Manifest], _ facts: Facts, _ home: MeshFolders
  ) -> Mesh? {
    let described = facts.federation?.meshes.filter { $0.namespace == namespace } ?? []
    guard described.count > 1 else { return described.first }
    let domains = Set(planes.compactMap { $0.trustDomain.string })
    let ofDomain = described.filter { domains.contains($0.trustDomain.name) }
    guard ofDomain.count != 1 else { return ofDomain.first }
    let own = members.filter { $0.isControlPlane || $0.isOfFederation }
    // Of a mesh of Istio nothing but its Secret may be in the input.
    let folders = (own.nonEmpty ?? members.filter(\.isSigning)).map(\.folder)
    let names = Set(folders.compactMap { home.mesh($0, in: namespace) })
    let beside = names.count == 1 ? described.first { names.contains($0.name) } : nil
    return beside ?? ofDomain.first
  }

  private static func byName(_ manifests: [Manifest]) -> [String: Manifest] {
    Dictionary(manifests.map { ($0.name, $0) }) { first, _ in first }
  }

  private static func name(ofNamespace namespace: String) -> String {
    namespace.hasSuffix("-system") ? String(namespace.dropLast("-system".count)) : namespace
  }
}

extension Manifest {
  /// API version 2 only.
  var isControlPlane: Bool {
    kind == ServiceMeshControlPlane.kind && apiVersion == ServiceMeshControlPlane.apiVersion
  }

  /// Whether it is the member roll of a control plane: the one of this name only.
  var isMemberRoll: Bool { isA(ServiceMeshMemberRoll.kind, of: "maistra.io") && name == ServiceMeshMemberRoll.name }

  var isPeer: Bool { isA(ServiceMeshPeer.kind, of: "federation.maistra.io") }
}

extension ControlPlaneView {
  /// The default name of the ConfigMap where a control plane publishes its roots.
  static let usualRootConfigMap = "istio-ca-root-cert"

  /// The ConfigMap where this control plane publishes its roots; the profile `gateway-controller` uses another name.
  var rootConfigMapName: String {
    if let name = spec["techPreview"]["global"]["caCertConfigMapName"].string { return name }
    return spec["profiles"].strings.contains("gateway-controller") ? "ossm-ca-root-cert" : Self.usualRootConfigMap
  }
}

extension Array {
  /// Nil if it is empty.
  var nonEmpty: [Element]? { isEmpty ? nil : self }
}
