public import Diagnostics
import Documents

/// Removes a service from the `exports` and `imports` of a federation.yaml; every other byte stays.
public struct ServiceEdit: Sendable {
  /// The text without the rules.
  public let bytes: [UInt8]
  /// The federation with and without the rules.
  public let before, after: ResolvedFederation
  /// Where rules were removed: the mesh, the peer, and whether they were exports.
  public let places: [(mesh: String, peer: String, isExport: Bool)]
  /// The remaining rules that select the service, or may.
  public let findings: [Diagnostic]
  /// The meshes whose rules still import what their peer exports no more, with its name there.
  public let importers: [(mesh: String, name: ServiceName)]

  /// Removes a service from its owner's exports to all peers, or from the imports of one peer.
  ///
  /// - Parameters:
  ///   - service: its namespace and name at its owner.
  ///   - owner: the mesh that exports it.
  ///   - peer: the peer that loses it; nil for all.
  ///   - bytes: the text of a federation.yaml.
  ///   - source: its file name.
  public init(
    removing service: ServiceName, of owner: String, from peer: String?, in bytes: [UInt8], source: String
  ) throws(ServiceEditError) {
    let text: FederationEditor
    do throws(FederationEditor.Fault) {
      text = try FederationEditor(bytes, source: source)
    } catch {
      switch error {
      case .invalid(let error): throw .federation(error)
      case .uncertain: throw .uncertain
      }
    }
    let rules = RemovableRules(service, of: owner, from: peer, text.editor.documents, source)
    guard let edited = text.edited(rules.changes) else { throw .uncertain }
    (self.bytes, after) = edited
    before = text.federation
    places = rules.places
    findings = rules.findings
    importers = rules.importers
    guard changesOnlyItsPlaces else { throw .uncertain }
  }

  /// Whether the edit made its change and no other: every mesh is as before, except for some rules of its places.
  private var changesOnlyItsPlaces: Bool {
    guard before.meshes.map(\.name) == after.meshes.map(\.name), before.roots == after.roots else { return false }
    return zip(before.meshes, after.meshes).allSatisfy { old, new in
      let touched = places.filter { $0.mesh == old.name }
      let exports = Set(touched.filter(\.isExport).map(\.peer))
      let imports = Set(touched.filter { !$0.isExport }.map(\.peer))
      // Where no service sets are exchanged, each side follows from the rules of both.
      let sides = Set(
        places.flatMap { place in
          place.mesh == old.name ? [place.peer] : place.peer == old.name ? [place.mesh] : []
        })
      return Self.untouched(old, exports, imports, sides) == Self.untouched(new, exports, imports, sides)
        && exports.allSatisfy { Self.isRest(new.rules(exportedTo: $0), of: old.rules(exportedTo: $0)) }
        && imports.allSatisfy { Self.isRest(new.rules(importedFrom: $0), of: old.rules(importedFrom: $0)) }
    }
  }

  /// A mesh without its exports to some peers, its imports from others and what follows from the rules of both sides.
  private static func untouched(
    _ mesh: Mesh, _ exports: Set<String>, _ imports: Set<String>, _ sides: Set<String>
  ) -> Mesh {
    var mesh = mesh
    mesh.offeredServices.removeAll { sides.contains($0.peer) }
    mesh.usedServices.removeAll { sides.contains($0.peer) }
    mesh.exports.removeAll { exports.contains($0.peer) }
    mesh.imports.removeAll { imports.contains($0.peer) }
    return mesh
  }

  /// Whether `rules` are some but not all of the old ones, in the same order.
  private static func isRest<Rule: Equatable>(_ rules: [Rule], of old: [Rule]) -> Bool {
    var rest = rules[...]
    for rule in old where rest.first == rule { rest = rest.dropFirst() }
    return rest.isEmpty && rules.count < old.count
  }
}

/// Why a service cannot be removed from a federation.yaml.
public enum ServiceEditError: Error, Hashable, Sendable {
  /// The text as it is describes no valid federation.
  case federation(FederationError)
  /// The text has a form, such as aliases, in which the edit would or might change something else.
  case uncertain
}

extension Mesh {
  fileprivate func rules(exportedTo peer: String) -> [ExportRule] { exports.first { $0.peer == peer }?.rules ?? [] }

  fileprivate func rules(importedFrom peer: String) -> [ImportRule] { imports.first { $0.peer == peer }?.rules ?? [] }
}

extension Diagnostic {
  /// A rule by labels, which may select a service that is to be removed.
  public static func byLabels(_ rule: String, _ service: ServiceName, _ place: Place) -> Diagnostic {
    Diagnostic(
      "MT-REMOVE-01", .warning, what: "\(rule) selects `\(service)` if the Service has the labels",
      why: "the cluster decides by the labels of its Services, which can change",
      next: "remove the label from the Service, or replace the rule by one with names", place: place)
  }

  /// A rule that selects a service together with others.
  public static func withOthers(
    _ rule: String, _ service: ServiceName, _ pattern: NamePattern, _ place: Place
  ) -> Diagnostic {
    Diagnostic(
      "MT-REMOVE-02", what: "\(rule) still selects `\(service)`, together with others",
      why: "it selects \(pattern), and no rule can say `all but one`",
      next: "replace it by a rule for each service that stays; `\(.meshtrust("services"))` lists them", place: place)
  }
}
