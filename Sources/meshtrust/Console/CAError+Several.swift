import CA
import Diagnostics
import Federation

extension CAError: SeveralDiagnostics {
  /// All faults of a federation.yaml at once; of anything else, the one story there is.
  var diagnostics: [Diagnostic] {
    if case .federation(let error) = self { error.diagnostics } else { [diagnostic] }
  }
}

extension FederationError: SeveralDiagnostics {}
