public import Diagnostics

/// Why a token did not do what was asked.
public enum TokenFault: Error, Hashable, Sendable {
  /// This machine names no module.
  case noModule
}

extension TokenFault: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .noModule:
      Diagnostic(
        "MT-KEY-40", what: "this machine names no PKCS #11 module",
        why: "a module is code, so it comes neither from a file in git nor from the database",
        next: "set MESHTRUST_PKCS11_MODULE, or add `- module: /PATH/OF/MODULE.so` below `tokens:` in signers.yaml")
    }
  }

  public var exitStatus: ExitStatus { .usage }
}
