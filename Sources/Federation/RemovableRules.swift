import Diagnostics
import Documents

/// The rules of a federation.yaml that select a service, and what removing them changes.
struct RemovableRules {
  private(set) var places: [(mesh: String, peer: String, isExport: Bool)] = []
  private(set) var findings: [Diagnostic] = []
  private(set) var changes: [Change] = []
  /// The meshes whose rules still import what is exported no more, with its name there.
  private(set) var importers: [(mesh: String, name: ServiceName)] = []

  private let service: ServiceName
  private let source: String

  init(_ service: ServiceName, of owner: String, from peer: String?, _ documents: [Document], _ source: String) {
    self.service = service
    self.source = source
    let meshes = documents.first?.root["spec"]?["meshes"]?.sequence ?? []
    let path = NodePath()["spec"]["meshes"]
    let exporting = meshes.firstIndex { $0["name"]?.text == owner }
    let importing = peer.flatMap { peer in meshes.firstIndex { $0["name"]?.text == peer } }
    if let peer, let importing, let rules = meshes[importing]["imports"]?[owner]?["rules"] {
      // The peer's rules use the names under which the owner exports.
      let names = Self.exportedNames(of: service, exporting.flatMap { meshes[$0]["exports"]?[peer] })
      let going = take(names, rules, "`imports.\(owner)` of `\(peer)`")
      let list = RuleList(peer: owner, path: path[importing]["imports"][owner]["rules"], items: rules, going: going)
      remove([list], from: meshes[importing]["imports"], path[importing]["imports"])
      if !going.isEmpty { places.append((peer, owner, false)) }
    } else if let exporting {
      let (table, path) = (meshes[exporting]["exports"], path[exporting]["exports"])
      let entries = (table?.mapping?.entries ?? []).filter { peer == nil || $0.key == peer }
      let lists = entries.map { entry in
        let going = take([service], entry.value, "`exports.\(entry.key)` of `\(owner)`")
        return RuleList(peer: entry.key, path: path[entry.key], items: entry.value, going: going)
      }
      remove(lists, from: table, path)
      places += lists.filter { !$0.going.isEmpty }.map { (owner, $0.peer, true) }
      for list in lists where !list.going.isEmpty {
        let names = Self.exportedNames(of: service, list.items)
        let rules = meshes.first { $0["name"]?.text == list.peer }?["imports"]?[owner]?["rules"]?.sequence ?? []
        let taken = rules.lazy.compactMap { rule in
          NamePattern(namespace: rule["namespace"]?.text, name: rule["name"]?.text).only
        }.first(where: names.contains)
        if let taken { importers.append((list.peer, taken)) }
      }
    }
  }

  /// The rules for one peer, and which of them go.
  private struct RuleList {
    let peer: String
    let path: NodePath
    let items: Node
    let going: [Int]

    var isEmptied: Bool { !going.isEmpty && going.count == items.sequence?.count }
  }

  /// Removes the rules from their lists. A list that would become empty is removed as a whole.
  private mutating func remove(_ lists: [RuleList], from table: Node?, _ path: NodePath) {
    let emptied = lists.filter(\.isEmptied).count
    guard emptied == 0 || emptied != table?.mapping?.entries.count else { return changes.append(.remove(path)) }
    changes += lists.flatMap { list in
      list.isEmptied ? [.remove(path[list.peer])] : list.going.map { .remove(list.path[$0]) }
    }
  }

  private static func exportedNames(of service: ServiceName, _ rules: Node?) -> Set<ServiceName> {
    var names: Set<ServiceName> = []
    for rule in rules?.sequence ?? [] {
      let pattern = NamePattern(namespace: rule["namespace"]?.text, name: rule["name"]?.text)
      guard pattern.matches(service) else { continue }
      guard rule["selector"] != nil else {
        names.insert(mapping(rule, pattern).name(for: service) ?? service)
        break
      }
      // A rule by labels may select the service; the first alias that fits it decides its name.
      let aliases = (rule["aliases"]?.sequence ?? []).map { entry in
        mapping(entry, NamePattern(namespace: entry["namespace"]?.text, name: entry["name"]?.text))
      }
      names.insert(aliases.lazy.compactMap { $0.name(for: service) }.first ?? service)
    }
    return names.isEmpty ? [service] : names
  }

  private static func mapping(_ entry: Node, _ pattern: NamePattern) -> NameMapping {
    NameMapping(
      pattern, alias: entry["alias"].map { Alias(namespace: $0["namespace"]?.text, name: $0["name"]?.text) })
  }

  /// The rules of a list that select the service alone; the others that select it become findings.
  private mutating func take(_ names: Set<ServiceName>, _ list: Node, _ whose: String) -> [Int] {
    var going: [Int] = []
    for (index, rule) in (list.sequence ?? []).enumerated() {
      let pattern = NamePattern(namespace: rule["namespace"]?.text, name: rule["name"]?.text)
      guard names.contains(where: { pattern.matches($0) }) else { continue }
      if rule["selector"] != nil {
        findings.append(.byLabels("rule \(index + 1) of \(whose)", service, rule.mark.place(in: source)))
      } else if pattern.only != nil {
        going.append(index)
      } else {
        findings.append(.withOthers("rule \(index + 1) of \(whose)", service, pattern, rule.mark.place(in: source)))
      }
    }
    return going
  }
}
