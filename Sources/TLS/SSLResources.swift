import COpenSSL
import Cryptography

enum SSLContextResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe SSL_CTX_free(raw) }
}

enum SSLResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe SSL_free(raw) }
}

enum EncodedCertificateResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe X509_free(raw) }
}

enum TrustStoreResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe X509_STORE_free(raw) }
}

enum MemoryResource: OpenSSLResource {
  static func release(_ raw: OpaquePointer) { unsafe BIO_free_all(raw) }
}

/// Calls OpenSSL functions whose failure is not caused by the peer.
func libssl<R: ~Copyable>(_ body: () throws(CryptographyError) -> R) throws(TLSError) -> R {
  do {
    return try body()
  } catch {
    throw .library(error)
  }
}
