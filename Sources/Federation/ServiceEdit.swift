public import Diagnostics
public import Documents

/// A service that leaves the `exports` and `imports` of a federation.yaml; every other byte of it stays.
public struct ServiceEdit: Sendable {
  /// The text without the rules.
  public let text: String
  /// Where rules went: the mesh, the peer, and whether they were exports.
  public private(set) var places: [(mesh: String, peer: String, isExport: Bool)] = []
  /// The rules that still take the service, or may.
  public private(set) var findings: [Diagnostic] = []

  private let service: ServiceName

  /// Takes a service out of what its owner exports to everybody, or out of what one peer imports.
  ///
  /// Nil when the text's form does not allow a certain edit.
  ///
  /// - Parameters:
  ///   - service: its namespace and name at its owner.
  ///   - owner: the mesh that exports it.
  ///   - peer: the peer that is to lose it; nil for all.
  public init?(
    removing service: ServiceName, of owner: String, from peer: String?, _ text: String, _ document: Document
  ) {
    self.service = service
    var pruning = Pruning(text)
    var isCertain = true
    var result = Found()
    let meshes = document.root["spec"]?["meshes"]?.sequence ?? []
    let exporting = meshes.first { $0["name"]?.text == owner }
    let importing = peer.flatMap { peer in meshes.first { $0["name"]?.text == peer } }
    if let peer, let importing, let rules = importing["imports"]?[owner]?["rules"] {
      // The peer's rules go by the names under which the owner exports.
      let names = Self.exportedNames(of: service, exporting?["exports"]?[peer])
      result.take(names, rules, key: "imports", of: peer, for: owner, document.source, service)
      isCertain = result.cut(&pruning, rules, table: "imports", key: owner, in: importing)
    } else {
      for entry in exporting?["exports"]?.mapping?.entries ?? [] where peer == nil || entry.key == peer {
        result.take([service], entry.value, key: "exports", of: owner, for: entry.key, document.source, service)
      }
      if let exporting { isCertain = result.cutExports(&pruning, in: exporting) }
    }
    guard isCertain else { return nil }
    self.text = pruning.text
    places = result.places
    findings = result.findings
  }

  /// Whether the edit did what it says and nothing else: every other mesh, peer and rule is as it was. What stands
  /// behind an alias of YAML, for one, would change in two places at once.
  public func changesOnlyItsPlaces(_ before: ResolvedFederation, _ after: ResolvedFederation) -> Bool {
    guard before.meshes.map(\.name) == after.meshes.map(\.name), before.roots == after.roots else { return false }
    return zip(before.meshes, after.meshes).allSatisfy { old, new in
      let touched = places.filter { $0.mesh == old.name }
      let exports = Set(touched.filter(\.isExport).map(\.peer))
      let imports = Set(touched.filter { !$0.isExport }.map(\.peer))
      return old.exports.filter { !exports.contains($0.peer) } == new.exports.filter { !exports.contains($0.peer) }
        && old.imports.filter { !imports.contains($0.peer) } == new.imports.filter { !imports.contains($0.peer) }
        && exports.allSatisfy { peer in
          Self.isRest(
            new.exports.first { $0.peer == peer }?.rules ?? [], of: old.exports.first { $0.peer == peer }?.rules ?? [])
        }
        && imports.allSatisfy { peer in
          Self.isRest(
            new.imports.first { $0.peer == peer }?.rules ?? [], of: old.imports.first { $0.peer == peer }?.rules ?? [])
        } && old.gateways == new.gateways && old.peers == new.peers && old.locality == new.locality
    }
  }

  /// Whether rules are some of the old ones in their order, and fewer.
  private static func isRest<Rule: Equatable>(_ rules: [Rule], of old: [Rule]) -> Bool {
    var rest = rules[...]
    for rule in old where rest.first == rule { rest = rest.dropFirst() }
    return rest.isEmpty && rules.count < old.count
  }

  private static func exportedNames(of service: ServiceName, _ rules: Node?) -> Set<ServiceName> {
    for rule in rules?.sequence ?? [] {
      let pattern = NamePattern(namespace: rule["namespace"]?.text, name: rule["name"]?.text)
      guard rule["selector"] == nil, pattern.matches(service) else { continue }
      let alias = rule["alias"].map { Alias(namespace: $0["namespace"]?.text, name: $0["name"]?.text) }
      return [NameMapping(pattern, alias: alias).name(for: service) ?? service]
    }
    return [service]
  }
}

/// The rules that were found.
private struct Found {
  var places: [(mesh: String, peer: String, isExport: Bool)] = []
  var findings: [Diagnostic] = []
  /// The rules that go, by peer.
  private var going: [(peer: String, list: Node, rules: [Int])] = []

  mutating func take(
    _ names: Set<ServiceName>, _ list: Node, key: String, of mesh: String, for peer: String, _ source: String,
    _ service: ServiceName
  ) {
    var rules: [Int] = []
    let whose = "`\(key).\(peer)` of `\(mesh)`"
    for (index, rule) in (list.sequence ?? []).enumerated() {
      let pattern = NamePattern(namespace: rule["namespace"]?.text, name: rule["name"]?.text)
      guard names.contains(where: { pattern.matches($0) }) else { continue }
      if rule["selector"] != nil {
        findings.append(.byLabels("rule \(index + 1) of \(whose)", service, rule.mark.place(in: source)))
      } else if pattern.only != nil {
        rules.append(index)
      } else {
        findings.append(
          .withOthers("rule \(index + 1) of \(whose)", service, pattern, rule.mark.place(in: source)))
      }
    }
    guard !rules.isEmpty else { return }
    going.append((peer, list, rules))
    places.append((mesh, peer, key == "exports"))
  }

  /// Takes the rules of an entry of `imports`; without any left, the whole entry goes.
  func cut(_ pruning: inout Pruning, _ rules: Node, table: String, key: String, in mesh: Node) -> Bool {
    guard let found = going.first else { return true }
    guard found.rules.count == rules.sequence?.count else {
      return found.rules.allSatisfy { pruning.removeItem($0, of: rules) }
    }
    guard let entries = mesh[table], entries.mapping?.entries.count != 1 else {
      return pruning.removeEntry(table, of: mesh)
    }
    return pruning.removeEntry(key, of: entries)
  }

  /// The same for every peer in `exports`.
  func cutExports(_ pruning: inout Pruning, in mesh: Node) -> Bool {
    guard let entries = mesh["exports"] else { return true }
    let empty = going.filter { $0.rules.count == $0.list.sequence?.count }
    if !empty.isEmpty, empty.count == entries.mapping?.entries.count { return pruning.removeEntry("exports", of: mesh) }
    return going.allSatisfy { item in
      item.rules.count == item.list.sequence?.count
        ? pruning.removeEntry(item.peer, of: entries)
        : item.rules.allSatisfy { pruning.removeItem($0, of: item.list) }
    }
  }
}

extension Diagnostic {
  /// A rule by labels, which may take a service that is to go.
  public static func byLabels(_ rule: String, _ service: ServiceName, _ place: Place) -> Diagnostic {
    Diagnostic(
      "MT-REMOVE-01", .warning, what: "\(rule) takes `\(service)` if it has the labels",
      why: "which services it selects is decided on the cluster, and changes with their labels",
      next: "remove the label from the Service, or replace the rule by one with names", place: place)
  }

  /// A rule that takes a service together with others.
  public static func withOthers(
    _ rule: String, _ service: ServiceName, _ pattern: NamePattern, _ place: Place
  ) -> Diagnostic {
    Diagnostic(
      "MT-REMOVE-02", what: "\(rule) still takes `\(service)`, together with others",
      why: "it selects \(pattern), and no rule can say `all but one`",
      next: "replace it by a rule for each service that stays; `\(.meshtrust("services"))` lists them", place: place)
  }
}
