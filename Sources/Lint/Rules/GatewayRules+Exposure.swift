import Diagnostics
import Federation

extension GatewayRules {
  /// How a gateway is reached from outside: G-10 to G-12.
  static let exposure: [Rule] = [
    Rule.peer("MT-G-10", .error) { item, collector in
      guard let other = item.other, let reverse = item.reverse, let plane = other.controlPlane else {
        return collector.needsOtherSide(of: item)
      }
      guard let name = reverse.ingress.string, let gateway = plane.gateway(name, .ingress),
        gateway.serviceType == "ClusterIP",
        let outside = item.peer.addresses.items.first(where: { ($0.string).map(Address.isOutside) ?? false })
      else { return }
      collector.report(
        gateway.service["type"].exists
          ? gateway.service["type"] : gateway.service.exists ? gateway.service : gateway.field,
        "the ingress gateway `\(name)` is a ClusterIP, but `\(item.mesh.name)` reaches it at `\(outside.string ?? "")`",
        next: "make it a LoadBalancer, or a NodePort with fixed ports", paste: "type: LoadBalancer")
    },
    Rule.gateway("MT-G-11", .error) { gateway, _, collector in
      guard gateway.direction == .ingress, gateway.serviceType == "NodePort" else { return }
      for kind in FederationPort.allCases {
        guard let port = gateway.port(kind.rawValue) else { continue }
        if let number = port["nodePort"].int {
          guard !(30000...32767).contains(number) else { continue }
          collector.report(port["nodePort"], "node port \(number) is not between 30000 and 32767")
        } else {
          collector.report(
            port, "port \(kind.rawValue) of the NodePort gateway `\(gateway.name)` has no fixed node port",
            next: "choose one, and set it at the peer too", paste: "nodePort: \(30000 + kind.rawValue % 1000)")
        }
      }
    },
    Rule.peer("MT-G-11", .error) { item, collector in
      guard let plane = item.other?.controlPlane, let name = item.reverse?.ingress.string else {
        return collector.needsOtherSide(of: item)
      }
      guard let gateway = plane.gateway(name, .ingress), gateway.serviceType == "NodePort" else { return }
      for kind in FederationPort.allCases {
        guard let there = gateway.port(kind.rawValue)?["nodePort"].int, item.peer.port(kind) != there,
          !item.peer.isMapped(kind)
        else { continue }
        let field = kind == .discovery ? "discoveryPort" : "servicePort"
        let here = item.peer.spec["remote"][field]
        collector.report(
          here, "the peer's node port for \(kind.rawValue) is \(there), but here it is \(item.peer.port(kind))",
          next: "copy the number", paste: "\(field): \(there)",
          edit: here.exists
            ? here.replacing(with: String(there)) : item.peer.spec["remote"].inserting(field, String(there)))
      }
    },
    Rule.gateway("MT-G-12", .warning) { gateway, mesh, collector in
      guard gateway.direction == .ingress, gateway.serviceType == "LoadBalancer" else { return }
      let annotations = gateway.service["metadata"]["annotations"]
      let name = "service.beta.kubernetes.io/aws-load-balancer-type"
      let kind = annotations[name].string
      if let kind, kind != "nlb", kind != "external", kind != "nlb-ip" {
        return collector.report(
          annotations[name], "the load balancer of `\(gateway.name)` has the type `\(kind)`",
          next: "use a network load balancer", paste: "\(name): nlb", edit: annotations[name].replacing(with: "nlb"))
      }
      guard kind == nil else { return }
      guard let platform = mesh.platform else { return collector.needs(.platform, for: gateway.field.object) }
      guard platform == Platform.aws.rawValue else { return }
      collector.report(
        gateway.service, "the load balancer of `\(gateway.name)` on AWS has no type",
        next: "add the annotation", paste: "annotations:\n  \(name): nlb")
    },
    Rule.peer("MT-G-12", .warning) { item, collector in
      let suspects = item.peer.addresses.items.filter { $0.string?.contains(".apps.") ?? false }
      guard !suspects.isEmpty else { return }
      guard let platform = item.other?.platform ?? item.facts.platform?.lowercased() else {
        return collector.needs(.platform, for: item.peer.top.object)
      }
      guard platform == Platform.aws.rawValue else { return }
      // The host of a Route is below the cluster's wildcard domain, and the router terminates TLS or needs a known SNI.
      for address in suspects {
        collector.report(address, "`\(address.string ?? "")` looks like the host of a Route")
      }
    },
  ]
}

/// Where an address leads.
enum Address {
  /// Whether it is not the name of a Service inside a cluster.
  static func isOutside(_ address: String) -> Bool { !isInside(address) }

  /// Whether it is the name of a Service inside a cluster.
  static func isInside(_ address: String) -> Bool {
    let labels = address.split(separator: ".")
    return labels.count >= 3 && labels[2] == "svc" || labels.count == 1
  }
}
