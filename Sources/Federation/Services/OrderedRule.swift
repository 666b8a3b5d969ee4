/// A rule of a list in which the first one that selects a service decides.
protocol OrderedRule {
  /// Every service that the rule may select; nil when it has no selector.
  var bounds: NamePattern? { get }
  /// Everything that the rule selects for certain; nil when that depends on more than names.
  var certain: NamePattern? { get }
}

/// A rule that can never decide, because an earlier one takes everything it could select.
public struct UnreachableRule: Hashable, Sendable {
  /// Its place in the list, counted from 0.
  public let rule: Int
  /// The place of the earlier rule.
  public let coveredBy: Int

  /// Finds them in a list; rules that are skipped neither cover nor count.
  static func all<Rule: OrderedRule>(in rules: [Rule], skipped: [SkippedRule]) -> [UnreachableRule] {
    let skipped = Set(skipped.map(\.rule))
    var earlier: [(rule: Int, pattern: NamePattern)] = []
    var unreachable: [UnreachableRule] = []
    for (index, rule) in rules.enumerated() where !skipped.contains(index) {
      guard let bounds = rule.bounds else { continue }
      if let cover = earlier.first(where: { $0.pattern.covers(bounds) }) {
        unreachable.append(UnreachableRule(rule: index, coveredBy: cover.rule))
      } else if let certain = rule.certain {
        earlier.append((index, certain))
      }
    }
    return unreachable
  }
}
