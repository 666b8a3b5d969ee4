import Diagnostics
import Federation

extension GatewayRules {
  /// How gateways are identified and what they see: G-15, G-18 to G-21, G-26, G-27.
  static let labels: [Rule] = [
    Rule.peer("MT-G-15", .warning) { item, collector in
      guard let plane = item.mesh.controlPlane else { return collector.needs(.controlPlane, for: item.peer.top.object) }
      guard let name = item.peer.egress.string, let gateway = plane.gateway(name, .egress) else { return }
      let view = gateway.field["requestedNetworkView"]
      let wanted = Naming.networkView(ofPeer: item.peer.name)
      let found = view.strings
      guard !found.contains(wanted), view.exists || plane.isMultiNetwork else { return }
      let only = view.items.count == 1 ? view.items[0] : nil
      collector.report(
        only ?? (view.exists ? view : gateway.field),
        "the egress gateway `\(name)` requests \(found.isEmpty ? "no network" : found.quoted), not `\(wanted)`",
        why: plane.isMultiNetwork
          ? "the mesh filters endpoints by network: the peer's are left out, and callers get 503 while the peer "
            + "shows as connected"
          : "it has no effect today, but leads to 503 as soon as any network of the mesh has a gateway",
        next: "the control plane names the peer's network `\(wanted)`, regardless of the peer's own cluster.network",
        paste: "requestedNetworkView:\n- \(wanted)",
        // A gateway that two peers share cannot be right for both.
        edit: item.mesh.peers.count { $0.egress.string == name } == 1 ? only?.replacing(with: wanted) : nil,
        severity: plane.isMultiNetwork ? .error : .warning)
    },
    Rule.controlPlane("MT-G-18", .error) { controlPlane, _, collector in
      var seen: [[String: String]: String] = [:]
      for gateway in controlPlane.gateways where gateway.labels["app"] != nil {
        guard let first = seen.updateValue(gateway.name, forKey: gateway.labels) else { continue }
        collector.report(
          gateway.service["metadata"]["labels"], "`\(first)` and `\(gateway.name)` have the same labels")
      }
    },
    Rule.gateway("MT-G-19", .warning) { gateway, mesh, collector in
      let name = "federation.maistra.io/\(gateway.direction)-for"
      guard gateway.labels[name] == nil else { return }
      collector.report(
        gateway.service.exists ? gateway.service : gateway.field,
        "the gateway `\(gateway.name)` has no label `\(name)`", next: "add the label",
        paste: "metadata:\n  labels:\n    \(name): \(gateway.name)")
    },
    shared("MT-G-20", .error, .ingress),
    shared("MT-G-21", .warning, .egress),
    Rule.gateway("MT-G-26", .note) { gateway, _, collector in
      let mode = gateway.field["routerMode"]
      guard mode.string != "sni-dnat" else { return }
      collector.report(
        mode.exists ? mode : gateway.field, "the gateway `\(gateway.name)` has no `routerMode: sni-dnat`",
        paste: "routerMode: sni-dnat")
    },
    Rule.mesh("MT-G-27", .warning) { mesh, _, collector in
      guard mesh.isFederated else { return }
      for gateway in mesh.gateways where gateway.spec["selector"].table == ["istio": "ingressgateway"] {
        let clash = gateway.spec["servers"].items.first { server in
          let number = server["port"]["number"].int
          let isFederation = FederationPort.allCases.contains { $0.rawValue == number }
          return isFederation || (server["tls"].exists && server["hosts"].strings.contains { $0.hasSuffix("*") })
        }
        guard let clash else { continue }
        collector.report(
          clash, "the Gateway selects every pod with `istio: ingressgateway`, including the federation gateways",
          next: "select the default gateway by `app: istio-ingressgateway`",
          paste: "selector:\n  app: istio-ingressgateway")
      }
    },
  ]

  /// Two peers with the same gateway.
  private static func shared(_ code: Code, _ severity: Severity, _ direction: GatewayView.Direction) -> Rule {
    Rule.mesh(code, severity) { mesh, _, collector in
      collector.needsPeers(of: mesh)
      var seen: [String: String] = [:]
      for peer in mesh.peers {
        let field = peer.gateway(direction)
        guard let name = field.string else { continue }
        guard let first = seen[name] else {
          seen[name] = peer.name
          continue
        }
        collector.report(
          field, "the peers `\(first)` and `\(peer.name)` share the \(direction.rawValue) gateway `\(name)`",
          next: "give each peer its own gateway",
          paste: Paste.gateway(
            direction == .ingress ? Naming.ingress(forPeer: peer.name) : Naming.egress(forPeer: peer.name), direction))
      }
    }
  }
}
