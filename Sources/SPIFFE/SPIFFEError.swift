public import Diagnostics

/// Errors about SPIFFE identities and trust bundles.
public enum SPIFFEError: Error, Hashable, Sendable {
  /// A SPIFFE ID, trust domain name or client ID breaks a rule. `correction` is the valid text that was probably
  /// intended, if there is an obvious one.
  case identity(IdentityFault, correction: String? = nil)
  /// A trust bundle is unusable.
  case bundle(BundleFault)
}

extension SPIFFEError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .identity(let fault, let correction):
      Diagnostic(
        fault.code, what: fault.what, why: fault.why, next: correction.map { "write `\($0)`" } ?? fault.remedy)
    case .bundle(let fault): fault.diagnostic
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .identity, .bundle: .malformed
    }
  }
}
