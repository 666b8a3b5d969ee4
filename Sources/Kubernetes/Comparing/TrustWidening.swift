import Documents
import Federation
import SPIFFE

/// Why an object that the home does not write widens what it writes about services of peers: whom a mesh takes for a server,
/// whom it admits, and what it lets through.
struct TrustWidening {
  private let mesh: Mesh
  private let imported: [String: [SharedService]]
  private let exported: Set<String>
  private let peerDomains: Set<String>
  private let peerNetworks: Set<String>
  /// The labels by which an entry for a service of a peer selects its workloads, with its host.
  private let selectors: [(labels: [(key: String, value: String)], host: String)]

  init(_ mesh: Mesh) {
    self.mesh = mesh
    imported = Dictionary(grouping: mesh.usedServices, by: \.host)
    exported = Set(mesh.offeredServices.map(\.host))
    peerDomains = Set(mesh.peers.map(\.trustDomain.name)).subtracting([mesh.trustDomain.name])
    peerNetworks = Set(mesh.peers.compactMap(\.network))
    selectors = ServiceBorder(mesh).objects.compactMap { _, node in
      guard let labels = node["spec"]?["workloadSelector"]?["labels"]?.mapping,
        let host = Self.strings(node["spec"]?["hosts"]).first
      else { return nil }
      return (labels.entries.map { ($0.key, $0.value.text ?? "") }, host)
    }
  }

  /// Nil for an object that widens nothing, as far as can be seen.
  func reason(_ root: Node) -> String? {
    let spec = root["spec"]
    switch (root["kind"]?.string, ObjectKey(root).group) {
    case ("ServiceEntry", "networking.istio.io"): return spec.flatMap(server)
    case ("AuthorizationPolicy", "security.istio.io"): return spec.flatMap { client($0, root.objectNamespace) }
    case ("Gateway", "networking.istio.io"): return spec.flatMap(passage)
    case ("Gateway", "gateway.networking.k8s.io"): return spec.flatMap { listeners($0, root) }
    case ("WorkloadEntry", "networking.istio.io"): return spec.flatMap { workload($0, root.objectNamespace) }
    case (IstioForm.sailKind, "sailoperator.io"), (IstioForm.operatorKind, "install.istio.io"), (ConfigMap.kind, ""):
      return controlPlane(root)
    case ("Issuer", "cert-manager.io"):
      guard mesh.controlPlane.signer == .istioCSR, let secret = spec?["ca"]?["secretName"]?.text else { return nil }
      return "with it cert-manager signs with the key in the Secret `\(secret)`"
    case ("Bundle", "trust.cert-manager.io"), ("ClusterBundle", "trust-manager.io"): return spec.flatMap(bundle)
    case ("ClusterFederatedTrustDomain", "spire.spiffe.io"):
      guard mesh.controlPlane.signer == .spire, let domain = spec?["trustDomain"]?.string else { return nil }
      return "with it SPIRE brings the roots of `\(domain)`"
    default: return nil
    }
  }

  // MARK: - Control planes

  /// A second istiod in the namespace of the mesh's own, with roots and a trust domain of its own.
  private func controlPlane(_ root: Node) -> String? {
    guard mesh.controlPlane.flavour != .maistra else { return nil }
    let isSecond: Bool
    switch root["kind"]?.string {
    case IstioForm.sailKind: isSecond = root["spec"]?["namespace"]?.string == mesh.namespace
    case IstioForm.operatorKind:
      // What istioctl keeps of the mesh's own installation has another name and the same revision.
      isSecond =
        root.objectNamespace == mesh.namespace
        && root["spec"]?["revision"]?.text ?? "default" != mesh.controlPlane.name
    default:
      let name = root["metadata"]?["name"]?.text ?? ""
      isSecond =
        root.objectNamespace == mesh.namespace && root["data"]?[IstioForm.meshKey] != nil
        && !mesh.controlPlane.isMeshConfig(name)
    }
    return isSecond ? "it is the configuration of a second istiod in `\(mesh.namespace)`, with a trust of its own" : nil
  }

  /// A bundle that trust-manager writes into the namespace of the control plane under the key of a file of roots.
  private func bundle(_ spec: Node) -> String? {
    let target = spec["target"]
    let keys =
      [target?["configMap"]?["key"]?.text].compactMap { $0 }
      + (target?["configMap"]?["data"]?.sequence ?? []).compactMap { $0["key"]?.text }
    let place = target?["namespaceSelector"]?["matchLabels"]?["kubernetes.io/metadata.name"]?.text
    guard mesh.trustManager != .none, keys.contains(ConfigMap.rootKey), place ?? mesh.namespace == mesh.namespace
    else { return nil }
    return "with it trust-manager writes roots into `\(mesh.namespace)`"
  }

  // MARK: - Servers

  /// One more address for a service of a peer. Istio takes the identities of its entry, and that of the workload.
  private func workload(_ spec: Node, _ namespace: String?) -> String? {
    guard namespace == mesh.namespace else { return nil }
    let labels = spec["labels"]
    guard let host = selectors.first(where: { $0.labels.allSatisfy { labels?[$0.key]?.text == $0.value } })?.host
    else { return nil }
    let account = spec["serviceAccount"]?.text.map { ", and its service account `\($0)` may answer" } ?? ""
    return "it is one more address for the imported host `\(host)`\(account)"
  }

  private func server(_ spec: Node) -> String? {
    guard spec["location"]?.string == "MESH_INTERNAL" else { return nil }
    let names = Self.strings(spec["subjectAltNames"])
    let host = Self.strings(spec["hosts"]).first { imported[$0] != nil }
    let networks = (spec["endpoints"]?.sequence ?? []).compactMap { $0["network"]?.string }
    guard host != nil || networks.contains(where: peerNetworks.contains) || names.contains(where: isOfPeer) else {
      return nil
    }
    let name = host ?? Self.strings(spec["hosts"]).first ?? ""
    guard !names.isEmpty else {
      return "it has no `subjectAltNames`: any certificate of any trusted root may answer for `\(name)`"
    }
    guard let host else { return "it calls `\(name)` of a peer, which the home does not import" }
    let expected = Set((imported[host] ?? []).flatMap(\.servers).map(\.spiffeID.uri))
    let others = names.filter { !expected.contains($0) }
    return others.isEmpty
      ? "it is a second entry for the imported host `\(host)`"
      : "it also lets \(Self.quoted(others)) answer for `\(host)`"
  }

  private func isOfPeer(_ name: String) -> Bool { peerDomains.contains { name.hasPrefix("spiffe://\($0)/") } }

  // MARK: - Clients

  /// With DENY policies of ours an ALLOW policy of others widens nothing.
  private func client(_ spec: Node, _ namespace: String?) -> String? {
    guard spec["action"]?.string ?? "ALLOW" == "ALLOW", mesh.exportPolicy == .allowClients else { return nil }
    let labels = spec["selector"]?["matchLabels"]?.mapping?.entries ?? []
    let services = mesh.offeredServices.filter { service in
      (service.service.namespace == namespace || mesh.namespace == namespace)
        && (service.workloads.isEmpty || labels.allSatisfy { service.workloads[$0.key] == $0.value.text })
    }
    guard let service = services.first else { return nil }
    let clients = Set(services.flatMap(\.clients).map(\.clientID))
    for rule in spec["rules"]?.sequence ?? [] {
      let sources = (rule["from"]?.sequence ?? []).map { $0["source"] }
      let principals = sources.flatMap { Self.strings($0?["principals"]) }
      let isOpen = sources.isEmpty || sources.contains { Self.strings($0?["principals"]).isEmpty }
      if isOpen { return "it also admits callers of no certain identity to `\(service.service)`" }
      let others = principals.filter { isForeign($0) && !clients.contains($0) }
      if !others.isEmpty { return "it also admits \(Self.quoted(others)) to `\(service.service)`" }
    }
    return nil
  }

  /// Whether a principal may be of another mesh.
  private func isForeign(_ principal: String) -> Bool {
    principal.hasPrefix("*") || ![mesh.trustDomain.name, "cluster.local"].contains { principal.hasPrefix("\($0)/") }
  }

  // MARK: - Gateways

  private func passage(_ spec: Node) -> String? {
    guard !mesh.peers.isEmpty else { return nil }
    let hosts = (spec["servers"]?.sequence ?? []).filter { $0["tls"]?["mode"]?.string == "AUTO_PASSTHROUGH" }
      .flatMap { Self.strings($0["hosts"]) }
    let others = hosts.filter { !exported.contains($0.split(separator: "/").last.map(String.init) ?? $0) }
    return others.isEmpty ? nil : "it also lets calls for \(Self.quoted(others)) through"
  }

  /// A gateway of the Gateway API: one that passes TLS on opens every service, and one of another network says where that
  /// network is.
  private func listeners(_ spec: Node, _ root: Node) -> String? {
    guard !mesh.peers.isEmpty else { return nil }
    let hosts = (spec["listeners"]?.sequence ?? []).filter {
      $0["tls"]?["options"]?["gateway.istio.io/listener-protocol"]?.string == "auto-passthrough"
    }.map { $0["hostname"]?.text ?? "*" }
    guard !hosts.isEmpty else { return nil }
    guard spec["gatewayClassName"]?.string == "istio-remote" else {
      let others = hosts.filter { !exported.contains($0) }
      return others.isEmpty ? nil : "it also lets calls for \(Self.quoted(others)) through"
    }
    let network = root["metadata"]?["labels"]?["topology.istio.io/network"]?.text ?? ""
    return peerNetworks.contains(network) ? "it is one more way into the network `\(network)`" : nil
  }

  private static func strings(_ node: Node?) -> [String] { (node?.sequence ?? []).compactMap(\.string) }

  private static func quoted(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
}
