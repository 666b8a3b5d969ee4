/// Signs as the holder of a key; where the key is, is its own affair.
///
/// Roots and intermediates are signed for through this. Keys that leave the home (of leaves, gateways, TLS) are
/// ``PrivateKey``.
public protocol Signer: Sendable {
  var publicKey: PublicKey { get }

  /// A signature with ``signatureAlgorithm``. ECDSA signatures are DER.
  func signature(over message: [UInt8]) throws(SigningError) -> [UInt8]
}

extension Signer {
  /// The algorithm of ``signature(over:)``, which the type of the key decides.
  public var signatureAlgorithm: SignatureAlgorithm { publicKey.signatureAlgorithm }
}

extension PrivateKey: Signer {
  public func signature(over message: [UInt8]) throws(SigningError) -> [UInt8] {
    do throws(CryptographyError) {
      return try sign(message)
    } catch {
      throw .cryptography(error)
    }
  }
}

extension PublicKey {
  /// The algorithm with which its holder signs here: ECDSA with the SHA-2 function for the curve, RSA PKCS #1 v1.5 with
  /// SHA-256, or Ed25519.
  public var signatureAlgorithm: SignatureAlgorithm {
    switch components {
    case .ec(let curve, _): .ecdsa(curve.digest)
    case .rsa: .rsaPKCS1(.sha256)
    case .ed25519: .ed25519
    }
  }
}
