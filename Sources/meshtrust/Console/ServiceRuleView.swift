import Documents
import Federation
import Kubernetes
import SPIFFE

/// The service rules of federation.yaml, for `show`.
enum ServiceRuleView {
  /// The rows for one peer; empty if there are no rules.
  static func rows(of mesh: Mesh, peer: String) -> [(name: String, text: String)] {
    let exports = mesh.exports.first { $0.peer == peer }?.rules.map(line) ?? []
    let found = mesh.imports.first { $0.peer == peer }
    let imports = found?.rules.map(line) ?? []
    let failovers = (found?.failovers ?? []).map { "\($0.host), from \($0.from) to \($0.to)" }
    return column("exports", exports) + column("imports", imports)
      + (imports.isEmpty ? [] : column("found in", [found?.locality?.path].compactMap { $0 }))
      + column("fails over", failovers)
  }

  /// The rules as in the resource; null if there are none.
  static func exports(of mesh: Mesh, peer: String) -> Node {
    ServiceManifests(mesh).exports.first { $0.metadata.name == peer }?.node["spec"] ?? .null
  }

  /// The rules as in the resource, with the failovers; null if there are none.
  static func imports(of mesh: Mesh, peer: String) -> Node {
    guard var spec = ServiceManifests(mesh).imports.first(where: { $0.metadata.name == peer })?.node["spec"]?.mapping
    else { return .null }
    let failovers = mesh.imports.first { $0.peer == peer }?.failovers ?? []
    if !failovers.isEmpty {
      spec.set(
        "failover",
        to: .sequence(
          failovers.map {
            .mapping([
              ("host", .string($0.host)), ("from", .string($0.from)), ("to", .string($0.to)),
              ("servers", .strings($0.servers.map(\.spiffeID.uri))),
            ])
          }))
    }
    return .mapping(spec)
  }

  private static func column(_ name: String, _ texts: [String]) -> [(name: String, text: String)] {
    texts.enumerated().map { ($0 == 0 ? name : "", $1) }
  }

  private static func line(_ rule: ExportRule) -> String {
    if let mapping = rule.nameSelector { return line(mapping) }
    guard let labels = rule.labelSelector else { return "" }
    let pairs = labels.selector.matchLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let others = labels.selector.matchExpressions.map {
      ([$0.key, $0.operation] + ($0.values.isEmpty ? [] : ["(\($0.values.joined(separator: ", ")))"]))
        .joined(separator: " ")
    }
    let conditions = pairs + others
    let aliases = labels.aliases.map(line)
    return
      "\(NamePattern(namespace: labels.namespace)) with "
      + "\(conditions.isEmpty ? "any labels" : conditions.joined(separator: ", "))"
      + (aliases.isEmpty ? "" : "; \(aliases.joined(separator: ", "))")
  }

  private static func line(_ rule: ImportRule) -> String {
    let mapping = rule.nameSelector.map(line) ?? ""
    if rule.importAsLocal == true { return mapping + ", as a local service" }
    return mapping + (rule.domainSuffix.map { ", below \($0)" } ?? "")
  }

  /// `bookinfo/ratings as books/*`.
  private static func line(_ mapping: NameMapping) -> String {
    guard let alias = mapping.alias, alias.fixedNamespace != nil || alias.fixedName != nil else {
      return mapping.pattern.description
    }
    return "\(mapping.pattern) as \(alias.fixedNamespace ?? "*")/\(alias.fixedName ?? "*")"
  }
}
