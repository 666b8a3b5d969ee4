/// A selector of Kubernetes (`metav1.LabelSelector`): every part must hold, and one without parts selects everything.
public struct LabelSelector: Hashable, Sendable {
  /// One condition on one label.
  public struct Requirement: Hashable, Sendable {
    /// The label.
    public var key: String
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`, as it is written.
    public var operation: String
    /// What the label is compared with.
    public var values: [String]

    /// Takes a condition as it is written.
    public init(key: String, operation: String, values: [String] = []) {
      self.key = key
      self.operation = operation
      self.values = values
    }
  }

  /// Labels and the values they must have.
  public var matchLabels: [String: String]
  /// Further conditions.
  public var matchExpressions: [Requirement]

  /// Takes the parts as they are written.
  public init(matchLabels: [String: String] = [:], matchExpressions: [Requirement] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }

  /// Whether everything is selected.
  public var isEmpty: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }

  /// Whether labels are selected. A faulty selector selects nothing.
  public func matches(_ labels: [String: String]) -> Bool {
    fault == nil && accepts(labels)
  }

  /// Whether every part holds, for a selector that is known to have no fault.
  func accepts(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value } && matchExpressions.allSatisfy { $0.matches(labels[$0.key]) }
  }
}

extension LabelSelector.Requirement {
  /// The operators that there are.
  enum Operation: String, CaseIterable {
    case isIn = "In"
    case isNotIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"

    var takesValues: Bool { self == .isIn || self == .isNotIn }
  }

  fileprivate func matches(_ value: String?) -> Bool {
    switch Operation(rawValue: operation) {
    case .isIn: value.map { values.contains($0) } ?? false
    case .isNotIn: value.map { !values.contains($0) } ?? true
    case .exists: value != nil
    case .doesNotExist: value == nil
    case nil: false
    }
  }
}
