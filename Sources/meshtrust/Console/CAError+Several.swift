import CA
import Diagnostics
import Federation

extension CAError: SeveralDiagnostics {
  /// All errors of a federation.yaml at once; of any other error, its only diagnostic.
  var diagnostics: [Diagnostic] {
    if case .federation(let error) = self { error.diagnostics } else { [diagnostic] }
  }
}

extension FederationError: SeveralDiagnostics {}
