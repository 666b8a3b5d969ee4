import COpenSSL
import Cryptography
public import X509

/// An OpenSSL store of trusted roots (`X509_STORE`), without the system's roots.
///
/// `@unchecked` is correct because nothing is added after `init`, and OpenSSL locks the store for lookups.
@safe public final class TrustStore: @unchecked Sendable {
  private let store: Owned<TrustStoreResource>

  ///
  /// - Throws: ``TLSError/library(_:)`` if OpenSSL does not accept a certificate.
  public init(_ certificates: [Certificate]) throws(TLSError) {
    store = try libssl { () throws(CryptographyError) in
      let store = try Owned<TrustStoreResource>("X509_STORE_new") { unsafe X509_STORE_new() }
      for certificate in certificates {
        let encoded = try Owned<EncodedCertificateResource>.decoding(certificate.der)
        try store.check("X509_STORE_add_cert") { store in
          encoded.withRaw { unsafe X509_STORE_add_cert(store, $0) }
        }
      }
      return store
    }
  }

  /// Lends the pointer for the duration of `body`.
  @safe func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try store.withRaw(body)
  }
}
