public import Cryptography
public import X509

/// What an end presents: certificates, and the private key of the first.
public struct TLSIdentity: Sendable {
  /// Leaf first; the root may be omitted.
  public let chain: [Certificate]
  /// The private key of the leaf.
  public let key: PrivateKey

  ///
  /// - Throws: ``TLSError/unusableIdentity(_:)`` if there is no certificate, or the key is not that of the first.
  public init(chain: [Certificate], key: PrivateKey) throws(TLSError) {
    guard let leaf = chain.first else { throw .unusableIdentity(.noCertificate) }
    guard (try? leaf.publicKeyInfo.components()) == key.publicKey.components else {
      let position = chain.firstIndex { (try? $0.publicKeyInfo.components()) == key.publicKey.components }
      throw .unusableIdentity(position.map { .keyOfCertificate(position: $0 + 1) } ?? .keyOfNone)
    }
    self.chain = chain
    self.key = key
  }

  /// Why certificates and key do not form an identity.
  public enum Fault: Hashable, Sendable {
    case noCertificate
    case keyOfNone
    /// The key belongs to a certificate that is not the first; positions count from 1.
    case keyOfCertificate(position: Int)
    /// OpenSSL does not accept the certificate or key for TLS.
    case refused(OpenSSLError)
  }
}
