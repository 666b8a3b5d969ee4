import Diagnostics
import Documents
import Federation

extension GatewayRules {
  /// The two ports: G-04 to G-08.
  static let ports: [Rule] = [
    Rule.gateway("MT-G-04", .error) { gateway, _, collector in
      let missing = FederationPort.allCases.map(\.rawValue).filter { number in
        // A port that is only hidden behind another number is reported by the next rule.
        gateway.port(number) == nil && gateway.hidden(number) == nil
      }
      guard !missing.isEmpty else { return }
      let list = missing.map(String.init).joined(separator: " and ")
      collector.report(
        gateway.ports.isEmpty ? gateway.field : gateway.service["ports"],
        "the \(gateway.direction.rawValue) gateway `\(gateway.name)` lacks port \(list)",
        next: "add the ports", paste: Paste.ports(gateway.direction, missing))
    },
    Rule.gateway("MT-G-05", .error) { gateway, _, collector in
      for number in FederationPort.allCases.map(\.rawValue) {
        if let transport = gateway.port(number)?["protocol"], let name = transport.string, name != "TCP" {
          collector.report(
            transport, "port \(number) of `\(gateway.name)` has the protocol \(name)",
            why: "the listener is one of TCP, so that no peer reaches it", next: "remove `protocol`",
            edit: transport.removing)
        }
        guard let port = gateway.port(number), port["targetPort"].exists, port["targetPort"].int != number else {
          continue
        }
        let target = port["targetPort"].node?.text ?? ""
        collector.report(
          port["targetPort"], "port \(number) of `\(gateway.name)` has the targetPort \(target)",
          why: gateway.direction == .ingress
            ? "the listener opens on \(target), but the policies that check the peer's identity are for \(number): "
              + "every caller gets in"
            : "imported services get no endpoints, because the control plane looks for port \(number)",
          next: "remove `targetPort`", edit: port["targetPort"].removing)
      }
    },
    Rule.gateway("MT-G-06", .error) { gateway, _, collector in
      for number in FederationPort.allCases.map(\.rawValue) where gateway.port(number) == nil {
        guard let port = gateway.hidden(number) else { continue }
        collector.report(
          port["port"], "port \(number) of `\(gateway.name)` is only the target of another port",
          paste: Paste.ports(gateway.direction, [number]))
      }
    },
    Rule.gateway("MT-G-07", .error) { gateway, _, collector in
      var seen: Set<String> = []
      for port in gateway.ports {
        let name = port["name"].string ?? ""
        let number = port["port"].int.map(String.init) ?? "?"
        if name.isEmpty {
          if gateway.ports.count > 1 { collector.report(port, "port \(number) of `\(gateway.name)` has no name") }
        } else if name.utf8.count > 15 {
          collector.report(port["name"], "the port name `\(name)` has \(name.utf8.count) characters, more than 15")
        } else if name != name.lowercased() {
          collector.report(
            port["name"], "the port name `\(name)` has upper-case letters",
            edit: port["name"].replacing(with: name.lowercased()))
        } else if !seen.insert(name).inserted {
          collector.report(port["name"], "two ports of `\(gateway.name)` have the name `\(name)`")
        }
      }
    },
    Rule.gateway("MT-G-08", .warning) { gateway, _, collector in
      for kind in FederationPort.allCases {
        guard let port = gateway.port(kind.rawValue), let name = port["name"].string else { continue }
        let usual = gateway.direction == .ingress ? kind.ingressName : kind.egressName
        // Upper-case letters alone are reported by another rule.
        guard name != usual, name.lowercased() != usual else { continue }
        collector.report(
          port["name"],
          "port \(kind.rawValue) of the \(gateway.direction.rawValue) gateway `\(gateway.name)` is named `\(name)`",
          next: "name it `\(usual)`", paste: "name: \(usual)", edit: port["name"].replacing(with: usual))
      }
    },
  ]
}

extension GatewayView {
  /// The entry that maps another number to a port.
  func hidden(_ number: Int) -> Field? {
    ports.first { $0["port"].int != number && $0["targetPort"].int == number }
  }
}
