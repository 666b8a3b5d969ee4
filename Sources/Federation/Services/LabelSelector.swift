/// A Kubernetes selector (`metav1.LabelSelector`): every part must match, and an empty one selects everything.
public struct LabelSelector: Hashable, Sendable {
  public struct Requirement: Hashable, Sendable {
    public var key: String
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`, as written.
    public var operation: String
    public var values: [String]

    /// Takes a condition as written.
    public init(key: String, operation: String, values: [String] = []) {
      self.key = key
      self.operation = operation
      self.values = values
    }
  }

  /// Labels and their required values.
  public var matchLabels: [String: String]
  public var matchExpressions: [Requirement]

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

  /// Whether every part matches. The selector must have no fault.
  func accepts(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value } && matchExpressions.allSatisfy { $0.matches(labels[$0.key]) }
  }
}

extension LabelSelector.Requirement {
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
