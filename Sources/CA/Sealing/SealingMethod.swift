public import Cryptography

/// How the home's data key is wrapped.
enum SealingMethod: Hashable, Sendable {
  /// Under the random key in `sealing.key`.
  case keyFile
  /// Under a passphrase, stretched with scrypt (RFC 7914).
  case passphrase(salt: [UInt8], n: UInt64, r: UInt64, p: UInt64)

  /// A new way under a passphrase: 64 MiB of memory for each guess.
  static func freshPassphrase() throws(CryptographyError) -> SealingMethod {
    .passphrase(salt: try RandomBytes.bytes(16), n: 1 << 16, r: 8, p: 1)
  }
}

/// What opens a home.
public enum HomeSecret: Sendable {
  /// Whatever the home itself holds: its `sealing.key`.
  case keyFile
  /// A passphrase.
  case passphrase(SecretBytes)
}
