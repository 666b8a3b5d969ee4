import COpenSSL

/// A private key with its public key.
///
/// `@unchecked` is correct because the key is complete after `init` and never changes; OpenSSL allows concurrent
/// signing.
@safe public final class PrivateKey: @unchecked Sendable {
  public let publicKey: PublicKey
  let key: Owned<KeyResource>

  init(_ key: consuming Owned<KeyResource>, _ publicKey: PublicKey) {
    self.key = key
    self.publicKey = publicKey
  }

  /// Checks the numbers and imports the key.
  ///
  /// Throws if `PublicKey` rejects the public key, or if it does not match the private key.
  public init(_ components: PrivateKeyComponents) throws(CryptographyError) {
    switch components {
    case .ec(let curve, let scalar, let point):
      publicKey = try PublicKey(.ec(curve, point: point))
      guard try curve.publicPoint(of: scalar) == point else { throw .inconsistentKey(.point) }
      key = try .importing(
        "EC", COpenSSL_EVP_PKEY_KEYPAIR(),
        [.text("group", curve.groupName), .octets("pub", point), .number("priv", scalar)])
    case .rsa(let numbers):
      publicKey = try PublicKey(.rsa(modulus: numbers.modulus, exponent: numbers.publicExponent))
      try numbers.checkConsistency()
      key = try .importing("RSA", COpenSSL_EVP_PKEY_KEYPAIR(), numbers.parameters)
    case .ed25519(let seed):
      key = try .ed25519(seed)
      publicKey = try PublicKey(key.publicComponents(ofCurve: nil))
    }
  }

  /// Lends OpenSSL's key for the duration of `body`; to keep it longer, retain it.
  @safe package func withRaw<R: ~Copyable, E: Error>(_ body: (OpaquePointer) throws(E) -> R) throws(E) -> R {
    try key.withRaw(body)
  }

  /// The key type; nil for RSA of a size that is not generated here.
  public var algorithm: KeyAlgorithm? { publicKey.algorithm }
}

extension RSAPrivateNumbers {
  /// The names of EVP_PKEY-RSA(7).
  fileprivate var parameters: [KeyParameter] {
    [
      .number("n", modulus), .number("e", publicExponent), .number("d", privateExponent),
      .number("rsa-factor1", prime1), .number("rsa-factor2", prime2),
      .number("rsa-exponent1", exponent1), .number("rsa-exponent2", exponent2),
      .number("rsa-coefficient1", coefficient),
    ]
  }
}

extension Owned where Resource == KeyResource {
  fileprivate static func ed25519(_ seed: SecretBytes) throws(CryptographyError) -> Owned<KeyResource> {
    guard seed.count == 32 else { throw .invalidLength(.ed25519Seed, allowed: 32...32, found: seed.count) }
    return try seed.withBytes { seed throws(CryptographyError) in
      try Owned("EVP_PKEY_new_raw_private_key_ex") {
        let start = unsafe seed.octets
        return unsafe EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, start, seed.count)
      }
    }
  }
}
