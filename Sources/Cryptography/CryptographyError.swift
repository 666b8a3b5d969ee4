/// What can go wrong with keys, ciphers and key derivation.
public enum CryptographyError: Error, Hashable, Sendable {
  /// OpenSSL failed where it should not have.
  case openSSL(OpenSSLError)
  /// The octets are no usable point of the curve.
  case invalidPoint(EllipticCurve, PointFault)
  /// The private scalar is not in 1 … order − 1, or is longer than the curve's coordinates.
  case invalidScalar(EllipticCurve)
  /// The RSA modulus has a form or size that is not accepted.
  case invalidModulus(bits: Int, NumberFault)
  /// The RSA public exponent has a form or size that is not accepted.
  case invalidExponent(bits: Int, NumberFault)
  /// Something has the wrong number of octets.
  case invalidLength(Quantity, allowed: ClosedRange<Int>, found: Int)
  /// The numbers of a private key do not belong together.
  case inconsistentKey(Inconsistency)
  /// AES-GCM refused: another key, another associated data, or changed bytes.
  case authenticationFailed
  /// AES-CBC decryption ended in impossible padding: another key, or changed bytes.
  case decryptionFailed
  /// Deriving a key from a passphrase would cost more than is allowed, or too little to mean anything.
  case costOutOfBounds(CostParameter, found: UInt64, allowed: ClosedRange<UInt64>)

  /// What is wrong with an elliptic curve point.
  public enum PointFault: Hashable, Sendable {
    /// Not 1 + 2 × the curve's coordinate size; the point at infinity and compressed points show up here.
    case length(found: Int)
    /// The first octet is not 04, so it is a compressed (02, 03), hybrid (06, 07) or unknown form.
    case form(UInt8)
    /// OpenSSL refused the coordinates.
    case refused(OpenSSLError)
  }

  /// What is wrong with a number of an RSA key.
  public enum NumberFault: String, Hashable, Sendable {
    /// It begins with a zero octet or is empty.
    case notMinimal = "not written without leading zeros"
    /// It is even.
    case even = "even"
    /// It is too small.
    case tooSmall = "too small"
    /// It is too large.
    case tooLarge = "too large"
    /// Its bits do not fill whole octets.
    case partialOctet = "not a multiple of 8 bits long"
  }

  /// What has a length.
  public enum Quantity: String, Hashable, Sendable {
    /// An Ed25519 public key, RFC 8032 section 5.1.5.
    case ed25519PublicKey = "Ed25519 public key"
    /// An Ed25519 private key, RFC 8032 section 5.1.5.
    case ed25519Seed = "Ed25519 seed"
    /// The key of a cipher.
    case cipherKey = "cipher key"
    /// The initialization vector of a block cipher in CBC mode.
    case initializationVector = "initialization vector"
    /// The input of a cipher.
    case plaintext = "plaintext"
    /// The output of a cipher.
    case ciphertext = "ciphertext"
    /// Data that is authenticated but not encrypted.
    case associatedData = "associated data"
    /// Random octets that were asked for.
    case randomBytes = "random bytes"
    /// A passphrase.
    case passphrase = "passphrase"
    /// The salt of a key derivation.
    case salt = "salt"
    /// A key derived from a passphrase.
    case derivedKey = "derived key"
  }

  /// How the numbers of a private key disagree.
  public enum Inconsistency: String, Hashable, Sendable {
    /// The point is not the scalar times the generator.
    case point = "the public point does not belong to the private scalar"
    /// n ≠ p × q, or a factor is out of range.
    case factors = "the modulus is not the product of the two primes"
    /// d is not the inverse of e modulo p − 1 and q − 1.
    case privateExponent = "the private exponent does not belong to the public exponent"
    /// dP or dQ is not d modulo p − 1 or q − 1.
    case primeExponents = "the exponents of the primes do not belong to the private exponent"
    /// qInv is not the inverse of q modulo p.
    case coefficient = "the coefficient is not the inverse of the second prime"
  }

  /// What a key derivation costs.
  public enum CostParameter: String, Hashable, Sendable {
    /// scrypt's N.
    case scryptCost = "scrypt cost N"
    /// scrypt's r.
    case scryptBlockSize = "scrypt block size r"
    /// scrypt's p.
    case scryptParallelism = "scrypt parallelism p"
    /// The octets scrypt's large table takes: 128 × N × r.
    case scryptMemory = "scrypt memory in bytes"
    /// The octets scrypt mixes in all: 128 × N × r × p.
    case scryptWork = "scrypt work in bytes"
    /// Rounds of PBKDF2.
    case pbkdf2Iterations = "PBKDF2 iterations"
  }
}
