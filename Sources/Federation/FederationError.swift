public import Diagnostics
public import Documents

/// What keeps a federation from being read or resolved.
public enum FederationError: Error, Hashable, Sendable {
  /// The text is no YAML or JSON.
  case document(DocumentsError)
  /// The file does not hold exactly one document.
  case documentCount(Int, source: String)
  /// The description is wrong: every finding, warnings included; at least one is an error.
  case findings([Diagnostic])
}

extension FederationError: Diagnosable {
  /// The first error.
  public var diagnostic: Diagnostic {
    switch self {
    case .document(let error): error.diagnostic
    case .documentCount(let count, let source):
      Diagnostic(
        "MT-FED-01", what: "the file holds \(count) documents, where one federation is due",
        why: "a home has one federation", next: "keep one document with `kind: Federation`", place: Place(file: source))
    case .findings(let findings):
      findings.first { $0.severity == .error }
        ?? Diagnostic("MT-FED-01", what: "the federation cannot be resolved")
    }
  }

  /// Every finding, in the order of the file.
  public var diagnostics: [Diagnostic] {
    switch self {
    case .document, .documentCount: [diagnostic]
    case .findings(let findings): findings
    }
  }

  /// Malformed input, or what the reader said.
  public var exitStatus: ExitStatus {
    switch self {
    case .document(let error): error.exitStatus
    case .documentCount, .findings: .malformed
    }
  }
}
