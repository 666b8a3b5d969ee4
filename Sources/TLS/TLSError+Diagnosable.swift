public import Diagnostics

extension TLSError: Diagnosable {
  public var diagnostic: Diagnostic {
    Diagnostic(code, what: what, why: why, next: next)
  }

  /// A server that rejects is a no; one that sends invalid data is malformed input; one that cannot be reached is an
  /// input/output error.
  public var exitStatus: ExitStatus {
    switch self {
    case .alert, .oldProtocol: .no
    case .invalidEndpoint, .plainHTTP, .notTLS, .oversizedChain, .brokenHandshake, .unreadableCertificate,
      .invalidOption:
      .malformed
    case .unusableIdentity(.keyOfNone), .unusableIdentity(.keyOfCertificate): .secret
    case .unusableIdentity: .malformed
    case .unresolved, .refused, .unreachable, .timedOut, .closed, .system: .inputOutput
    case .library: .internal
    }
  }

  private var code: Code {
    switch self {
    case .invalidEndpoint: "MT-TLS-01"
    case .unresolved: "MT-TLS-02"
    case .refused: "MT-TLS-03"
    case .unreachable: "MT-TLS-04"
    case .timedOut: "MT-TLS-05"
    case .closed: "MT-TLS-06"
    case .plainHTTP: "MT-TLS-07"
    case .notTLS: "MT-TLS-08"
    case .alert: "MT-TLS-09"
    case .oldProtocol: "MT-TLS-10"
    case .oversizedChain: "MT-TLS-11"
    case .brokenHandshake: "MT-TLS-12"
    case .unreadableCertificate: "MT-TLS-13"
    case .unusableIdentity: "MT-TLS-14"
    case .invalidOption: "MT-TLS-15"
    case .library: "MT-TLS-16"
    case .system: "MT-TLS-17"
    }
  }
}
