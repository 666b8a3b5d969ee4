/// A label that a selector cannot do without, by which rules are found.
enum LabelAnchor: Hashable, Sendable {
  case value(key: String, String)
  case key(String)

  /// Everything by which a service with these labels may be found.
  static func all(of labels: [String: String]) -> [LabelAnchor] {
    labels.flatMap { [LabelAnchor.value(key: $0.key, $0.value), .key($0.key)] }
  }
}

extension LabelSelector {
  /// Each a list of labels of which a service must have one. A selector that only forbids labels has none.
  fileprivate var demands: [[LabelAnchor]] {
    matchLabels.map { [LabelAnchor.value(key: $0.key, $0.value)] }
      + matchExpressions.compactMap { requirement in
        switch Requirement.Operation(rawValue: requirement.operation) {
        case .isIn: Set(requirement.values).map { .value(key: requirement.key, $0) }
        case .exists: [.key(requirement.key)]
        case .isNotIn, .doesNotExist, nil: nil
        }
      }
  }
}

/// Chooses for each selector of a list the demand that the fewest others make, so that a label that everybody has, such as
/// the name of a team, finds no rules that ask for more.
struct LabelAnchors {
  private var counts: [LabelAnchor: Int] = [:]

  init(_ selectors: some Sequence<LabelSelector>) {
    for selector in selectors {
      for anchor in selector.demands.joined() { counts[anchor, default: 0] += 1 }
    }
  }

  /// Nil for a selector that must be tried with every service.
  func anchors(of selector: LabelSelector?) -> [LabelAnchor]? {
    selector?.demands.min { weight($0) < weight($1) }
  }

  private func weight(_ demand: [LabelAnchor]) -> Int { demand.reduce(0) { $0 + (counts[$1] ?? 0) } }
}
