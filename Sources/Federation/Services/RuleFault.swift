public import Diagnostics

/// Why the control plane skips a rule of an export or import set. It only logs that and continues with the next rule.
public enum RuleFault: Hashable, Sendable {
  /// An unknown type, or none.
  case type(String?, known: [String])
  /// The selector for the type is missing.
  case missingSelector(type: String)
  /// The label selector is invalid.
  case selector(LabelSelector.Fault)
  /// `importAsLocal` needs an alias with a fixed namespace.
  case localWithoutNamespace
  /// The suffix is the cluster's own.
  case clusterSuffix(String)

  /// The violated lint rule.
  public var code: Code {
    switch self {
    case .type, .missingSelector, .selector: "MT-X-02"
    case .localWithoutNamespace: "MT-X-07"
    case .clusterSuffix: "MT-X-08"
    }
  }
}

extension RuleFault: CustomStringConvertible {
  /// A predicate: "the rule …".
  public var description: String {
    switch self {
    case .type(let type, let known):
      (type.map { "has the type `\($0)`" } ?? "has no type") + "; it must be "
        + known.map { "`\($0)`" }.joined(separator: " or ")
    case .missingSelector(let type): "has no `\(type.prefix(1).lowercased())\(type.dropFirst())`"
    case .selector(let fault): "has a label selector that \(fault)"
    case .localWithoutNamespace: "has `importAsLocal` without a fixed `nameSelector.alias.namespace`"
    case .clusterSuffix(let suffix): "uses the cluster's own `\(suffix)`, which only `importAsLocal` may"
    }
  }
}

public struct SkippedRule: Hashable, Sendable {
  /// Its position in the list, counted from 0.
  public let rule: Int
  public let fault: RuleFault
}
