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
  /// By host.
  let failoverRulesByHost: [String: FailoverRule]
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
  /// ConfigMaps outside the control plane's namespace.
  let strayConfigMaps: [String: Manifest]
  /// Secrets outside the control plane's namespace.
  let straySecrets: [Manifest]
  /// The peers' roots, by the ConfigMap's name.
  let bundles: [String: BundleView]
  /// The CA that istiod signs with.
  let signing: SigningView?
  /// The mesh's own roots; empty if unknown.
  let ownRoots: [Certificate]
  /// The CAs of the mesh's workload certificates; empty if unknown.
  let intermediates: [Certificate]
  /// Whether some peer has roots that are not the mesh's own, so that not all share one root.
  let hasForeignRoots: Bool
  /// The mesh in the home's federation.
  let facts: Mesh?
  private let peersByName: [String: PeerView]
  /// The names of the gateways that peers use, by direction.
  private let used: [GatewayView.Direction: Set<String>]

  init(id: Int, namespace: String, members: [Manifest], facts: Facts) {
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
    self.members = Self.namespaces(members)
    let nodes = members.filter { $0.isA("Node", of: "") }
    regions = Self.regions(nodes)
    nodeAddresses = Set(
      nodes.flatMap { $0.top["status"]["addresses"].items }.compactMap { $0["address"].string })
    configMaps = Self.byName(inNamespace.filter { $0.isA(ConfigMap.kind, of: "") })
    secrets = Self.byName(inNamespace.filter { $0.isA(Secret.kind, of: "") })
    let strays = members.filter { $0.namespace.map { $0 != namespace } ?? false }
    strayConfigMaps = Self.byName(strays.filter { $0.isA(ConfigMap.kind, of: "") })
    straySecrets = strays.filter { $0.isA(Secret.kind, of: "") }
    self.facts = facts.federation?.meshes.first { $0.namespace == namespace }
    name = self.facts?.name ?? planes.first?.name ?? Self.name(ofNamespace: namespace)
    let clusterDomain = planes.first?.clusterDomain.string ?? self.facts?.cluster.domain ?? "cluster.local"
    self.clusterDomain = clusterDomain
    failoverRules = destinationRules.compactMap { FailoverRule($0, clusterDomain: clusterDomain) }
    failoverRulesByHost = Dictionary(failoverRules.compactMap { rule in rule.host.map { ($0, rule) } }) { first, _ in
      first
    }
    let configMaps = configMaps
    let names = Set(peers.map(\.configMapName))
    bundles = Dictionary(
      uniqueKeysWithValues: names.compactMap { name in configMaps[name].map { (name, BundleView($0)) } })
    signing = secrets[CACerts.secretName].map(SigningView.init)
    let domain = planes.first?.trustDomain.string ?? self.facts?.trustDomain.name
    let published = planes.first?.rootConfigMapName ?? ControlPlaneView.usualRootConfigMap
    ownRoots =
      signing?.roots.nonEmpty ?? configMaps[published].map { BundleView($0).certificates }?.nonEmpty
      ?? domain.flatMap { facts.roots[$0] } ?? []
    let ownKeys = Set(ownRoots.map(\.publicKeyInfo.der))
    hasForeignRoots = bundles.values.contains { bundle in
      bundle.roots.contains { !ownKeys.contains($0.publicKeyInfo.der) }
    }
    intermediates = signing?.certificate.map { [$0] } ?? domain.flatMap { facts.intermediates[$0] } ?? []
  }

  /// The trust domain, by default `cluster.local`. Nil if no control plane is known.
  var trustDomain: String? {
    if let controlPlane { return controlPlane.trustDomain.string ?? "cluster.local" }
    return facts?.trustDomain.name
  }

  /// Whether the mesh takes part in federation.
  var isFederated: Bool {
    !peers.isEmpty || !exports.isEmpty || !imports.isEmpty || !(controlPlane?.gateways.isEmpty ?? true)
  }

  func peer(named name: String) -> PeerView? { peersByName[name] }

  func uses(_ gateway: GatewayView) -> Bool { used[gateway.direction]?.contains(gateway.name) ?? false }

  private static func regions(_ nodes: [Manifest]) -> Set<String>? {
    guard !nodes.isEmpty else { return nil }
    let names = ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"]
    return Set(
      nodes.map { node in
        let labels = node.top["metadata"]["labels"]
        return names.lazy.compactMap { labels[$0].string }.first ?? ""
      })
  }

  /// The namespaces of the member roll and of ServiceMeshMembers, which add themselves to it; nil if unknown.
  private static func namespaces(_ manifests: [Manifest]) -> Set<String>? {
    let added = Set(manifests.compactMap(\.membership?.namespace))
    guard let manifest = manifests.first(where: { $0.isA(ServiceMeshMemberRoll.kind, of: "maistra.io") }) else {
      return added.isEmpty ? nil : added
    }
    guard case .serviceMeshMemberRoll(let roll) = try? Resource.read(manifest.document) else { return nil }
    return roll.namespaces?.union(added)
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
