public import Diagnostics

/// Why there is no signature.
public enum SigningError: Error, Hashable, Sendable {
  /// OpenSSL failed in this process.
  case cryptography(CryptographyError)
  /// The token or program that has the key failed.
  case outside(OutsideFault)
  /// What the token or program answered is no signature of the key; the text names it.
  case unproven(by: String)
}

/// The fault of a token or program, in the words of the module that talks to it.
public struct OutsideFault: Error, Hashable, Sendable {
  public let diagnostic: Diagnostic
  public let exitStatus: ExitStatus

  public init(_ fault: some Diagnosable) {
    diagnostic = fault.diagnostic
    exitStatus = fault.exitStatus
  }
}

extension OutsideFault: Diagnosable {}

extension SigningError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .cryptography(let error): error.diagnostic
    case .outside(let fault): fault.diagnostic
    case .unproven(let place):
      Diagnostic(
        "MT-KEY-20", what: "\(place) answered with something that is not a signature of its key",
        why: "every signature from outside is verified with the known public key; this one is not used",
        next: "nothing was changed; look into the log of the token or service, and do not use it until it is explained")
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .cryptography(let error): error.exitStatus
    case .outside(let fault): fault.exitStatus
    case .unproven: .refused
    }
  }
}
