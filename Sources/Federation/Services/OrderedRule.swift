/// A rule in a list where the first rule that selects a service decides.
protocol OrderedRule {
  /// Every service that the rule may select; nil if it has no selector.
  var bounds: NamePattern? { get }
  /// Everything that the rule certainly selects; nil if that depends on more than names.
  var certain: NamePattern? { get }
}

/// A rule that can never decide, because an earlier one selects everything that it could.
public struct UnreachableRule: Hashable, Sendable {
  /// Its position in the list, counted from 0.
  public let rule: Int
  /// The position of the earlier rule.
  public let coveredBy: Int

  /// Skipped rules neither cover others nor are covered.
  static func all<Rule: OrderedRule>(in rules: [Rule], skipped: [SkippedRule]) -> [UnreachableRule] {
    let skipped = Set(skipped.map(\.rule))
    var earlier = PatternIndex()
    var unreachable: [UnreachableRule] = []
    for (index, rule) in rules.enumerated() where !skipped.contains(index) {
      guard let bounds = rule.bounds else { continue }
      if let cover = earlier.firstCover(of: bounds) {
        unreachable.append(UnreachableRule(rule: index, coveredBy: cover))
      } else if let certain = rule.certain {
        earlier.add(certain, at: index)
      }
    }
    return unreachable
  }
}
