public import Documents
import Kubernetes
import Parallel

/// Collects manifests a document at a time, and drops the parts that no rule between objects needs, so that a long
/// stream needs little memory for each object.
///
/// Types are checked while the whole manifest is in memory; of a long stream on another core, while the caller reads on. Kept
/// whole are the kinds that rules compare with
/// each other: control planes, member rolls, peers, export and import sets, DestinationRules, Gateways, ConfigMaps,
/// Secrets, and what configures, signs for or runs in a mesh of Istio. Services lose their status, except those of load
/// balancers, and every other kind everything but its names; of Nodes the labels, the addresses and the provider stay.
public final class Gathered {
  /// What was not handed on yet.
  private var waiting: [Document] = []
  /// Made for the first documents that are many.
  private var lane: Lane<[Document], GatheredManifests>?
  private let namespace: String?

  private static let batch = 256

  /// Collects everything, or only objects in a namespace or without one.
  public init(namespace: String? = nil) {
    self.namespace = namespace
  }

  /// Lists are unrolled, and empty documents skipped.
  public func add(_ document: Document) {
    waiting.append(document)
    guard waiting.count == Self.batch else { return }
    let lane = lane ?? Lane(waiting: 4) { [namespace] in GatheredManifests($0, namespace: namespace) }
    self.lane = lane
    lane.add(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Everything that was added, in order.
  func finish() -> GatheredManifests {
    let last = GatheredManifests(waiting, namespace: namespace)
    guard let lane else { return last }
    return (lane.finish() + [last]).reduce(into: GatheredManifests([], namespace: namespace)) { $0.append($1) }
  }
}

/// What was collected of some documents.
struct GatheredManifests: Sendable {
  private(set) var manifests: [Manifest] = []
  /// Documents that are not manifests.
  private(set) var strangers: [Document] = []
  /// Violations of the manifests' types.
  private(set) var faults: [TypeFault] = []

  init(_ documents: [Document], namespace: String?) {
    var types = TypeCheck()
    for document in documents { add(document, namespace, &types) }
    faults = types.faults
  }

  mutating func append(_ more: GatheredManifests) {
    manifests += more.manifests
    strangers += more.strangers
    faults += more.faults
  }

  private mutating func add(_ document: Document, _ namespace: String?, _ types: inout TypeCheck) {
    for item in document.unrolled() {
      if let namespace, let found = item.root.objectNamespace, found != namespace { continue }
      guard let manifest = Manifest(item) else {
        types.check(configuration: item)
        strangers.append(item)
        continue
      }
      types.check(manifest)
      manifests.append(manifest.essence)
    }
  }
}

extension Manifest {
  /// The kinds that are kept whole.
  private static let wholeKinds: Set<String> = [
    "ServiceMeshControlPlane", "ServiceMeshMemberRoll", "ServiceMeshMember", "ServiceMeshPeer", "ExportedServiceSet",
    "ImportedServiceSet", "DestinationRule", "Gateway", "ConfigMap", "Secret", "Service", "AuthorizationPolicy",
    "PeerAuthentication", "Istio", "IstioRevision", "IstioOperator", "ZTunnel", "ServiceEntry", "WorkloadEntry",
    "Bundle", "ClusterBundle", "ClusterFederatedTrustDomain", "ClusterSPIFFEID", "IstioCSR", "Issuer", "ClusterIssuer",
    "PrometheusRule", "SpireServer",
    "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
  ]

  /// Parts of Istio of which other objects of the kind say nothing.
  private var isWholeByName: Bool {
    switch kind {
    case "DaemonSet": name == "ztunnel"
    case "Deployment": isIstiod
    case "Pod": isOfIstio
    case "ClusterRole": name.hasPrefix("istio-reader")
    default: false
    }
  }

  /// Of a workload the service account and the labels of its Pods: who they are, and which policies are for them.
  private static func podsEssence(_ kind: String, _ spec: Node?) -> Node? {
    func essence(_ pod: Node?) -> Node? {
      let names = ["serviceAccountName", "serviceAccount"].compactMap { key in pod?[key].map { (key, $0) } }
      return names.isEmpty ? nil : .mapping(names)
    }
    switch kind {
    case "Pod": return essence(spec)
    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "DeploymentConfig":
      guard let template = spec?["template"] else { return nil }
      let labels = template["metadata"]?["labels"].map { ("metadata", Node.mapping([("labels", $0)])) }
      let pod = essence(template["spec"]).map { ("spec", $0) }
      return .mapping([("template", .mapping([labels, pod].compactMap(\.self)))])
    default: return nil
    }
  }

  /// The manifest with only the parts that rules need; places stay the same.
  fileprivate var essence: Manifest {
    guard var root = document.root.mapping else { return self }
    if Self.wholeKinds.contains(kind) || isWholeByName {
      // Only a load balancer's status says something that rules compare.
      guard kind == "Service", root["status"] != nil, root["spec"]?["type"]?.string != "LoadBalancer" else {
        return self
      }
      root.remove("status")
    } else {
      let addresses = kind == ClusterNode.kind ? root["status"]?["addresses"] : nil
      let provider = kind == ClusterNode.kind ? root["spec"]?["providerID"] : nil
      let pods = Self.podsEssence(kind, root["spec"])
      for key in root.keys where !["apiVersion", "kind", "metadata"].contains(key) { root.remove(key) }
      if let provider { root.set("spec", to: .mapping([("providerID", provider)])) }
      if let pods { root.set("spec", to: pods) }
      if let addresses { root.set("status", to: .mapping([("addresses", addresses)])) }
      if let node = root["metadata"], var metadata = node.mapping {
        let kept =
          ["name", "namespace", "generateName"]
          + ([ClusterNode.kind, "Namespace", "Pod"].contains(kind) ? ["labels"] : [])
        for key in metadata.keys where !kept.contains(key) { metadata.remove(key) }
        root.set("metadata", to: Node(.mapping(metadata), mark: node.mark))
      }
    }
    var document = document
    document.root = Node(.mapping(root), mark: document.root.mark)
    return Manifest(document) ?? self
  }
}
