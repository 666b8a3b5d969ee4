import Diagnostics
import Federation
import Kubernetes
import SPIFFE

extension ServiceRules {
  /// Imports: X-06, X-07, X-20 to X-22, X-24.
  static let importing: [Rule] = [
    Rule.imports("MT-X-06", .error) { set, collector in
      for conflict in set.resolved.conflicts {
        collector.report(
          set.manifest.spec["importRules"],
          "\(conflict.services.map(\.description).quoted) are imported under one host, `\(conflict.host)`")
      }
      guard !(set.exports?.isComplete ?? false) else { return }
      if !set.knowsOffer { collector.needs(.peerExports, for: set.manifest.object) }
      for (index, rule) in set.set.rules.enumerated() where rule.nameSelector?.mayCollide ?? false {
        collector.report(
          set.rule(index), "the rule gives the same name to every service that it selects",
          next: "leave out `alias.name`, or select one service", severity: .warning)
      }
    },
    Rule.inventory("MT-X-07", .error) { inventory, collector in
      inventory.eachSkipped("MT-X-07") { field, fault in
        collector.report(
          field, "the rule is skipped: it \(fault)", paste: "nameSelector:\n  alias:\n    namespace: NAMESPACE")
      }
    },
    Rule.imports("MT-X-20", .warning) { set, collector in
      let members = set.mesh.members
      for service in set.resolved.imported where service.isLocal {
        if let meets = service.meetsLocalService {
          if !meets {
            collector.report(
              set.rule(service.rule), "there is no Service `\(service.name)` for the local import to join",
              next: "create one", paste: service.manifest)
          }
        } else {
          collector.needs(.services, for: set.manifest.object)
        }
        if members == nil, service.name.namespace != set.mesh.namespace {
          collector.needs(.memberRoll, for: set.manifest.object)
        }
        if let members, service.name.namespace != set.mesh.namespace, !members.contains(service.name.namespace) {
          collector.report(
            set.rule(service.rule),
            "the namespace `\(service.name.namespace)` of the import is not a member of the mesh")
        }
      }
    },
    Rule.imports("MT-X-21", .warning) { set, collector in
      for service in set.resolved.imported where service.isLocal {
        guard let meets = service.meetsLocalService else {
          collector.needs(.services, for: set.manifest.object)
          continue
        }
        guard meets, !set.mesh.hasFailover(for: service.host) else { continue }
        collector.report(
          set.rule(service.rule), "`\(service.host)` already exists here, and no DestinationRule sets up failover",
          next: "`\(.meshtrust("services"))` shows the missing DestinationRule")
      }
    },
    Rule.inventory("MT-X-22", .warning) { inventory, collector in
      for (_, sets) in Dictionary(grouping: inventory.traffic.imports, by: \.mesh.id).sorted(by: { $0.key < $1.key }) {
        for (host, peers) in ServiceImports.hostsShared(by: sets.map(\.resolved)) {
          guard let set = sets.last(where: { peers.contains($0.manifest.name) }) else { continue }
          collector.report(set.manifest.spec["importRules"], "`\(host)` is imported from \(peers.quoted)")
        }
      }
    },
    Rule.inventory("MT-X-24", .note) { inventory, collector in
      for (_, sets) in Dictionary(grouping: inventory.traffic.imports, by: \.mesh.id).sorted(by: { $0.key < $1.key }) {
        let raw = sets.filter { $0.resolved.imported.contains { !$0.isLocal && $0.isRaw } }
        guard raw.count > 1, let last = raw.last else { continue }
        collector.report(
          last.manifest.spec["importRules"],
          "services that are not HTTP are imported from \(raw.map(\.manifest.name).quoted)"
        )
      }
    },
  ]

  /// The suffixes of imports: X-08 to X-10, X-23.
  static let suffixes: [Rule] = [
    Rule.inventory("MT-X-08", .error) { inventory, collector in
      inventory.eachSkipped("MT-X-08") { collector.report($0, "the rule is skipped: it \($1)") }
    },
    Rule.imports("MT-X-09", .warning) { set, collector in
      for rule in set.manifest.spec["importRules"].items where rule["importAsLocal"].isTrue {
        guard let suffix = rule["domainSuffix"].string else { continue }
        collector.report(
          rule["domainSuffix"], "the suffix `\(suffix)` is ignored, because the import is local",
          next: "remove it", edit: rule["domainSuffix"].removing)
      }
    },
    Rule.imports("MT-X-10", .warning) { set, collector in
      let cluster = set.mesh.clusterDomain
      let fields =
        [set.manifest.spec["domainSuffix"]] + set.manifest.spec["importRules"].items.map { $0["domainSuffix"] }
      for field in fields {
        // A rule with the cluster's own suffix is skipped, which X-08 reports.
        guard let suffix = field.string, suffix != Naming.localSuffix(clusterDomain: cluster) else { continue }
        if let fault = NameSyntax.hostname.fault(in: suffix) {
          collector.report(field, "the suffix `\(suffix)` is not a DNS name: it \(fault)")
        } else if suffix.hasSuffix(cluster) || suffix == "svc" {
          collector.report(field, "the suffix `\(suffix)` is in the cluster's own domain `\(cluster)`")
        } else if publicDomains.contains(suffix) {
          collector.report(field, "the suffix `\(suffix)` is a public domain")
        }
      }
    },
    Rule.mesh("MT-X-23", .warning) { mesh, inventory, collector in
      let sets = inventory.traffic.imports(of: mesh)
      guard !sets.isEmpty else { return }
      var arrives: [String: String] = [:]
      for set in sets {
        for service in set.resolved.imported where service.isLocal {
          arrives[service.name.host(suffix: Naming.importSuffix(fromPeer: set.manifest.name))] = service.host
        }
      }
      for rule in mesh.destinationRules {
        guard let host = rule.spec["host"].string, let real = arrives[host] else { continue }
        collector.report(
          rule.spec["host"], "`\(host)` does not exist: the import is local", next: "write `\(real)`",
          paste: "host: \(real)", edit: rule.spec["host"].replacing(with: real))
      }
    },
  ]

  private static let publicDomains: Set<String> = ["com", "net", "org", "io", "dev", "local", "internal", "cloud"]

  /// Rules that need both sides: X-17, X-18.
  static let crossing: [Rule] = [
    Rule.imports("MT-X-17", .error) { set, collector in
      guard let exports = set.exports else { return collector.needs(.peerExports, for: set.manifest.object) }
      guard exports.isComplete else { return collector.needs(.services, for: exports.manifest.object) }
      let unreachable = Set(set.resolved.unreachableRules.map(\.rule))
      let named = originals(exports.resolved.exported)
      for index in set.resolved.unusedRules where !unreachable.contains(index) {
        let pattern = set.set.rules[index].nameSelector?.pattern
        let before = pattern.flatMap { named[$0.canonical] }
        collector.report(
          set.rule(index), "the peer exports nothing named `\(pattern?.description ?? "")`",
          next: before.map { "use the exported name, `\($0.name)`" } ?? nil)
      }
    },
    Rule.inventory("MT-X-18", .warning) { inventory, collector in
      let imports = Dictionary(
        inventory.traffic.imports.compactMap { set in
          set.exports.map { ([$0.mesh.id, set.mesh.id], set) }
        }
      ) { first, _ in first }
      for exports in inventory.traffic.exports {
        guard let other = exports.other else {
          collector.needs(.peerImports, for: exports.manifest.object)
          continue
        }
        guard let set = imports[[exports.mesh.id, other.id]] else {
          if exports.resolved.exported.isEmpty { continue }
          collector.report(
            exports.manifest.top["metadata"]["name"],
            "`\(other.name)` has no ImportedServiceSet for the services exported to it")
          continue
        }
        let exported = Dictionary(exports.resolved.exported.map { ($0.host, $0) }) { first, _ in first }
        for declined in set.resolved.declined {
          guard let service = exported[declined.offered.host] else { continue }
          collector.report(exports.rule(service.rule), "`\(declined.offered.name)` is exported, but not imported there")
        }
      }
    },
  ]

  /// The first exported service that each pattern in canonical form selects by the service's own name.
  private static func originals(_ exported: [ExportedService]) -> [NamePattern: ExportedService] {
    var originals: [NamePattern: ExportedService] = [:]
    for service in exported {
      for pattern in NamePattern.all(selecting: service.service.name) where originals[pattern] == nil {
        originals[pattern] = service
      }
    }
    return originals
  }
}

extension ImportedService {
  /// A Service for the local import to join, to paste.
  fileprivate var manifest: RepairText {
    let port = offered.ports?.first
    return """
      apiVersion: v1
      kind: Service
      metadata:
        name: \(name.name)
        namespace: \(name.namespace)
      spec:
        ports:
        - name: \(port?.name ?? "http")
          port: \(port.map { String($0.number) } ?? "PORT")
      """
  }

  /// Whether a port is known to use something other than HTTP.
  fileprivate var isRaw: Bool {
    (offered.ports ?? []).contains { port in
      let kind = port.name?.split(separator: "-").first.map(String.init) ?? ""
      return ["tcp", "mongo", "mysql", "redis", "postgres", "tls"].contains(kind)
    }
  }
}
