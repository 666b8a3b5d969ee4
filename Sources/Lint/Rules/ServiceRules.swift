import Diagnostics
import Federation

/// The rules about exports and imports.
enum ServiceRules {
  static let all: [Rule] =
    sets + exporting + importing + suffixes + crossing + visibility + calling + PlainTextRules.services

  /// Rules as written, on both sides.
  private static let sets: [Rule] = [
    Rule.mesh("MT-X-01", .error) { mesh, _, collector in
      for set in mesh.exports + mesh.imports {
        guard !mesh.peers.isEmpty else {
          collector.needs(.peers, for: set.object)
          continue
        }
        guard mesh.peer(named: set.name) == nil else { continue }
        collector.report(
          set.top["metadata"]["name"], "there is no ServiceMeshPeer `\(set.name)`",
          next: "name the set after the peer: one of \(mesh.peers.prefix(8).map(\.name).quoted)")
      }
    },
    Rule.inventory("MT-X-02", .error) { inventory, collector in
      inventory.eachSkipped("MT-X-02") { collector.report($0, "the rule is skipped: it \($1)") }
    },
    Rule.inventory("MT-X-03", .error) { inventory, collector in
      for rule in inventory.ruleFields {
        for selector in rule.selectors {
          for half in [selector, selector["alias"]].flatMap({ [$0["namespace"], $0["name"]] }) {
            guard let text = half.string, text != "*", text.contains("*") else { continue }
            collector.report(half, "`\(text)` is taken literally: only `*` on its own is a wildcard")
          }
        }
        let namespace = rule["labelSelector"]["namespace"]
        if let text = namespace.string, text != "*", text.contains("*") {
          collector.report(namespace, "`\(text)` is taken literally: only `*` on its own is a wildcard")
        }
      }
    },
    Rule.inventory("MT-X-04", .warning) { inventory, collector in
      let exports = inventory.traffic.exports.flatMap { set in
        set.resolved.unreachableRules.map { (set.rule($0.rule), $0.coveredBy) }
      }
      let imports = inventory.traffic.imports.flatMap { set in
        set.resolved.unreachableRules.map { (set.rule($0.rule), $0.coveredBy) }
      }
      for (field, cover) in exports + imports {
        collector.report(field, "the rule is never reached: rule \(cover + 1) selects everything that it could")
      }
    },
    Rule.inventory("MT-X-19", .warning) { inventory, collector in
      // A local import needs its alias in any case.
      let selectors = inventory.ruleFields.filter { !$0["importAsLocal"].isTrue }.flatMap(\.selectors)
      for selector in selectors where selector["alias"].exists {
        let alias = selector["alias"]
        let keeps = ["namespace", "name"].allSatisfy { half in
          NamePattern.isOpen(alias[half].string) || alias[half].string == selector[half].string
        }
        // An entry that excludes a name from later aliases does have an effect.
        let isEntry = selector.path.contains("aliases[")
        guard keeps, !isEntry else { continue }
        collector.report(alias, "the alias changes nothing", next: "remove it")
      }
    },
  ]
}

extension Inventory {
  /// Every rule of every set, as written.
  var ruleFields: [Field] {
    traffic.exports.flatMap { $0.manifest.spec["exportRules"].items }
      + traffic.imports.flatMap { $0.manifest.spec["importRules"].items }
  }

  /// Calls back for every rule that is skipped for a reason with the code.
  func eachSkipped(_ code: Code, _ body: (Field, RuleFault) -> Void) {
    for set in traffic.exports {
      for skipped in set.resolved.skippedRules where skipped.fault.code == code {
        body(set.rule(skipped.rule), skipped.fault)
      }
    }
    for set in traffic.imports {
      for skipped in set.resolved.skippedRules where skipped.fault.code == code {
        body(set.rule(skipped.rule), skipped.fault)
      }
    }
  }
}

extension Field {
  /// Everything in a rule that selects by name: its selector, and the entries of its aliases.
  fileprivate var selectors: [Field] {
    [self["nameSelector"]].filter(\.exists) + self["labelSelector"]["aliases"].items
  }

}
