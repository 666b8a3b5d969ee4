public import Diagnostics

/// What can go wrong with SPIFFE identities and what belongs to them.
public enum SPIFFEError: Error, Hashable, Sendable {
  /// A SPIFFE ID, trust domain name or client ID breaks a rule. The correction, where one is evident, is the text that
  /// was probably meant and keeps every rule.
  case identity(IdentityFault, correction: String? = nil)
  /// A trust bundle breaks a rule that makes it unusable.
  case bundle(BundleFault)
}

extension SPIFFEError: Diagnosable {
  /// The rule that is broken, why it matters, and the corrected text where there is one.
  public var diagnostic: Diagnostic {
    switch self {
    case .identity(let fault, let correction):
      Diagnostic(
        fault.code, what: fault.what, why: fault.why, next: correction.map { "write `\($0)`" } ?? fault.remedy)
    case .bundle(let fault): fault.diagnostic
    }
  }

  /// All are malformed input.
  public var exitStatus: ExitStatus {
    switch self {
    case .identity, .bundle: .malformed
    }
  }
}
