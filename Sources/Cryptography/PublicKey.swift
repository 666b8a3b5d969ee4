import COpenSSL

/// A checked public key, ready to verify signatures.
///
/// `@unchecked` is correct because the key is complete after `init` and never changes; OpenSSL allows concurrent
/// verification.
@safe public final class PublicKey: @unchecked Sendable {
  public let components: PublicKeyComponents
  let key: Owned<KeyResource>

  /// Checks the numbers and imports the key.
  ///
  /// Accepts uncompressed points on the curve; odd RSA moduli of 1024 to 16384 bits, a multiple of eight, with an odd
  /// exponent from 3 up to 64 bits; and Ed25519 keys of 32 octets.
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

  /// The display name of the type: `ECDSA P-256`, `RSA 2048`, `Ed25519`.
  public var label: String { components.label }

  /// The size in bits: of the field, of the modulus, or 256 for Ed25519.
  public var bits: Int { components.bits }

  /// The key type, if it can be generated here; nil for RSA of other sizes.
  public var algorithm: KeyAlgorithm? { components.algorithm }
}

extension PublicKey: Hashable {
  public static func == (left: PublicKey, right: PublicKey) -> Bool { left.components == right.components }

  public func hash(into hasher: inout Hasher) { hasher.combine(components) }
}

extension Owned where Resource == KeyResource {
  /// OpenSSL checks that the coordinates are below the prime and on the curve.
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
