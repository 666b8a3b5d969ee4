import COpenSSL
import Cryptography
public import X509

/// What libssl itself verifies a peer's chain against, by its default rules: the purpose of the end, the key strengths
/// of its security level, name constraints.
public struct LibraryTrust: Sendable {
  /// The only trusted roots.
  public var store: TrustStore
  /// The time at which the chain must be valid.
  public var time: Timestamp
  /// The DNS name that the peer's certificate must have, if any.
  public var hostName: String?

  public init(store: TrustStore, time: Timestamp, hostName: String? = nil) {
    self.store = store
    self.time = time
    self.hostName = hostName
  }
}

extension Owned where Resource == SSLContextResource {
  /// Makes the context verify against this store at this time. It retains the store.
  borrowing func verify(against trust: LibraryTrust) throws(TLSError) {
    try libssl { () throws(CryptographyError) in
      try check("SSL_CTX_set1_verify_cert_store") { context in
        trust.store.withRaw { unsafe Int32(COpenSSL_SSL_CTX_set1_verify_cert_store(context, $0)) }
      }
      withRaw { context in
        unsafe X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), Int(trust.time.seconds))
      }
      guard let name = trust.hostName else { return }
      try check("X509_VERIFY_PARAM_set1_host") { context in
        unsafe X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(context), name, name.utf8.count)
      }
    }
  }
}
