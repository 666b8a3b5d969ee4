import Diagnostics
import SPIFFE

extension Resolver {
  /// How a peer reaches a mesh's ingress: as given, or at the Service's name in a common cluster.
  mutating func reach(
    _ ingress: IngressGateway, of mesh: Mesh, entry: MeshEntry, peer: Located<String>
  ) -> IngressReach {
    let addresses = entry.ingressAddresses.first { $0.peer.value == peer.value }?.addresses ?? []
    let kinds = addresses.compactMap { address($0) }
    checkPlatform(kinds, ingress: ingress, mesh: mesh)
    checkDuplicates(addresses)
    guard !addresses.isEmpty else {
      if ingress.serviceType == .nodePort {
        report(
          "MT-FED-18", .warning, what: "`\(mesh.name)` has node ports for `\(peer.value)`, but no node addresses",
          why: "from another cluster a peer needs node addresses as well as the ports (manual 1.18.7.1)",
          next: "add `ingressAddresses: {\(peer.value): [...]}` to `\(mesh.name)`", place: peer.place)
      }
      return outerPorts(entry, peer: peer.value, inner: assumedReach(ingress, mesh: mesh))
    }
    if ingress.serviceType == .clusterIP, let first = addresses.first {
      report(
        "MT-FED-18", .warning, what: "`\(ingress.name)` is of type ClusterIP, but has addresses for peers",
        why: "such a Service is unreachable from outside its cluster (G-10)",
        next: "write `serviceType: LoadBalancer` or `NodePort`, or remove the addresses", place: first.place)
    }
    let ports = ingress.nodePorts
    let inner = IngressReach(
      addresses: addresses.map(\.value), discoveryPort: ports?.discovery ?? FederationPort.discovery.rawValue,
      servicePort: ports?.service ?? FederationPort.service.rawValue)
    return outerPorts(entry, peer: peer.value, inner: inner)
  }

  private func assumedReach(_ ingress: IngressGateway, mesh: Mesh) -> IngressReach {
    // Istio's east-west gateway is the same for every peer.
    let service = mesh.controlPlane.flavour == .maistra ? ingress.name : Naming.eastWestService
    let host = Naming.host(ofService: service, namespace: mesh.namespace, clusterDomain: mesh.cluster.domain)
    return IngressReach(addresses: [host], isAssumed: true)
  }

  /// A load balancer or node port in front of a gateway may use other ports than the gateway.
  private mutating func outerPorts(_ entry: MeshEntry, peer: String, inner: IngressReach) -> IngressReach {
    guard let given = entry.ingressPorts.first(where: { $0.peer.value == peer }) else { return inner }
    let service = given.ports.service?.value ?? inner.servicePort
    let discovery = given.ports.discovery?.value ?? inner.discoveryPort
    checkPorts(service: service, discovery: discovery, place: given.peer.place)
    return IngressReach(
      addresses: inner.addresses, isAssumed: inner.isAssumed, discoveryPort: discovery, servicePort: service)
  }

  mutating func checkPorts(service: Int, discovery: Int, place: Place) {
    for port in [service, discovery] where !(1...65535).contains(port) {
      report(
        "MT-FED-30", what: "\(port) is not a port", why: "ports go from 1 to 65535 (P-08)", next: "correct the number",
        place: place)
    }
    if service == discovery {
      report(
        "MT-FED-30", what: "service traffic and discovery have the same port, \(service)",
        why: "a port has one target (P-08)", next: "give each its own port", place: place)
    }
  }

  private mutating func checkDuplicates(_ addresses: [Located<String>]) {
    var seen: Set<String> = []
    for address in addresses where !seen.insert(address.value.lowercased()).inserted {
      report(
        "MT-FED-06", what: "the address `\(address.value)` is given twice", why: "it would get twice the traffic",
        next: "remove one of the two", place: address.place)
    }
  }

  /// Reads an address. Reports an invalid or unwise one.
  mutating func address(_ text: Located<String>) -> Located<PeerAddress>? {
    do {
      let address = try PeerAddress(text.value)
      if address == .ipv6 {
        report(
          "MT-FED-20", .warning, what: "the address `\(text.value)` is IPv6",
          why: "OpenShift Service Mesh 2 does not support IPv6 (P-04)", next: "use an IPv4 address or a host name",
          place: text.place)
      }
      return Located(value: address, place: text.place)
    } catch {
      report(
        "MT-FED-19", what: "the address \(Excerpt(text.value)) \(error)",
        why: "the control plane silently drops the peer unless this is a bare host name or IP address (P-03)",
        next: "write it as `ingress.apps.example.com` or `192.0.2.10`", place: text.place)
      return nil
    }
  }

  /// The address of a load balancer must be of the kind that its platform assigns (manual 1.18.7).
  private mutating func checkPlatform(_ addresses: [Located<PeerAddress>], ingress: IngressGateway, mesh: Mesh) {
    guard ingress.serviceType == .loadBalancer, let platform = mesh.platform, let due = platform.loadBalancerAddress
    else { return }
    for address in addresses {
      switch (due, address.value) {
      case (.hostname, .ipv4), (.hostname, .ipv6):
        report(
          "MT-FED-21", what: "`\(mesh.name)` is on \(platform.rawValue), but an address is not a host name",
          why: "the addresses of its load balancers change; only the host name stays (manual 1.18.7.3)",
          next: "take `.status.loadBalancer.ingress.hostname` of the Service `\(ingress.name)`", place: address.place)
      case (.ip, .host):
        report(
          "MT-FED-21", .warning, what: "`\(mesh.name)` is on \(platform.rawValue), but an address is a host name",
          why: "its load balancers have IP addresses (manual 1.18.7); a host name must resolve to the same one",
          next: "take `.status.loadBalancer.ingress.ip` of the Service `\(ingress.name)`", place: address.place)
      case (.hostname, .host), (.ip, .ipv4), (.ip, .ipv6): break
      }
    }
  }
}
