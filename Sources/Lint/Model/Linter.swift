public import Diagnostics

/// Runs rules over an inventory.
public enum Linter {
  /// Checks every rule; findings come by file, line, column and code, and what could not be checked by code.
  public static func lint(_ inventory: Inventory, rules: [Rule] = Rule.all) -> LintReport {
    var findings: [Finding] = []
    var unchecked: [Unchecked] = []
    for rule in rules {
      let answer = rule.check(inventory)
      findings += answer.findings
      unchecked += answer.unchecked.map { Unchecked(code: rule.code, need: $0.key, objects: $0.value) }
    }
    return LintReport(
      findings: findings.sorted(),
      unchecked: unchecked.sorted { ($0.code, $0.need.rawValue) < ($1.code, $1.need.rawValue) })
  }
}

/// What linting found.
public struct LintReport: Sendable, Hashable {
  /// The findings, by file, line, column and code.
  public let findings: [Finding]
  /// What could not be checked, by code.
  public let unchecked: [Unchecked]

  /// The findings that weigh at least as much.
  public func findings(atLeast severity: Severity) -> [Finding] { findings.filter { $0.severity >= severity } }

  /// The certain repairs, by file.
  public var edits: [String: [Edit]] { Dictionary(grouping: findings.compactMap(\.edit), by: \.file) }
}

/// A rule that could not be checked for some objects.
public struct Unchecked: Sendable, Hashable {
  /// The rule's code.
  public let code: Code
  /// The fact that is missing.
  public let need: Need
  /// The objects that were not checked, as people call them.
  public let objects: [String]

  /// `not checked: needs …`
  public var text: String { "not checked: needs \(need.rawValue)" }
}
