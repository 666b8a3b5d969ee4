import Diagnostics
import Federation

extension PeerRules {
  /// What the Services of the peer's gateways report, compared with how we reach them: P-17, P-18.
  static let reported: [Rule] = [
    Rule.peer("MT-P-17", .error) { item, collector in
      let given = item.peer.addresses
      // Inside of one cluster the Service's name is as good.
      guard !given.items.isEmpty, !given.strings.contains(where: Address.isInside) else { return }
      guard let service = item.ingressService else {
        return collector.needs(.gatewayServices, for: item.peer.top.object)
      }
      let isOnNodes = service.spec["type"].string == "NodePort"
      let reported = isOnNodes ? (item.other?.nodeAddresses ?? []).sorted() : service.balancedAddresses
      if isOnNodes, reported.isEmpty { collector.needs(.nodes, for: item.peer.top.object) }
      guard !reported.isEmpty, Set(given.strings).isDisjoint(with: reported) else { return }
      collector.report(
        given, "the peer's ingress gateway is at \(reported.quoted), and here it is at \(given.strings.quoted)",
        next: isOnNodes
          ? "copy the address of a node that the peer's clients can reach, unless something stands in front of the nodes"
          : "copy the address, unless it is another name of the same load balancer",
        paste: "addresses:\n" + reported.map { "- \($0)" as RepairText }.joined(separator: "\n"), severity: .warning)
    },
    Rule.peer("MT-P-18", .error) { item, collector in
      guard let service = item.ingressService else {
        if item.ingressIsOnNodes { collector.needs(.gatewayServices, for: item.peer.top.object) }
        return
      }
      guard service.spec["type"].string == "NodePort" else {
        return balancedPorts(item, service, &collector)
      }
      for kind in FederationPort.allCases {
        let port = service.spec["ports"].items.first { $0["port"].int == kind.rawValue }
        guard let live = port?["nodePort"].int, live != item.peer.port(kind), !item.peer.isMapped(kind) else {
          continue
        }
        let field = kind == .discovery ? "discoveryPort" : "servicePort"
        let here = item.peer.spec["remote"][field]
        collector.report(
          here,
          "the Service of the peer's ingress gateway has node port \(live) for \(kind.rawValue), but here it is "
            + "\(item.peer.port(kind))", next: "copy the number", paste: "\(field): \(live)",
          edit: here.exists
            ? here.replacing(with: String(live)) : item.peer.spec["remote"].inserting(field, String(live)))
      }
    },
  ]
}

extension PeerRules {
  /// A load balancer listens at the ports of its Service, and node ports are open on the nodes alone.
  private static func balancedPorts(_ item: PeerCase, _ service: Manifest, _ collector: inout Collector) {
    let reported = service.balancedAddresses
    guard !Set(item.peer.addresses.strings).isDisjoint(with: reported) else { return }
    let open = Set(service.spec["ports"].items.compactMap { $0["port"].int })
    for kind in FederationPort.allCases {
      let given = item.peer.port(kind)
      guard (30000...32767).contains(given), !open.contains(given), open.contains(kind.rawValue) else { continue }
      let field = kind == .discovery ? "discoveryPort" : "servicePort"
      collector.report(
        item.peer.spec["remote"][field],
        "the load balancer of the peer's ingress gateway listens at \(kind.rawValue), but here it is \(given), a node port",
        next: "remove the line: \(kind.rawValue) is the default")
    }
  }
}

extension Manifest {
  /// The addresses that the load balancer of a Service reports.
  fileprivate var balancedAddresses: [String] {
    top["status"]["loadBalancer"]["ingress"].items.flatMap { ingress in
      [ingress["hostname"].string, ingress["ip"].string].compactMap(\.self)
    }
  }
}

extension PeerCase {
  /// Whether the peer's control plane asks for node ports, or our own ports for the peer are node ports.
  fileprivate var ingressIsOnNodes: Bool {
    if let name = reverse?.ingress.string, let gateway = other?.controlPlane?.gateway(name, .ingress) {
      return gateway.serviceType == "NodePort"
    }
    return FederationPort.allCases.contains { (30000...32767).contains(peer.port($0)) }
  }

  /// The Service of the peer's ingress gateway for us, if it is in the input.
  fileprivate var ingressService: Manifest? {
    guard let other, let name = reverse?.ingress.string else { return onlyIngress }
    return other.services.first { $0.name == name && ($0.namespace ?? other.namespace) == other.namespace }
  }
}
