/// The numbers of a public key, as in a SubjectPublicKeyInfo. They are unchecked until ``validate()`` or
/// ``PublicKey/init(_:)``.
public enum PublicKeyComponents: Hashable, Sendable {
  /// A curve and an uncompressed point: 04, X, Y.
  case ec(EllipticCurve, point: [UInt8])
  /// Modulus and public exponent, big endian without leading zeros.
  case rsa(modulus: [UInt8], exponent: [UInt8])
  /// The 32 octets of an Ed25519 public key (RFC 8032 section 5.1.2).
  case ed25519([UInt8])

  /// The size in bits: of the field, of the modulus, or 256 for Ed25519.
  public var bits: Int {
    switch self {
    case .ec(let curve, _): curve.bits
    case .rsa(let modulus, _): Self.bits(modulus)
    case .ed25519: 256
    }
  }

  /// The key type, if it can be generated here; nil for RSA of other sizes.
  public var algorithm: KeyAlgorithm? {
    switch self {
    case .ec(.p256, _): .p256
    case .ec(.p384, _): .p384
    case .ec(.p521, _): .p521
    case .rsa: KeyAlgorithm(rawValue: "rsa-\(bits)")
    case .ed25519: .ed25519
    }
  }

  /// The display name of the type: `ECDSA P-256`, `RSA 2048`, `Ed25519`.
  public var label: String {
    algorithm?.label ?? "RSA \(bits)"
  }

  /// Checks the numbers without importing the key.
  ///
  /// - Throws: what ``PublicKey/init(_:)`` throws for the same numbers.
  public func validate() throws(CryptographyError) {
    try check()
    if case .ec(let curve, let point) = self { try curve.check(point: point) }
  }

  /// Rejects what OpenSSL accepts but no certificate should contain: `EVP_PKEY_fromdata` accepts the point at infinity,
  /// compressed and hybrid points, an RSA modulus of 512 bits and an exponent of 1, and Ed25519 points of small order.
  ///
  /// A point that is not on the Edwards curve passes: no signature is valid for it, so that it harms nobody.
  func check() throws(CryptographyError) {
    switch self {
    case .ec(let curve, let point):
      guard point.count == curve.pointSize else { throw .invalidPoint(curve, .length(found: point.count)) }
      guard point[0] == 4 else { throw .invalidPoint(curve, .form(point[0])) }
    case .rsa(let modulus, let exponent):
      if let fault = Self.fault(inModulus: modulus) { throw .invalidModulus(bits: Self.bits(modulus), fault) }
      if let fault = Self.fault(inExponent: exponent) { throw .invalidExponent(bits: Self.bits(exponent), fault) }
    case .ed25519(let key):
      guard key.count == 32 else { throw .invalidLength(.ed25519PublicKey, allowed: 32...32, found: key.count) }
      if let fault = EdwardsPoint.fault(in: key) { throw .invalidEdwardsPoint(fault) }
    }
  }

  private static func fault(inModulus modulus: [UInt8]) -> CryptographyError.NumberFault? {
    guard let first = modulus.first, let last = modulus.last, first != 0 else { return .notMinimal }
    if bits(modulus) < 1024 { return .tooSmall }
    if bits(modulus) > 16384 { return .tooLarge }
    if first < 0x80 { return .partialOctet }
    if last.isMultiple(of: 2) { return .even }
    return SmallPrimes.divide(modulus) ? .smallFactor : nil
  }

  /// At most 64 bits: OpenSSL rejects longer exponents with large moduli, and verification time grows with the length.
  private static func fault(inExponent exponent: [UInt8]) -> CryptographyError.NumberFault? {
    guard let first = exponent.first, let last = exponent.last, first != 0 else { return .notMinimal }
    if bits(exponent) > 64 { return .tooLarge }
    if last.isMultiple(of: 2) { return .even }
    return exponent == [1] ? .tooSmall : nil
  }

  private static func bits(_ number: [UInt8]) -> Int {
    guard let first = number.first else { return 0 }
    return number.count * 8 - first.leadingZeroBitCount
  }
}
