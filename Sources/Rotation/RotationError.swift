public import CA
public import Diagnostics
public import TLS

/// Errors of rehearsals and rotations.
public enum RotationError: Error, Sendable {
  /// An error of the home.
  case home(CAError)
  /// An error of TLS.
  case tls(TLSError)
}

extension RotationError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .home(let error): error.diagnostic
    case .tls(let error): error.diagnostic
    }
  }

  public var exitStatus: ExitStatus {
    switch self {
    case .home(let error): error.exitStatus
    case .tls(let error): error.exitStatus
    }
  }
}
