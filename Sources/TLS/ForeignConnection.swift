import COpenSSL
import Cryptography
public import X509

/// The verification of the server in connections that another library makes with the same libssl.
///
/// The caller must ask ``isVerified`` before it believes anything that came over the connection: a library that does not
/// call ``take(context:)`` leaves it false.
@safe public final class ForeignConnection {
  private let trace: HandshakeTrace

  /// - Parameter verify: Decides on the server's certificates, leaf first. Chains that are not strict DER are rejected
  ///   before.
  public init(limits: ChainLimits = ChainLimits(), verify: @escaping (_ chain: [Certificate]) -> ChainVerdict) {
    trace = HandshakeTrace(limits: limits) { octets in
      let chain = octets.map { try? Certificate(der: $0) }
      guard !chain.isEmpty, !chain.contains(nil) else { return .refused(.bad) }
      return verify(chain.compactMap { $0 })
    }
  }

  /// Whether the server's chain was presented in this connection and accepted.
  public var isVerified: Bool { trace.verdict == .accepted }

  /// Sets up a context (`SSL_CTX *`) of the libssl that this process is linked with, before its first connection. This
  /// object must outlive it.
  public func take(context: UnsafeMutableRawPointer) {
    let context = OpaquePointer(context)
    // Certificates are read off the wire, so that they must not be compressed there.
    _ = unsafe SSL_CTX_set_options(context, COpenSSL_SSL_OP_NO_CERTIFICATE_COMPRESSION())
    let argument = unsafe Unmanaged.passUnretained(trace).toOpaque()
    _ = unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, argument)
    Owned<SSLContextResource>.leaveVerification(of: context, to: trace, isServer: false)
  }
}
