public import Diagnostics

/// Why the control plane skips a rule of an export or import set; it goes on with the next one and only logs it.
public enum RuleFault: Hashable, Sendable {
  /// There is no such type, or none is given.
  case type(String?, known: [String])
  /// The selector that the type asks for is missing.
  case missingSelector(type: String)
  /// The label selector is none.
  case selector(LabelSelector.Fault)
  /// `importAsLocal` needs an alias with a fixed namespace.
  case localWithoutNamespace
  /// The suffix is the cluster's own.
  case clusterSuffix(String)

  /// The rule of the linter that is broken.
  public var code: Code {
    switch self {
    case .type, .missingSelector, .selector: "MT-X-02"
    case .localWithoutNamespace: "MT-X-07"
    case .clusterSuffix: "MT-X-08"
    }
  }
}

extension RuleFault: CustomStringConvertible {
  /// The fault as the second half of a sentence: the rule …
  public var description: String {
    switch self {
    case .type(let type, let known):
      (type.map { "has the type `\($0)`" } ?? "has no type") + ", where "
        + known.map { "`\($0)`" }.joined(separator: " or ") + " is due"
    case .missingSelector(let type): "has no `\(type.prefix(1).lowercased())\(type.dropFirst())`"
    case .selector(let fault): "has a label selector that \(fault)"
    case .localWithoutNamespace: "has `importAsLocal` without a fixed `nameSelector.alias.namespace`"
    case .clusterSuffix(let suffix): "puts services under the cluster's own `\(suffix)`; `importAsLocal` does that"
    }
  }
}

/// A rule that is skipped.
public struct SkippedRule: Hashable, Sendable {
  /// Its place in the list, counted from 0.
  public let rule: Int
  /// Why.
  public let fault: RuleFault
}
