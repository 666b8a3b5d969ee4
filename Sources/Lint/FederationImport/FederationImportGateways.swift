import Federation

/// A mesh's gateways for a peer, read back from the control plane and from the peers on both sides.
struct FederationImportGateways: Sendable {
  private let mesh: MeshObjects
  /// The annotations that the platform adds.
  private let platform: Platform?

  init(_ mesh: MeshObjects, platform: Platform?) {
    self.mesh = mesh
    self.platform = platform
  }

  /// Only Amazon's load balancers are visible in a control plane: by an annotation that `apply` writes on every gateway
  /// with a load balancer. So every such gateway must have it, and no address may be an IP address.
  static func platform(of mesh: MeshObjects, addresses: [String]) -> Platform? {
    let balanced = mesh.controlPlane?.gateways.filter { $0.direction == .ingress && $0.serviceType == "LoadBalancer" }
    guard let balanced, !balanced.isEmpty else { return nil }
    let needed = Platform.aws.loadBalancerAnnotations
    let hasAll = balanced.allSatisfy { gateway in
      let given = gateway.service["metadata"]["annotations"].table
      return needed.allSatisfy { given[$0.key] == $0.value }
    }
    let areNames = addresses.allSatisfy { !$0.contains(":") && $0.contains(where: \.isLetter) }
    return hasAll && areNames ? .aws : nil
  }

  /// The gateways for one peer, by the names in its ServiceMeshPeer, or by the peer's own name.
  func draft(ingress: String?, egress: String?, named name: String) -> MeshDraft.Gateways {
    var draft = MeshDraft.Gateways(peer: name)
    if let ingress, ingress != Naming.ingress(forPeer: name) { draft.ingress = ingress }
    if let egress, egress != Naming.egress(forPeer: name) { draft.egress = egress }
    if let gateway = egress.flatMap({ mesh.controlPlane?.gateway($0, .egress) }) {
      if gateway.field["enabled"].isFalse { draft.isEgressEnabled = false }
      draft.egressLabels = ownLabels(gateway)
      let views = gateway.field["requestedNetworkView"].strings
      if !views.isEmpty, views != [Naming.networkView(ofPeer: name)] { draft.networkViews = views }
    }
    guard let gateway = ingress.flatMap({ mesh.controlPlane?.gateway($0, .ingress) }) else { return draft }
    let type = gateway.serviceType
    let ports = nodePorts(gateway)
    if type == "NodePort", let ports {
      draft.nodePorts = ports
    } else if type != "LoadBalancer" {
      draft.serviceType = type
    }
    let brought = type == "LoadBalancer" ? platform?.loadBalancerAnnotations ?? [:] : [:]
    if gateway.field["enabled"].isFalse { draft.isIngressEnabled = false }
    draft.ingressLabels = ownLabels(gateway)
    draft.annotations = gateway.service["metadata"]["annotations"].table.filter { brought[$0.key] != $0.value }
    return draft
  }

  /// The labels besides the one that every federation gateway gets.
  private func ownLabels(_ gateway: GatewayView) -> [String: String] {
    gateway.labels.filter {
      $0.key != "federation.maistra.io/\(gateway.direction.rawValue)-for" || $0.value != gateway.name
    }
  }

  /// The peers that only gateways name, in file order, each with its gateways.
  var peersByName: [(name: String, ingress: String?, egress: String?)] {
    var peers: [(name: String, ingress: String?, egress: String?)] = []
    var unnamed: [GatewayView] = []
    for gateway in mesh.controlPlane?.gateways ?? [] where !mesh.uses(gateway) {
      guard let name = Self.peer(of: gateway) else {
        if Self.isOfFederation(gateway), gateway.direction == .ingress { unnamed.append(gateway) }
        continue
      }
      let index = peers.firstIndex { $0.name == name } ?? peers.endIndex
      if index == peers.endIndex { peers.append((name, nil, nil)) }
      switch gateway.direction {
      case .ingress: peers[index].ingress = peers[index].ingress ?? gateway.name
      case .egress: peers[index].egress = peers[index].egress ?? gateway.name
      }
    }
    // One way in for one peer that lacks it leaves no choice.
    let lacking = peers.indices.filter { peers[$0].ingress == nil }
    if lacking.count == 1, unnamed.count == 1 { peers[lacking[0]].ingress = unnamed[0].name }
    return peers
  }

  private static func isOfFederation(_ gateway: GatewayView) -> Bool {
    gateway.labels["federation.maistra.io/\(gateway.direction.rawValue)-for"] != nil
      || gateway.field["routerMode"].string == "sni-dnat"
  }

  /// The peer of a gateway: by its name, `ingress-PEER` or `egress-PEER` as in the manual, by its label, which has that
  /// name or the peer's own, or by the one network that it requests, which is named after the peer.
  private static func peer(of gateway: GatewayView) -> String? {
    let prefix = gateway.direction == .ingress ? Naming.ingress(forPeer: "") : Naming.egress(forPeer: "")
    let label = gateway.labels["federation.maistra.io/\(gateway.direction.rawValue)-for"]
    guard isOfFederation(gateway) else { return nil }
    func stem(_ name: String) -> String? {
      name.hasPrefix(prefix) && name.count > prefix.count ? String(name.dropFirst(prefix.count)) : nil
    }
    if let name = stem(gateway.name) { return name }
    if let label, !label.isEmpty, label != gateway.name { return stem(label) ?? label }
    let views = gateway.field["requestedNetworkView"].strings
    let mark = Naming.networkView(ofPeer: "")
    guard views.count == 1, views[0].hasPrefix(mark), views[0].count > mark.count else { return nil }
    return String(views[0].dropFirst(mark.count))
  }

  private func nodePorts(_ gateway: GatewayView) -> (service: Int, discovery: Int)? {
    guard let service = gateway.port(FederationPort.service.rawValue)?["nodePort"].int,
      let discovery = gateway.port(FederationPort.discovery.rawValue)?["nodePort"].int
    else { return nil }
    return (service, discovery)
  }

  /// How the peer reaches the mesh, from the peer's own ServiceMeshPeer for it.
  func reach(_ reverse: PeerView, peer name: String, _ gateways: MeshDraft.Gateways) -> MeshDraft.Reach {
    var reach = MeshDraft.Reach(peer: name)
    let assumed = Naming.host(
      ofService: gateways.ingress ?? Naming.ingress(forPeer: name), namespace: mesh.namespace,
      clusterDomain: mesh.clusterDomain)
    let addresses = reverse.addresses.strings
    if addresses != [assumed] { reach.addresses = addresses }
    // Peers get node ports only together with node addresses.
    let ports = reach.addresses.isEmpty ? nil : gateways.nodePorts
    let service = reverse.port(.service)
    let discovery = reverse.port(.discovery)
    if service != ports?.service ?? FederationPort.service.rawValue { reach.service = service }
    if discovery != ports?.discovery ?? FederationPort.discovery.rawValue { reach.discovery = discovery }
    return reach
  }
}
