import Diagnostics
import Federation

extension PeerRules {
  /// What the Services of the peer's gateways report, compared with how we reach them: P-17, P-18.
  static let reported: [Rule] = [
    Rule.peer("MT-P-17", .error) { item, collector in
      guard let service = item.ingressService else { return }
      let balanced = service.top["status"]["loadBalancer"]["ingress"].items.flatMap { ingress in
        [ingress["hostname"].string, ingress["ip"].string].compactMap(\.self)
      }
      let isOnNodes = service.spec["type"].string == "NodePort"
      let reported = isOnNodes ? (item.other?.nodeAddresses ?? []).sorted() : balanced
      let given = item.peer.addresses
      guard !reported.isEmpty, !given.items.isEmpty, Set(given.strings).isDisjoint(with: reported) else { return }
      // Inside of one cluster the Service's name is as good.
      guard !given.strings.contains(where: Address.isInside) else { return }
      collector.report(
        given, "the peer's ingress gateway is at \(reported.quoted), and here it is at \(given.strings.quoted)",
        next: "copy the address, unless it is another name of the same load balancer",
        paste: "addresses:\n" + reported.map { "- \($0)" }.joined(separator: "\n"), severity: .warning)
    },
    Rule.peer("MT-P-18", .error) { item, collector in
      guard let service = item.ingressService, service.spec["type"].string == "NodePort" else { return }
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

extension PeerCase {
  /// The Service of the peer's ingress gateway for us, if it is in the input.
  fileprivate var ingressService: Manifest? {
    guard let other, let name = reverse?.ingress.string else { return nil }
    return other.services.first { $0.name == name && ($0.namespace ?? other.namespace) == other.namespace }
  }
}
