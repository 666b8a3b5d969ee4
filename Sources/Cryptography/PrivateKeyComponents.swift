/// The numbers of a private key, as in PKCS #8.
public enum PrivateKeyComponents: Equatable, Sendable {
  /// A curve, a scalar of at most the coordinate size, and its uncompressed point: 04, X, Y.
  case ec(EllipticCurve, scalar: SecretBytes, point: [UInt8])
  /// The numbers of RFC 8017 section 3.2 with two primes.
  case rsa(RSAPrivateNumbers)
  /// The 32 octets of RFC 8032 section 5.1.5.
  case ed25519(seed: SecretBytes)
}

/// An RSA key with two primes (RFC 8017 appendix A.1.2); all numbers are big endian without leading zeros.
public struct RSAPrivateNumbers: Equatable, Sendable {
  /// n.
  public var modulus: [UInt8]
  /// e.
  public var publicExponent: [UInt8]
  /// d.
  public var privateExponent: SecretBytes
  /// p.
  public var prime1: SecretBytes
  /// q.
  public var prime2: SecretBytes
  /// dP, that is d mod (p − 1).
  public var exponent1: SecretBytes
  /// dQ, that is d mod (q − 1).
  public var exponent2: SecretBytes
  /// qInv, the inverse of q modulo p.
  public var coefficient: SecretBytes

  /// The order is that of RSAPrivateKey.
  public init(
    modulus: [UInt8], publicExponent: [UInt8], privateExponent: SecretBytes, prime1: SecretBytes, prime2: SecretBytes,
    exponent1: SecretBytes, exponent2: SecretBytes, coefficient: SecretBytes
  ) {
    self.modulus = modulus
    self.publicExponent = publicExponent
    self.privateExponent = privateExponent
    self.prime1 = prime1
    self.prime2 = prime2
    self.exponent1 = exponent1
    self.exponent2 = exponent2
    self.coefficient = coefficient
  }
}
