public import Cryptography

/// How the home's data key is wrapped.
enum SealingMethod: Hashable, Sendable {
  /// With the random key in `sealing.key`.
  case keyFile
  /// With a key derived from a passphrase by scrypt (RFC 7914).
  case passphrase(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)

  /// New parameters for a passphrase.
  static func freshPassphrase() throws(CryptographyError) -> SealingMethod {
    let cost = PassphraseCost.sealing
    return .passphrase(salt: try RandomBytes.bytes(16), n: cost.n, r: cost.r, p: cost.p)
  }
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
