import COpenSSL
import Cryptography
public import X509

/// What libssl itself judges a peer's chain by, with the rules that it has when nobody tells it others: the purpose of the
/// end, the key strengths of its security level, name constraints.
public struct LibraryTrust: Sendable {
  /// The roots, and nothing else.
  public var store: TrustStore
  /// The moment to judge for.
  public var time: Timestamp
  /// The DNS name that the peer's certificate must carry, if one is asked for.
  public var hostName: String?

  /// Takes roots, a moment and perhaps a name.
  public init(store: TrustStore, time: Timestamp, hostName: String? = nil) {
    self.store = store
    self.time = time
    self.hostName = hostName
  }
}

extension Owned where Resource == SSLContextResource {
  /// The context asks this store, for this moment. It counts a reference of its own to the store.
  borrowing func judge(by trust: LibraryTrust) throws(TLSError) {
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
