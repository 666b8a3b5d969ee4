public import Cryptography
import Signers

/// How the home's data key is wrapped.
enum SealingMethod: Hashable, Sendable {
  /// With the random key in `sealing.key`.
  case keyFile
  /// With a key derived from a passphrase by scrypt (RFC 7914).
  case passphrase(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)
  /// With a random key that a token's RSA key decrypts.
  case token(TokenSlot)

  /// New parameters for a passphrase.
  static func freshPassphrase() throws(CryptographyError) -> SealingMethod {
    let cost = PassphraseCost.sealing
    return .passphrase(salt: try RandomBytes.bytes(16), n: cost.n, r: cost.r, p: cost.p)
  }
}

/// A random key, encrypted for an RSA key in a token (RSAES-OAEP, RFC 8017 section 7.1).
struct TokenSlot: Hashable, Sendable {
  let place: TokenURI
  /// The identifier of the token's key.
  let key: String
  /// SHA-256 or, for tokens that know no other, SHA-1, which is safe in OAEP.
  let digest: DigestAlgorithm
  let sealed: [UInt8]
}

/// The secret of a home.
public enum HomeSecret: Sendable {
  /// The home's own `sealing.key`.
  case keyFile
  case passphrase(SecretBytes)
}

extension HomeSecret {
  /// The ways in which a passphrase may have been written when the home was sealed; see
  /// ``SecretBytes/passphraseForms``.
  var forms: [HomeSecret] {
    switch self {
    case .keyFile: [self]
    case .passphrase(let passphrase): passphrase.passphraseForms.map { .passphrase($0) }
    }
  }
}
