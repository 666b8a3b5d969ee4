/// Errors of keys, ciphers and key derivation.
public enum CryptographyError: Error, Hashable, Sendable {
  /// OpenSSL failed unexpectedly.
  case openSSL(OpenSSLError)
  /// The octets are not a valid point of the curve.
  case invalidPoint(EllipticCurve, PointFault)
  /// The private scalar is not in 1 … order − 1, or is longer than the curve's coordinates.
  case invalidScalar(EllipticCurve)
  /// The RSA modulus has an invalid form or size.
  case invalidModulus(bits: Int, NumberFault)
  /// The RSA public exponent has an invalid form or size.
  case invalidExponent(bits: Int, NumberFault)
  /// The octets are no Ed25519 public key that only its owner can use.
  case invalidEdwardsPoint(EdwardsFault)
  /// Something has the wrong number of octets.
  case invalidLength(Quantity, allowed: ClosedRange<Int>, found: Int)
  /// The numbers of a private key are inconsistent.
  case inconsistentKey(Inconsistency)
  /// AES-GCM authentication failed: another key, other associated data, or modified data.
  case authenticationFailed
  /// AES-CBC decryption gave invalid padding: another key, or modified data.
  case decryptionFailed
  /// The cost of deriving a key from a passphrase is above the limit, or too low to be useful.
  case costOutOfBounds(CostParameter, found: UInt64, allowed: ClosedRange<UInt64>)

  public enum PointFault: Hashable, Sendable {
    /// The length is not 1 + 2 × the coordinate size, as for compressed points and the point at infinity.
    case length(found: Int)
    /// The first octet is not 04: a compressed (02, 03), hybrid (06, 07) or unknown form.
    case form(UInt8)
    /// OpenSSL rejected the coordinates.
    case refused(OpenSSLError)
    /// The private key is a small number, or the negative of one.
    case smallScalar
  }

  public enum EdwardsFault: String, Hashable, Sendable {
    /// The y coordinate is not below the prime (RFC 8032 section 5.1.3).
    case notCanonical = "its coordinate is not below the prime"
    /// One of the points of order 1, 2, 4 or 8: anybody can sign for them.
    case smallOrder = "it has a small order, so that anybody can sign for it"
    /// A small multiple of the base point, or the negative of one.
    case smallScalar = "its private key is a small number, so that anybody can sign for it"
  }

  public enum NumberFault: String, Hashable, Sendable {
    /// It starts with a zero octet or is empty.
    case notMinimal = "not written without leading zeros"
    case even = "even"
    case tooSmall = "too small"
    case tooLarge = "too large"
    /// Of a size that proxies still take, and that is neither signed nor imported.
    case tooShort = "too short"
    /// Its size in bits is not a multiple of eight.
    case partialOctet = "not a multiple of 8 bits long"
    /// Its two primes are so close that anybody finds them.
    case closePrimes = "the product of two primes that are close to each other"
    /// One prime is nearly a simple fraction of the other, so that anybody finds both.
    case relatedPrimes = "the product of two primes of which one is nearly a simple fraction of the other"
    /// A small prime divides it.
    case smallFactor = "divisible by a small prime"
    /// It is prime, or a power of a prime.
    case notComposite = "not the product of different primes"
  }

  /// What has an invalid length.
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
    /// Requested random octets.
    case randomBytes = "random bytes"
    /// A passphrase.
    case passphrase = "passphrase"
    /// The salt of a key derivation.
    case salt = "salt"
    /// A key derived from a passphrase.
    case derivedKey = "derived key"
  }

  /// How the numbers of a private key are inconsistent.
  public enum Inconsistency: String, Hashable, Sendable {
    /// The point is not the scalar times the generator.
    case point = "the public point does not match the private scalar"
    /// n ≠ p × q, or a factor is out of range.
    case factors = "the modulus is not the product of the two primes"
    /// d is not the inverse of e modulo p − 1 and q − 1.
    case privateExponent = "the private exponent does not match the public exponent"
    /// dP or dQ is not d modulo p − 1 or q − 1.
    case primeExponents = "the exponents of the primes do not match the private exponent"
    /// qInv is not the inverse of q modulo p.
    case coefficient = "the coefficient is not the inverse of the second prime"
  }

  /// The cost parameters of key derivation.
  public enum CostParameter: String, Hashable, Sendable {
    /// scrypt's N.
    case scryptCost = "scrypt cost N"
    /// scrypt's r.
    case scryptBlockSize = "scrypt block size r"
    /// scrypt's p.
    case scryptParallelism = "scrypt parallelism p"
    /// The size of scrypt's large table in octets: 128 × N × r.
    case scryptMemory = "scrypt memory in bytes"
    /// The total number of octets that scrypt mixes: 128 × N × r × p.
    case scryptWork = "scrypt work in bytes"
    /// Iterations of PBKDF2.
    case pbkdf2Iterations = "PBKDF2 iterations"
  }
}
