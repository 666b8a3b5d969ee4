import COpenSSL

/// A public key that was checked and is ready to verify signatures.
///
/// `@unchecked` holds because the key is complete when `init` ends and never changes; OpenSSL lets any number of threads
/// verify with it.
@safe public final class PublicKey: @unchecked Sendable {
  /// The numbers of the key.
  public let components: PublicKeyComponents
  let key: Owned<KeyResource>

  /// Checks the numbers and makes the key.
  ///
  /// Accepted are uncompressed points on the curve, odd RSA moduli of 1024 to 16384 bits filling whole octets with an
  /// odd exponent of 3 or more and at most 64 bits, and Ed25519 keys of 32 octets.
  public init(_ components: PublicKeyComponents) throws(CryptographyError) {
    try components.check()
    self.components = components
    switch components {
    case .ec(let curve, let point):
      key = try .publicKey(on: curve, point: point)
    case .rsa(let modulus, let exponent):
      key = try .importing(
        "RSA", COpenSSL_EVP_PKEY_PUBLIC_KEY(), [.number("n", modulus), .number("e", exponent)])
    case .ed25519(let octets):
      key = try Owned("EVP_PKEY_new_raw_public_key_ex") {
        unsafe EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, octets, octets.count)
      }
    }
  }

  /// The kind for people: `ECDSA P-256`, `RSA 2048`, `Ed25519`.
  public var label: String { components.label }

  /// The size for people: bits of the field, of the modulus, or of an Ed25519 key.
  public var bits: Int { components.bits }

  /// The kind of key, when it is one that can be made here; nil for RSA of other sizes.
  public var algorithm: KeyAlgorithm? { components.algorithm }
}

extension PublicKey: Hashable {
  /// Keys are equal when their numbers are.
  public static func == (left: PublicKey, right: PublicKey) -> Bool { left.components == right.components }

  /// Hashes the numbers.
  public func hash(into hasher: inout Hasher) { hasher.combine(components) }
}

extension Owned where Resource == KeyResource {
  /// OpenSSL checks here that the coordinates are below the prime and on the curve.
  fileprivate static func publicKey(
    on curve: EllipticCurve, point: [UInt8]
  ) throws(CryptographyError) -> Owned<KeyResource> {
    let template = try curve.template
    let key = try Owned<KeyResource>("EVP_PKEY_new") { unsafe EVP_PKEY_new() }
    try key.check("EVP_PKEY_copy_parameters") { key in
      template.withRaw { unsafe EVP_PKEY_copy_parameters(key, $0) }
    }
    do throws(CryptographyError) {
      try key.check("EVP_PKEY_set1_encoded_public_key") {
        unsafe EVP_PKEY_set1_encoded_public_key($0, point, point.count)
      }
    } catch .openSSL(let error) {
      throw .invalidPoint(curve, .refused(error))
    }
    return key
  }
}
