public import Diagnostics
public import Documents

/// Why a federation cannot be read or resolved.
public enum FederationError: Error, Hashable, Sendable {
  /// The text is not YAML or JSON.
  case document(DocumentsError)
  /// The file does not contain exactly one document.
  case documentCount(Int, source: String)
  /// The description is wrong. All findings, including warnings; at least one is an error.
  case findings([Diagnostic])
}

extension FederationError: Diagnosable {
  /// The first error.
  public var diagnostic: Diagnostic {
    switch self {
    case .document(let error): error.diagnostic
    case .documentCount(let count, let source):
      Diagnostic(
        "MT-FED-01", what: "the file contains \(count) documents instead of one federation",
        why: "a home has one federation", next: "keep one document with `kind: Federation`", place: Place(file: source))
    case .findings(let findings):
      findings.first { $0.severity == .error }
        ?? Diagnostic("MT-FED-01", what: "the federation cannot be resolved")
    }
  }

  /// In file order.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .document, .documentCount: [diagnostic]
    case .findings(let findings): findings
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .document(let error): error.exitStatus
    case .documentCount, .findings: .malformed
    }
  }
}
