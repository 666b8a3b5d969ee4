import Diagnostics
import SPIFFE

extension Resolver {
  /// The gateways of a mesh for its peers. Faulty ones are reported and left out.
  mutating func gateways(of mesh: Mesh, for peers: [Located<String>]) -> [PeerGateways] {
    guard let entry = entries[mesh.name] else { return [] }
    reportStrangers(entry, peers: peers.map(\.value))
    checkRootConfigMaps(entry, peers: peers.map(\.value))
    var taken = GatewayNames()
    return peers.compactMap { peer in
      let given = entry.gateways.first { $0.peer.value == peer.value }
      let ingress = given?.ingressName ?? Located(value: Naming.ingress(forPeer: peer.value), place: peer.place)
      let egress = given?.egressName ?? Located(value: Naming.egress(forPeer: peer.value), place: peer.place)
      // The cause of a wrong derived name has already been reported.
      let isNamed = NameSyntax.label.fault(in: peer.value) == nil
      let hasIngress = isNamed || given?.ingressName != nil ? checkGateway(ingress, of: mesh) : false
      let hasEgress = isNamed || given?.egressName != nil ? checkGateway(egress, of: mesh) : false
      checkSharing(ingress: ingress, egress: egress, peer: peer.value, taken: &taken)
      let gateway = self.ingress(named: ingress.value, of: mesh, given: given, peer: peer)
      let reach = self.reach(gateway, of: mesh, entry: entry, peer: peer)
      guard hasIngress, hasEgress else { return nil }
      let views = given?.requestedNetworkView.map(\.value) ?? []
      let outward = EgressGateway(
        name: egress.value,
        requestedNetworkViews: views.isEmpty ? [Naming.networkView(ofPeer: peer.value)] : views,
        isEnabled: given?.egress.enabled?.value ?? true, labels: given?.egress.labelTable ?? [:])
      return PeerGateways(
        peer: peer.value, rootConfigMap: rootConfigMap(for: peer.value, entry), ingress: gateway, egress: outward,
        reach: reach)
    }
  }

  /// Settings for a name that is not a peer are likely typing errors.
  private mutating func reportStrangers(_ entry: MeshEntry, peers: [String]) {
    let names =
      entry.gateways.map(\.peer) + entry.ingressAddresses.map(\.peer) + entry.ingressPorts.map(\.peer)
      + entry.rootConfigMaps.map(\.peer)
      + entry.exports.map(\.peer) + entry.imports.map(\.peer)
    for name in names where !peers.contains(name.value) {
      report(
        "MT-FED-33", what: "`\(entry.name.value)` has settings for \(Excerpt(name.value)), which is not its peer",
        why: "gateways, addresses, ports, ConfigMaps, exports and imports are set for each peer by its name",
        next: .didYouMean(
          Spelling.nearest(to: name.value, among: peers), otherwise: "add it to `peers`, or remove this"),
        place: name.place)
    }
  }

  private mutating func checkGateway(_ name: Located<String>, of mesh: Mesh) -> Bool {
    guard check(name, .service, role: "gateway's name") else { return false }
    guard mesh.controlPlane.flavour == .maistra else { return true }
    let label = "\(name.value).\(mesh.namespace)"
    if label.utf8.count > 63 {
      report(
        "MT-FED-15", what: "`\(label)` has \(label.utf8.count) characters, more than the 63 allowed",
        why:
          "the operator labels each gateway with its name and namespace, and Kubernetes rejects a longer label (G-16)",
        next: "name the gateway under `gateways`, shorten the namespace, or shorten the meshes' names",
        place: name.place)
      return false
    }
    let reserved = [
      "istio-ingressgateway", "istio-egressgateway", Naming.istiod(ofControlPlane: mesh.controlPlane.name),
    ]
    if reserved.contains(name.value) {
      report(
        "MT-FED-16", what: "the gateway's name `\(name.value)` is taken",
        why: "the control plane has a Service of this name (G-17)", next: "choose another name", place: name.place)
      return false
    }
    return true
  }

  private struct GatewayNames {
    var ingress: [String: String] = [:]
    var egress: [String: String] = [:]
  }

  private mutating func checkSharing(
    ingress: Located<String>, egress: Located<String>, peer: String, taken: inout GatewayNames
  ) {
    if let other = taken.ingress[ingress.value] {
      report(
        "MT-FED-17", what: "the peers `\(other)` and `\(peer)` share the ingress gateway `\(ingress.value)`",
        why: "the second peer's discovery is dropped, and the two policies deny each other (G-20)",
        next: "give each peer its own ingress", place: ingress.place)
    }
    if let other = taken.egress[egress.value] {
      report(
        "MT-FED-17", .warning, what: "the peers `\(other)` and `\(peer)` share the egress gateway `\(egress.value)`",
        why: "both see the same client ID, and imports with the same name collide (G-21)",
        next: "give each peer its own egress", place: egress.place)
    }
    taken.ingress[ingress.value] = taken.ingress[ingress.value] ?? peer
    taken.egress[egress.value] = taken.egress[egress.value] ?? peer
    let clash = taken.egress[ingress.value] != nil ? ingress : taken.ingress[egress.value] != nil ? egress : nil
    if let clash {
      report(
        "MT-FED-16", what: "`\(clash.value)` is both an ingress and an egress gateway",
        why: "the operator rejects a control plane with one name in both maps (G-17)", next: "rename one of the two",
        place: clash.place)
    }
  }
}

// MARK: - The ingress

extension Resolver {
  private mutating func ingress(
    named name: String, of mesh: Mesh, given: GatewayEntry?, peer: Located<String>
  ) -> IngressGateway {
    let type = given?.serviceType?.value ?? (given?.nodePorts == nil ? .loadBalancer : .nodePort)
    var annotations = type == .loadBalancer ? mesh.platform?.loadBalancerAnnotations ?? [:] : [:]
    for annotation in given?.annotations ?? [] {
      if let needed = annotations[annotation.name.value], needed != annotation.value.value {
        report(
          "MT-FED-21", .warning, what: "the annotation `\(annotation.name.value)` is not `\(needed)`",
          why: "without it the load balancer is not a layer 4 one and terminates TLS (manual 1.18.7; G-12)",
          next: "remove the annotation; the right one is written automatically", place: annotation.value.place)
      }
      annotations[annotation.name.value] = annotation.value.value
    }
    let place = given?.serviceType?.place ?? given?.peer.place ?? peer.place
    return IngressGateway(
      name: name, serviceType: type, nodePorts: nodePorts(given?.nodePorts, type: type, place: place),
      annotations: annotations, isEnabled: given?.ingress.enabled?.value ?? true,
      labels: given?.ingress.labelTable ?? [:])
  }

  private mutating func nodePorts(
    _ given: Located<PortPair>?, type: IngressGateway.ServiceType, place: Place
  ) -> IngressGateway.NodePorts? {
    guard type == .nodePort else {
      if let given {
        report(
          "MT-FED-18", what: "`nodePorts` are given for a Service of type \(type.rawValue)",
          why: "only a Service of type NodePort has node ports",
          next: "remove `nodePorts`, or write `serviceType: NodePort`", place: given.place)
      }
      return nil
    }
    guard let service = given?.value.service, let discovery = given?.value.discovery else {
      report(
        "MT-FED-18", what: "a Service of type NodePort needs both node ports",
        why: "peers must know both, and Kubernetes would choose new ones each time (manual 1.18.9.1; G-11)",
        next: "add `nodePorts: {service: 30510, discovery: 32359}` with free ports",
        place: given?.place ?? place)
      return nil
    }
    for port in [service, discovery] where !(30000...32767).contains(port.value) {
      report(
        "MT-FED-18", what: "the node port \(port.value) is not from 30000 to 32767",
        why: "Kubernetes reserves that range for node ports (manual 1.18.9.1; G-11)", next: "choose one in the range",
        place: port.place)
    }
    if service.value == discovery.value {
      report(
        "MT-FED-18", what: "both node ports are \(service.value)", why: "a port has one target (G-11)",
        next: "choose two different ports", place: discovery.place)
    }
    return IngressGateway.NodePorts(service: service.value, discovery: discovery.value)
  }
}
