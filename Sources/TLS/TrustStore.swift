import COpenSSL
import Cryptography
public import X509

/// Roots as OpenSSL holds them (`X509_STORE`): these and no others, in particular not the system's.
///
/// `@unchecked` holds because nothing is added once `init` ends, and OpenSSL guards its look-ups with the store's lock.
@safe public final class TrustStore: @unchecked Sendable {
  private let store: Owned<TrustStoreResource>

  /// Takes a bundle.
  ///
  /// - Throws: ``TLSError/library(_:)`` when OpenSSL does not take a certificate.
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

  /// Lends the pointer for the length of `body`.
  @safe func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try store.withRaw(body)
  }
}
