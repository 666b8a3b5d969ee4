public import Cryptography
public import X509

/// What an end presents: certificates and the private key of the first.
public struct TLSIdentity: Sendable {
  /// The certificates, leaf first; a root need not be among them.
  public let chain: [Certificate]
  /// The private key of the leaf.
  public let key: PrivateKey

  /// Joins certificates and key.
  ///
  /// - Throws: ``TLSError/unusableIdentity(_:)`` when there is no certificate, or the key is not that of the first.
  public init(chain: [Certificate], key: PrivateKey) throws(TLSError) {
    guard let leaf = chain.first else { throw .unusableIdentity(.noCertificate) }
    guard (try? leaf.publicKeyInfo.components()) == key.publicKey.components else {
      let position = chain.firstIndex { (try? $0.publicKeyInfo.components()) == key.publicKey.components }
      throw .unusableIdentity(position.map { .keyOfCertificate(position: $0 + 1) } ?? .keyOfNone)
    }
    self.chain = chain
    self.key = key
  }

  /// Why certificates and key do not make an identity.
  public enum Fault: Hashable, Sendable {
    /// No certificate was given.
    case noCertificate
    /// The key belongs to none of the certificates.
    case keyOfNone
    /// The key belongs to a certificate that is not the first; positions count from 1.
    case keyOfCertificate(position: Int)
    /// OpenSSL does not take the certificate or key for TLS.
    case refused(OpenSSLError)
  }
}
