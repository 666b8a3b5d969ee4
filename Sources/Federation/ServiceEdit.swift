public import Diagnostics
import Documents

/// A service that leaves the `exports` and `imports` of a federation.yaml; every other byte of it stays.
public struct ServiceEdit: Sendable {
  /// The text without the rules.
  public let bytes: [UInt8]
  /// The federation as it was, and without the rules.
  public let before, after: ResolvedFederation
  /// Where rules went: the mesh, the peer, and whether they were exports.
  public let places: [(mesh: String, peer: String, isExport: Bool)]
  /// The rules that still take the service, or may.
  public let findings: [Diagnostic]

  /// Takes a service out of what its owner exports to everybody, or out of what one peer imports.
  ///
  /// - Parameters:
  ///   - service: its namespace and name at its owner.
  ///   - owner: the mesh that exports it.
  ///   - peer: the peer that is to lose it; nil for all.
  ///   - bytes: the text of a federation.yaml.
  ///   - source: its name.
  public init(
    removing service: ServiceName, of owner: String, from peer: String?, in bytes: [UInt8], source: String
  ) throws(ServiceEditError) {
    before = try Self.read(bytes, source)
    let found: Found
    do throws(EditFault) {
      let editor = try DocumentEditor(bytes, source: source)
      found = Found(service, of: owner, from: peer, editor.documents, source)
      self.bytes = try editor.bytes(after: found.changes)
    } catch {
      throw .uncertain
    }
    places = found.places
    findings = found.findings
    guard let after = try? Self.read(self.bytes, source) else { throw .uncertain }
    self.after = after
    guard changesOnlyItsPlaces else { throw .uncertain }
  }

  private static func read(_ bytes: [UInt8], _ source: String) throws(ServiceEditError) -> ResolvedFederation {
    do throws(FederationError) {
      return try ResolvedFederation(FederationFile.read(bytes, source: source))
    } catch {
      throw .federation(error)
    }
  }

  /// Whether the edit did what it says and nothing else: every mesh is what it was, but for some rules of its places.
  private var changesOnlyItsPlaces: Bool {
    guard before.meshes.map(\.name) == after.meshes.map(\.name), before.roots == after.roots else { return false }
    return zip(before.meshes, after.meshes).allSatisfy { old, new in
      let touched = places.filter { $0.mesh == old.name }
      let exports = Set(touched.filter(\.isExport).map(\.peer))
      let imports = Set(touched.filter { !$0.isExport }.map(\.peer))
      return Self.untouched(old, exports, imports) == Self.untouched(new, exports, imports)
        && exports.allSatisfy { Self.isRest(new.rules(exportedTo: $0), of: old.rules(exportedTo: $0)) }
        && imports.allSatisfy { Self.isRest(new.rules(importedFrom: $0), of: old.rules(importedFrom: $0)) }
    }
  }

  /// A mesh without what it exports to some peers and imports from others.
  private static func untouched(_ mesh: Mesh, _ exports: Set<String>, _ imports: Set<String>) -> Mesh {
    var mesh = mesh
    mesh.exports.removeAll { exports.contains($0.peer) }
    mesh.imports.removeAll { imports.contains($0.peer) }
    return mesh
  }

  /// Whether rules are some of the old ones in their order, and fewer.
  private static func isRest<Rule: Equatable>(_ rules: [Rule], of old: [Rule]) -> Bool {
    var rest = rules[...]
    for rule in old where rest.first == rule { rest = rest.dropFirst() }
    return rest.isEmpty && rules.count < old.count
  }
}

/// Why a service is not taken out of a federation.yaml.
public enum ServiceEditError: Error, Hashable, Sendable {
  /// The text is no federation as it stands.
  case federation(FederationError)
  /// The text is written in a form, such as with aliases, in which the edit would change something else, or might.
  case uncertain
}

extension Mesh {
  fileprivate func rules(exportedTo peer: String) -> [ExportRule] { exports.first { $0.peer == peer }?.rules ?? [] }

  fileprivate func rules(importedFrom peer: String) -> [ImportRule] { imports.first { $0.peer == peer }?.rules ?? [] }
}

/// The rules that take a service.
private struct Found {
  private(set) var places: [(mesh: String, peer: String, isExport: Bool)] = []
  private(set) var findings: [Diagnostic] = []
  private(set) var changes: [Change] = []

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
      // The peer's rules go by the names under which the owner exports.
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

  /// Takes the rules out of their lists. What would be left empty goes as a whole.
  private mutating func remove(_ lists: [RuleList], from table: Node?, _ path: NodePath) {
    let emptied = lists.filter(\.isEmptied).count
    guard emptied == 0 || emptied != table?.mapping?.entries.count else { return changes.append(.remove(path)) }
    changes += lists.flatMap { list in
      list.isEmptied ? [.remove(path[list.peer])] : list.going.map { .remove(list.path[$0]) }
    }
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

  /// The rules of a list that take the service alone; what else takes it is a finding.
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
      next: "replace it by a rule for each service that stays; `meshtrust services` lists them", place: place)
  }
}
