import Diagnostics
import Documents
import Federation
import SPIFFE

/// The rules about failover from a mesh to its peers.
enum FailoverRules {
  static let all: [Rule] = localities + matching + settings

  /// The locality of imports: F-01, F-07, F-08.
  private static let localities: [Rule] = [
    Rule.imports("MT-F-01", .warning) { set, collector in
      let locality = set.manifest.spec["locality"]
      if set.resolved.localityIsDropped {
        return collector.report(locality, "the locality lacks a level: a zone needs a region, and a subzone a zone")
      }
      let isFailover = set.resolved.imported.contains { !set.mesh.failoverRules(for: $0.host).isEmpty }
      guard isFailover, set.resolved.locality == nil else { return }
      collector.report(
        locality, "services fail over to the peer, but the imports have no locality",
        paste: "locality:\n  region: REGION")
    },
    Rule.inventory("MT-F-07", .warning) { inventory, collector in
      for rule in inventory.strayFailoverRules where !rule.failover.isEmpty {
        collector.needs(.localRegion, for: rule.manifest.object)
      }
      for mesh in inventory.meshes { departures(of: mesh, inventory, &collector) }
    },
    Rule.inventory("MT-F-08", .warning) { inventory, collector in
      for set in inventory.traffic.imports {
        guard let theirs = set.resolved.locality?.region else { continue }
        guard let ours = inventory.localRegion(of: set.mesh) else {
          collector.needs(.localRegion, for: set.manifest.object)
          continue
        }
        guard ours == theirs else { continue }
        collector.report(
          set.manifest.spec["locality"]["region"], "the imports have our own region `\(ours)`")
      }
    },
  ]

  /// Failover begins in the region of our own nodes.
  private static func departures(of mesh: MeshObjects, _ inventory: Inventory, _ collector: inout Collector) {
    for rule in mesh.failoverRules {
      for entry in rule.failover {
        guard let from = entry["from"].string else { continue }
        guard let region = inventory.localRegion(of: mesh) else {
          collector.needs(.localRegion, for: rule.manifest.object)
          continue
        }
        guard from != region else { continue }
        collector.report(
          entry["from"],
          region.isEmpty
            ? "failover starts in `\(from)`, but our nodes have no region"
            : "failover starts in `\(from)`, but our nodes are in `\(region)`")
      }
    }
  }

  /// DestinationRules compared with imports: F-02, F-03, F-06, F-12.
  private static let matching: [Rule] = [
    compared("MT-F-02", .error) { mesh, inventory, collector in
      let hosts = Set(mesh.failoverRules.compactMap(\.host))
      for set in inventory.traffic.imports(of: mesh) where !hosts.isEmpty {
        for service in set.resolved.imported where !service.isLocal {
          let wanted = service.name.host(suffix: Naming.localSuffix(clusterDomain: mesh.clusterDomain))
          guard hosts.contains(wanted) else { continue }
          collector.report(
            set.rule(service.rule), "`\(wanted)` should fail over, but it is imported as `\(service.host)`",
            next: "import it as local",
            paste: "importAsLocal: true\nnameSelector:\n  alias:\n    namespace: \(service.name.namespace)")
        }
      }
    },
    compared("MT-F-03", .error) { mesh, inventory, collector in
      let imported = inventory.traffic.imports(of: mesh).flatMap(\.resolved.imported)
      let hosts = Set(imported.map(\.host))
      let locals = Set(
        imported.filter { !$0.isLocal }.map {
          $0.name.host(suffix: Naming.localSuffix(clusterDomain: mesh.clusterDomain))
        })
      let byName = Dictionary(grouping: imported.filter(\.isLocal), by: \.name.name)
      let services = Set(mesh.services.map { ServiceName(namespace: $0.namespace ?? "default", name: $0.name) })
      for rule in mesh.failoverRules {
        // A rule for an import that is not local is reported by F-02.
        guard let host = rule.host, !hosts.contains(host), !locals.contains(host) else { continue }
        let labels = host.split(separator: ".").map(String.init)
        // A Service of ours may have the same name in another namespace, and its own failover.
        guard let name = labels.first, let meant = byName[name],
          labels.count < 2 || !services.contains(ServiceName(namespace: labels[1], name: name))
        else { continue }
        let hosts = Set(meant.map(\.host)).sorted()
        collector.report(
          rule.manifest.spec["host"], "the rule is for `\(host)`, but the import's host is \(hosts.quoted)",
          next: hosts.count == 1 ? "write \(hosts.quoted)" : "write one of \(hosts.quoted)",
          paste: hosts.count == 1 ? "host: \(hosts[0])" : "")
      }
    },
    compared("MT-F-06", .warning) { mesh, inventory, collector in
      var regions: [String: [String]] = [:]
      for set in inventory.traffic.imports(of: mesh) {
        guard let region = set.resolved.locality?.region else { continue }
        for service in set.resolved.imported { regions[service.host, default: []].append(region) }
      }
      for rule in mesh.failoverRules {
        guard let host = rule.host, let known = regions[host] else { continue }
        for entry in rule.failover {
          guard let to = entry["to"].string, !known.contains(to) else { continue }
          collector.report(
            entry["to"], "failover leads to `\(to)`, but the imports are in \(known.quoted)",
            next: "write the import's region", edit: known.count == 1 ? entry["to"].replacing(with: known[0]) : nil)
        }
      }
    },
    compared("MT-F-12", .warning) { mesh, inventory, collector in
      let version = mesh.controlPlane?.spec["version"].node?.text.flatMap(Version.numbers) ?? [2, 4]
      guard !version.lexicographicallyPrecedes([2, 4]) else { return }
      let imports = inventory.traffic.imports(of: mesh)
      for rule in mesh.failoverRules {
        let sets = imports.filter { $0.resolved.imported.contains { $0.isLocal && $0.host == rule.host } }
        guard !sets.isEmpty else { continue }
        guard let domain = mesh.trustDomain else { return collector.needsControlPlane(of: mesh) }
        collector.needsPeers(of: mesh)
        for egress in sets.compactMap({ mesh.peer(named: $0.manifest.name)?.egress.string }) {
          let identity =
            "\(SPIFFEID.scheme)\(domain)/ns/\(mesh.namespace)/sa/\(Naming.serviceAccount(ofGateway: egress))"
          let names = rule.policy["tls"]["subjectAltNames"]
          guard !names.strings.contains(identity) else { continue }
          collector.report(
            names.exists ? names : rule.policy, "the egress gateway `\(egress)` is not among the accepted identities",
            paste: "tls:\n  mode: ISTIO_MUTUAL\n  subjectAltNames:\n  - SPIFFE ID of each local service account\n  - "
              + "\(identity)")
        }
      }
    },
  ]

  /// DestinationRules on their own: F-04, F-05, F-09 to F-11.
  private static let settings: [Rule] = [
    each("MT-F-04", .error) { rule, _, collector in
      guard !rule.policy["outlierDetection"].exists else { return }
      collector.report(
        rule.policy, "there is no outlier detection",
        paste: "outlierDetection:\n  consecutive5xxErrors: 3\n  interval: 10s\n  baseEjectionTime: 1m")
    },
    each("MT-F-05", .error) { rule, _, collector in
      if rule.locality["distribute"].exists {
        collector.report(rule.locality["distribute"], "traffic has both distribution and failover")
      }
      for entry in rule.failover {
        for half in [entry["from"], entry["to"]] {
          guard let text = half.string, text.contains("/") || text.contains("*") else { continue }
          collector.report(half, "`\(text)` is not a region")
        }
        if let from = entry["from"].string, from == entry["to"].string {
          collector.report(entry["to"], "failover leads from `\(from)` to itself")
        }
      }
    },
    each("MT-F-09", .warning) { rule, _, collector in
      guard rule.locality["enabled"].isFalse else { return }
      collector.report(rule.locality["enabled"], "failover is disabled")
    },
    each("MT-F-10", .warning) { rule, mesh, collector in
      let object = rule.manifest.object
      let visible = rule.manifest.spec["exportTo"]
      if !visible.strings.isEmpty, !visible.strings.contains("*") {
        collector.report(visible, "the rule is visible only in \(visible.strings.quoted)")
      }
      let labels = rule.host?.split(separator: ".").map(String.init) ?? []
      guard let mesh else { return collector.needs(.memberRoll, for: object) }
      guard let namespace = rule.manifest.namespace, labels.count > 2, labels[1] != namespace,
        namespace != mesh.namespace
      else { return }
      guard let members = mesh.members else { return collector.needs(.memberRoll, for: object) }
      guard !members.contains(namespace) else { return }
      collector.report(
        rule.manifest.top["metadata"]["namespace"],
        "the rule is in `\(namespace)`, which is neither the service's namespace, nor the control plane's, nor a member"
      )
    },
    each("MT-F-11", .warning) { rule, _, collector in
      let errors = rule.policy["outlierDetection"]["consecutiveErrors"]
      if errors.exists {
        collector.report(
          errors, "`consecutiveErrors` is deprecated", next: "write `consecutiveGatewayErrors`",
          edit: errors.renaming(to: "consecutiveGatewayErrors"))
      }
      let simple = rule.policy["loadBalancer"]["simple"]
      if simple.string == "LEAST_CONN" {
        collector.report(
          simple, "`LEAST_CONN` is deprecated", next: "write `LEAST_REQUEST`",
          edit: simple.replacing(with: "LEAST_REQUEST"))
      }
    },
  ]

  /// A rule that compares the DestinationRules for failover of a mesh with its imports.
  private static func compared(
    _ code: Code, _ severity: Severity,
    _ check: @escaping @Sendable (MeshObjects, Inventory, inout Collector) -> Void
  ) -> Rule {
    Rule.inventory(code, severity) { inventory, collector in
      for mesh in inventory.meshes {
        check(mesh, inventory, &collector)
        guard inventory.traffic.imports(of: mesh).isEmpty else { continue }
        for rule in mesh.failoverRules { collector.needs(.imports, for: rule.manifest.object) }
      }
      for rule in inventory.strayFailoverRules { collector.needs(.imports, for: rule.manifest.object) }
    }
  }

  /// A rule for each DestinationRule for failover, also one whose mesh is unknown.
  private static func each(
    _ code: Code, _ severity: Severity,
    _ check: @escaping @Sendable (FailoverRule, MeshObjects?, inout Collector) -> Void
  ) -> Rule {
    Rule.inventory(code, severity) { inventory, collector in
      for mesh in inventory.meshes {
        for rule in mesh.failoverRules { check(rule, mesh, &collector) }
      }
      for rule in inventory.strayFailoverRules { check(rule, nil, &collector) }
    }
  }
}
