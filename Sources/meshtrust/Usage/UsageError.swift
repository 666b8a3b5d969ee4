import Diagnostics

/// A command line that can be parsed, but not executed.
///
/// Each mistake is a case with its own code and explanation; the cases are grouped by what is wrong.
enum UsageError: Error, Hashable, Diagnosable {
  /// Something must be named exactly once, and was not.
  case choice(MissingChoice)
  /// Options exclude or need each other.
  case conflict(OptionConflict)
  /// A name does not fit the home or the input.
  case misfit(Misfit)

  var diagnostic: Diagnostic {
    switch self {
    case .choice(let choice): choice.diagnostic
    case .conflict(let conflict): conflict.diagnostic
    case .misfit(let misfit): misfit.diagnostic
    }
  }

  var exitStatus: ExitStatus { .usage }
}
