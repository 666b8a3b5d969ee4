public import CA
public import Diagnostics
public import TLS

/// What can go wrong in a rehearsal or a rotation.
public enum RotationError: Error, Sendable {
  /// The home could not be read or written, or it refused.
  case home(CAError)
  /// libssl could not be set up.
  case tls(TLSError)
}

extension RotationError: Diagnosable {
  public var diagnostic: Diagnostic {
    switch self {
    case .home(let error): error.diagnostic
    case .tls(let error): error.diagnostic
    }
  }

  /// The exit status of what it carries.
  public var exitStatus: ExitStatus {
    switch self {
    case .home(let error): error.exitStatus
    case .tls(let error): error.exitStatus
    }
  }
}
