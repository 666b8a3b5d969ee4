import Diagnostics
import Documents
import Federation
import SPIFFE

/// The rules about control planes and their gateways.
enum GatewayRules {
  static let all: [Rule] = deployment + ports + exposure + labels + settings + PlainTextRules.gateways

  /// Whether the gateways exist and run: G-01 to G-03, G-09, G-16, G-17.
  private static let deployment: [Rule] = [
    Rule.peer("MT-G-01", .error) { item, collector in
      guard let controlPlane = item.mesh.controlPlane else {
        return collector.needs(.controlPlane, for: item.peer.top.object)
      }
      for direction in [GatewayView.Direction.ingress, .egress] {
        let field = item.peer.gateway(direction)
        guard let name = field.string, controlPlane.gateway(name, direction) == nil else { continue }
        let known = controlPlane.names(direction)
        let other = controlPlane.gateway(name, direction == .ingress ? .egress : .ingress) != nil
        collector.report(
          field,
          other
            ? "`\(name)` is a gateway of the control plane, but not an \(direction.rawValue) gateway"
            : "the control plane has no gateway `\(name)` under \(direction.field)",
          next: known.isEmpty ? "create the gateway in the control plane" : "use one of \(known.quoted), or create it",
          paste: Paste.gateway(name, direction))
      }
    },
    Rule.gateway("MT-G-02", .error) { gateway, _, collector in
      guard gateway.field["enabled"].bool != true else { return }
      let isMissing = !gateway.field["enabled"].exists
      collector.report(
        isMissing ? gateway.field : gateway.field["enabled"],
        "the \(gateway.direction.rawValue) gateway `\(gateway.name)` is not enabled\(isMissing ? " explicitly" : "")",
        paste: "enabled: true",
        // A gateway may have been disabled on purpose; a missing value only follows the manual.
        edit: isMissing ? gateway.field.inserting("enabled", "true") : nil)
    },
    Rule.controlPlane("MT-G-03", .error) { controlPlane, _, collector in
      let enabled = controlPlane.spec["gateways"]["enabled"]
      guard enabled.isFalse else { return }
      collector.report(enabled, "all gateways are disabled", next: "remove the line `enabled: false`")
    },
    Rule.gateway("MT-G-09", .error) { gateway, mesh, collector in
      let namespace = gateway.field["namespace"]
      guard let found = namespace.string, !mesh.namespace.isEmpty, found != mesh.namespace else { return }
      collector.report(
        namespace,
        "the gateway `\(gateway.name)` is in the namespace `\(found)` instead of `\(mesh.namespace)`",
        next: "remove the field `namespace`")
    },
    Rule.gateway("MT-G-16", .error) { gateway, mesh, collector in
      if let fault = NameSyntax.service.fault(in: gateway.name) {
        return collector.report(gateway.field, "the name of the gateway `\(gateway.name)` \(fault)")
      }
      let length = gateway.name.utf8.count + 1 + mesh.namespace.utf8.count
      guard length > 63 else { return }
      collector.report(
        gateway.field,
        "the label `\(gateway.name).\(mesh.namespace)` of the operator has \(length) characters, more than 63",
        next: "shorten the gateway's name by \(length - 63) characters")
    },
    Rule.controlPlane("MT-G-17", .error) { controlPlane, _, collector in
      var seen: Set<String> = []
      for gateway in controlPlane.gateways {
        if ["istio-ingressgateway", "istio-egressgateway"].contains(gateway.name) {
          collector.report(gateway.field, "`\(gateway.name)` is the name of a default gateway")
        } else if !seen.insert(gateway.name).inserted {
          collector.report(gateway.field, "`\(gateway.name)` is the name of an ingress and of an egress gateway")
        }
      }
    },
  ]

  /// Settings of the control plane as a whole: G-13, G-14, G-22 to G-25.
  private static let settings: [Rule] = [
    Rule.controlPlane("MT-G-13", .error) { controlPlane, mesh, collector in
      guard let domain = controlPlane.clusterDomain.string, domain != "cluster.local" else { return }
      let host = Naming.host(
        ofService: Naming.istiod(ofControlPlane: controlPlane.name), namespace: mesh.namespace, clusterDomain: domain)
      guard !mesh.destinationRules.contains(where: { $0.spec["host"].string == host }) else { return }
      collector.report(
        controlPlane.clusterDomain, "the cluster's domain is `\(domain)`, and there is no DestinationRule for istiod",
        next: "add the DestinationRule", paste: Paste.istiodRule(controlPlane.name, mesh.namespace, host))
    },
    Rule.controlPlane("MT-G-14", .error) { controlPlane, _, collector in
      let automatic = controlPlane.spec["security"]["dataPlane"]["automtls"]
      guard automatic.isFalse else { return }
      collector.report(automatic, "automatic mutual TLS is disabled", next: "remove the line, or set it to true")
    },
    Rule.controlPlane("MT-G-28", .error) { controlPlane, _, collector in
      for part in ["dataPlane", "controlPlane"] {
        let field = controlPlane.spec["security"][part]["mtls"]
        guard field.isFalse else { continue }
        collector.report(
          field, "mutual TLS is off in a federated mesh: `\(field.path)` is false", next: "set it to true",
          paste: "mtls: true")
      }
    },
    Rule.inventory("MT-G-29", .error) { inventory, collector in
      for mesh in inventory.meshes {
        guard let first = mesh.controlPlanes.first else { continue }
        for other in mesh.controlPlanes.dropFirst() {
          collector.report(
            other.manifest.top["metadata"]["name"],
            "`\(other.name)` is a second control plane in the namespace of `\(first.name)`",
            next: "keep one of them, or give each a namespace of its own")
        }
      }
    },
    Rule.controlPlane("MT-G-22", .error) { controlPlane, _, collector in
      let field = controlPlane.spec["version"]
      guard let version = field.node?.text, !version.isEmpty else { return }
      guard let numbers = Version.numbers(version), version == "v\(numbers.map(String.init).joined(separator: "."))",
        numbers.count == 2
      else {
        collector.report(
          field, "the operator knows no version `\(version)`",
          why: "it compares the text with those of its releases, v2.1 to v2.6, and rejects every other",
          next: Version.written(version).map { "write `\($0)`" } ?? "write the version as `v2.N`")
        return
      }
      if numbers.lexicographicallyPrecedes([2, 1]) {
        collector.report(field, "version \(version) does not support federation", next: "upgrade to v2.1 or later")
      } else if numbers.lexicographicallyPrecedes([2, 4]), controlPlane.spec["mode"].string == "ClusterWide" {
        collector.report(
          controlPlane.spec["mode"], "version \(version) does not know the mode ClusterWide",
          why: "the operator rejects it before v2.4", next: "remove `mode`, or upgrade to v2.4")
      } else if numbers[0] >= 3 {
        collector.report(
          field, "version \(version) no longer supports federation",
          next: "stay with 2.6, or move to Istio's multi-cluster")
      }
    },
    Rule.controlPlane("MT-G-23", .error) { controlPlane, _, collector in
      let federation = controlPlane.pilotVariable("PILOT_ENABLE_FEDERATION")
      if federation.isFalse { collector.report(federation, "federation is disabled", next: "remove the variable") }
      let slices = controlPlane.pilotVariable("PILOT_USE_ENDPOINT_SLICE")
      if slices.isFalse {
        collector.report(
          slices, "istiod is configured not to watch EndpointSlices",
          why: "according to the release notes this is incompatible with federation (OSSM-1962)",
          next: "remove the variable",
          severity: .warning)
      }
    },
    Rule.controlPlane("MT-G-24", .warning) { controlPlane, _, collector in
      for config in controlPlane.meshConfigs {
        for name in ["ISTIO_META_DNS_CAPTURE", "ISTIO_META_DNS_AUTO_ALLOCATE"] {
          let field = config["defaultConfig"]["proxyMetadata"][name]
          if field.isFalse { collector.report(field, "`\(name)` is disabled") }
        }
      }
    },
    Rule.controlPlane("MT-G-25", .warning) { controlPlane, mesh, collector in
      let field = controlPlane.spec["security"]["manageNetworkPolicy"]
      guard field.isFalse else { return }
      collector.report(
        field, "the operator is configured not to create NetworkPolicies",
        paste: Paste.networkPolicies(controlPlane, mesh.namespace))
    },
  ]
}

enum Version {
  /// A version with other signs or more numbers than the operator takes, in its form.
  static func written(_ text: String) -> String? {
    guard let numbers = numbers(text), numbers.count >= 2 else { return nil }
    return "v\(numbers[0]).\(numbers[1])"
  }

  /// The numbers of `v2.5`; nil for anything else.
  static func numbers(_ text: String) -> [Int]? {
    let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(separator: ".")
    let numbers = parts.compactMap { Int($0) }
    return numbers.count == parts.count && !numbers.isEmpty ? numbers : nil
  }
}

extension [String] {
  /// The words in backticks, separated by commas.
  var quoted: String { map { "`\($0)`" }.joined(separator: ", ") }
}
