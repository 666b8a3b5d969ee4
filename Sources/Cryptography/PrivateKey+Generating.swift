import COpenSSL

extension PrivateKey {
  /// Generates a key with OpenSSL's private random generator. RSA exponents are 65537.
  public static func generate(_ algorithm: KeyAlgorithm) throws(CryptographyError) -> PrivateKey {
    let (type, curve, bits) = algorithm.recipe
    let context = try Owned<KeyContextResource>("EVP_PKEY_CTX_new_from_name") {
      unsafe EVP_PKEY_CTX_new_from_name(nil, type, nil)
    }
    try context.check("EVP_PKEY_keygen_init") { unsafe EVP_PKEY_keygen_init($0) }
    if let curve {
      try context.check("EVP_PKEY_CTX_set_group_name") { unsafe EVP_PKEY_CTX_set_group_name($0, curve.groupName) }
    }
    if let bits {
      try context.check("EVP_PKEY_CTX_set_rsa_keygen_bits") { unsafe EVP_PKEY_CTX_set_rsa_keygen_bits($0, bits) }
    }
    var made: OpaquePointer?
    try context.check("EVP_PKEY_generate") { unsafe EVP_PKEY_generate($0, &made) }
    let key = try Owned<KeyResource>("EVP_PKEY_generate") { unsafe made }
    let components = try bits == nil ? key.publicComponents(ofCurve: curve) : key.rsaPublicComponents()
    return PrivateKey(key, try PublicKey(components))
  }
}

extension KeyAlgorithm {
  /// OpenSSL's name of the key type, and its parameters.
  fileprivate var recipe: (type: String, curve: EllipticCurve?, bits: Int32?) {
    switch self {
    case .p256: ("EC", .p256, nil)
    case .p384: ("EC", .p384, nil)
    case .p521: ("EC", .p521, nil)
    case .rsa2048: ("RSA", nil, 2048)
    case .rsa3072: ("RSA", nil, 3072)
    case .rsa4096: ("RSA", nil, 4096)
    case .ed25519: ("ED25519", nil, nil)
    }
  }
}
