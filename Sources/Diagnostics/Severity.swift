/// How much a finding weighs. Only an error changes a verdict, unless warnings are made strict.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Worth knowing; nothing is wrong.
  case note
  /// Works today, but is likely to bite.
  case warning
  /// Breaks a rule that must hold.
  case error

  /// A note weighs less than a warning, and a warning less than an error.
  public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }

  private var weight: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }
}
