public import Diagnostics
import Parallel

public enum Linter {
  /// Applies the rules, on all cores. Findings are sorted by file, line, column and code, and unchecked rules by code.
  public static func lint(_ inventory: Inventory, rules: [Rule] = Rule.all) -> LintReport {
    var findings: [Finding] = []
    var unchecked: [Unchecked] = []
    for (rule, answer) in zip(rules, AllCores.map(rules, { $0.check(inventory) })) {
      findings += answer.findings
      unchecked += answer.unchecked.map { Unchecked(code: rule.code, need: $0.key, objects: $0.value) }
    }
    return LintReport(
      findings: findings.sorted(),
      unchecked: unchecked.sorted { ($0.code, $0.need.rawValue) < ($1.code, $1.need.rawValue) })
  }
}

public struct LintReport: Sendable, Hashable {
  /// By file, line, column and code.
  public let findings: [Finding]
  /// Rules that could not be checked, by code.
  public let unchecked: [Unchecked]

  /// The findings of at least this severity.
  public func findings(atLeast severity: Severity) -> [Finding] { findings.filter { $0.severity >= severity } }

  /// By file.
  public var edits: [String: [Edit]] { Dictionary(grouping: findings.compactMap(\.edit), by: \.file) }
}

/// A rule that could not be checked for some objects.
public struct Unchecked: Sendable, Hashable {
  public let code: Code
  /// The missing fact.
  public let need: Need
  /// The display names of the objects that were not checked.
  public let objects: [String]

  /// `not checked: needs …`
  public var text: String { "not checked: needs \(need.rawValue)" }
}
