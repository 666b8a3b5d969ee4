public import Cryptography

/// How the home's data key is wrapped.
enum SealingMethod: Hashable, Sendable {
  /// With the random key in `sealing.key`.
  case keyFile
  /// With a key derived from a passphrase by scrypt (RFC 7914).
  case passphrase(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)

  /// New parameters for a passphrase: 64 MiB of memory for each guess.
  static func freshPassphrase() throws(CryptographyError) -> SealingMethod {
    .passphrase(salt: try RandomBytes.bytes(16), n: 1 << 16, r: 8, p: 1)
  }
}

/// The secret of a home.
public enum HomeSecret: Sendable {
  /// The home's own `sealing.key`.
  case keyFile
  case passphrase(SecretBytes)
}
