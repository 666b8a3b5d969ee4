import Diagnostics
import Federation

extension ServiceRules {
  /// Exports.
  static let exporting: [Rule] = [
    Rule.export("MT-X-05", .error) { set, collector in
      for conflict in set.resolved.conflicts {
        collector.report(
          set.manifest.spec["exportRules"],
          "`\(conflict.host)` is the exported name of \(conflict.services.map(\.description).quoted)")
      }
      guard !set.knowsServices else { return }
      if !set.isComplete { collector.needs(.services, for: set.manifest.object) }
      for (index, rule) in set.rules.enumerated() where rule.fault == nil {
        let mappings =
          rule.type == ExportRule.Selection.name.rawValue
          ? [rule.nameSelector].compactMap { $0 } : rule.labelSelector?.aliases ?? []
        guard mappings.contains(where: \.mayCollide) else { continue }
        collector.report(
          set.rule(index), "the rule gives the same name to every service that it selects",
          next: "leave out `alias.name`, or select one service", severity: .warning)
      }
    },
    caution("MT-X-11", .error),
    Rule.export("MT-X-12", .warning) { set, collector in
      guard set.knowsServices else { return collector.needs(.services, for: set.manifest.object) }
      for service in set.resolved.exported {
        for caution in service.cautions where caution.code == "MT-X-12" {
          collector.report(set.rule(service.rule), "the service `\(service.service.name)` \(caution)")
        }
      }
      let ruleByName = set.ruleByName
      for withheld in set.resolved.withheld where withheld.reason == .external {
        guard let index = ruleByName(withheld.service.name) else { continue }
        collector.report(set.rule(index), "the service `\(withheld.service.name)` \(withheld.reason)")
      }
    },
    Rule.export("MT-X-13", .error) { set, collector in
      guard let members = set.mesh.members else { return collector.needs(.memberRoll, for: set.manifest.object) }
      for rule in set.manifest.spec["exportRules"].items {
        for namespace in [rule["nameSelector"]["namespace"], rule["labelSelector"]["namespace"]] {
          guard let name = namespace.string, name != "*", name != set.mesh.namespace, !members.contains(name) else {
            continue
          }
          collector.report(
            namespace, "the namespace `\(name)` is not a member of the mesh", paste: "members:\n- \(name)")
        }
      }
    },
    Rule.export("MT-X-14", .warning) { set, collector in
      for (index, rule) in set.rules.enumerated() where rule.fault == nil {
        let isOpen =
          rule.type == ExportRule.Selection.name.rawValue
          ? rule.nameSelector.map { $0.pattern.covers(NamePattern()) } ?? false
          : rule.labelSelector.map { $0.selector.isEmpty && NamePattern.isOpen($0.namespace) } ?? false
        if isOpen { collector.report(set.rule(index), "the rule exports every service of the mesh") }
      }
    },
    Rule.export("MT-X-15", .error) { set, collector in
      guard set.knowsServices else { return collector.needs(.services, for: set.manifest.object) }
      let ruleByName = set.ruleByName
      for withheld in set.resolved.withheld {
        guard case .hidden = withheld.reason, let index = ruleByName(withheld.service.name) else { continue }
        collector.report(set.rule(index), "the service `\(withheld.service.name)` \(withheld.reason)")
      }
    },
    Rule.export("MT-X-25", .warning) { set, collector in
      guard set.knowsServices else { return collector.needs(.services, for: set.manifest.object) }
      let known = KnownServices(set.mesh.serviceNames)
      for (index, rule) in set.rules.enumerated() where rule.fault == nil {
        if let pattern = rule.type == ExportRule.Selection.name.rawValue ? rule.nameSelector?.pattern : nil {
          guard !known.has(pattern) else { continue }
          let namespace = pattern.namespace ?? ""
          let names = known.names(in: namespace)
          collector.report(
            set.rule(index),
            names.isEmpty && !NamePattern.isOpen(namespace)
              ? "the rule selects in `\(namespace)`, where there is no Service"
              : "the rule selects `\(pattern)`, and there is no such Service",
            next: .didYouMean(
              pattern.name.flatMap { known.nearest(to: $0, among: names) },
              otherwise: "create the Service, or correct the rule"))
        } else if let namespace = rule.labelSelector?.namespace, !NamePattern.isOpen(namespace),
          !known.has(NamePattern(namespace: namespace))
        {
          collector.report(
            set.rule(index), "the rule selects in `\(namespace)`, where there is no Service",
            next: "create the Service, or correct the rule")
        }
      }
    },
    Rule.inventory("MT-X-16", .error) { inventory, collector in
      for set in inventory.traffic.exports {
        if !set.isComplete { collector.needs(.services, for: set.manifest.object) }
        for service in set.resolved.exported {
          for caution in service.cautions where caution.code == "MT-X-16" {
            collector.report(set.rule(service.rule), "the service `\(service.service.name)` \(caution)")
          }
        }
      }
      for set in inventory.traffic.imports {
        if !set.knowsOffer { collector.needs(.peerExports, for: set.manifest.object) }
        for service in set.resolved.imported {
          for caution in service.cautions where caution.code == "MT-X-16" {
            collector.report(set.rule(service.rule), "the service `\(service.offered.name)` \(caution)")
          }
        }
      }
    },
  ]

  /// A rule about exported services that needs the Services.
  private static func caution(_ code: Code, _ severity: Severity) -> Rule {
    Rule.export(code, severity) { set, collector in
      guard set.knowsServices else { return collector.needs(.services, for: set.manifest.object) }
      for service in set.resolved.exported {
        for caution in service.cautions where caution.code == code {
          collector.report(set.rule(service.rule), "the service `\(service.service.name)` \(caution)")
        }
      }
    }
  }
}

extension ExportCase {
  /// Finds the first rule that selects a service by its name alone.
  var ruleByName: (ServiceName) -> Int? {
    var first: [NamePattern: Int] = [:]
    for (index, rule) in rules.enumerated() where rule.fault == nil {
      guard let pattern = rule.nameSelector?.pattern.canonical, first[pattern] == nil else { continue }
      first[pattern] = index
    }
    let known = first
    return { service in NamePattern.all(selecting: service).compactMap { known[$0] }.min() }
  }
}

extension NameMapping {
  /// Whether the name is fixed although several services may be selected.
  var mayCollide: Bool {
    guard let alias, alias.fixedName != nil else { return false }
    return NamePattern.isOpen(pattern.name) || (NamePattern.isOpen(pattern.namespace) && alias.fixedNamespace != nil)
  }
}

extension MeshObjects {
  /// The names of its Services.
  fileprivate var serviceNames: [ServiceName] {
    services.map { ServiceName(namespace: $0.namespace ?? "", name: $0.name) }
  }
}
