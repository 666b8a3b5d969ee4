/// The weight of a finding. Only an error changes a verdict, unless warnings are treated as errors.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Worth knowing; nothing is wrong.
  case note
  /// Works today, but is likely to cause trouble.
  case warning
  /// Breaks a rule that must hold.
  case error

  public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }

  private var weight: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}
