import COpenSSL

extension PrivateKey {
  /// The numbers of the key, for encoding. EC scalars have the full coordinate size (RFC 5915 section 3).
  public func components() throws(CryptographyError) -> PrivateKeyComponents {
    switch publicKey.components {
    case .ec(let curve, let point):
      .ec(curve, scalar: try key.number("priv", count: curve.coordinateSize), point: point)
    case .rsa(let modulus, let exponent):
      .rsa(
        RSAPrivateNumbers(
          modulus: modulus, publicExponent: exponent, privateExponent: try key.number("d"),
          prime1: try key.number("rsa-factor1"), prime2: try key.number("rsa-factor2"),
          exponent1: try key.number("rsa-exponent1"), exponent2: try key.number("rsa-exponent2"),
          coefficient: try key.number("rsa-coefficient1")))
    case .ed25519:
      .ed25519(seed: try key.seed())
    }
  }
}

extension Owned where Resource == KeyResource {
  /// The public key of an EC key, or of an Ed25519 key if no curve is given.
  ///
  /// OpenSSL encodes both: always 04, X, Y for a point, or the 32 octets of Ed25519.
  borrowing func publicComponents(ofCurve curve: EllipticCurve?) throws(CryptographyError) -> PublicKeyComponents {
    var octets = [UInt8](repeating: 0, count: curve?.pointSize ?? 32)
    var count = 0
    try check("EVP_PKEY_get_octet_string_param") {
      unsafe EVP_PKEY_get_octet_string_param($0, "pub", &octets, octets.count, &count)
    }
    octets.removeLast(octets.count - count)
    guard let curve else { return .ed25519(octets) }
    return .ec(curve, point: octets)
  }

  borrowing func rsaPublicComponents() throws(CryptographyError) -> PublicKeyComponents {
    let modulus = try number("n").withBytes { unsafe Array($0) }
    let exponent = try number("e").withBytes { unsafe Array($0) }
    return .rsa(modulus: modulus, exponent: exponent)
  }

  /// A number of the key without leading zeros.
  fileprivate borrowing func number(_ name: StaticString) throws(CryptographyError) -> SecretBytes {
    var request = unsafe [OSSL_PARAM_construct_BN(name.cString, nil, 0), OSSL_PARAM_construct_end()]
    try check("EVP_PKEY_get_params") { unsafe EVP_PKEY_get_params($0, &request) }
    return try number(name, count: unsafe request[0].return_size)
  }

  /// A number of the key with `count` octets, read directly into memory that is wiped, without a BIGNUM.
  fileprivate borrowing func number(_ name: StaticString, count: Int) throws(CryptographyError) -> SecretBytes {
    try SecretBytes(count: count) { buffer throws(CryptographyError) in
      let start = unsafe buffer.octets
      var request = unsafe [OSSL_PARAM_construct_BN(name.cString, start, count), OSSL_PARAM_construct_end()]
      try check("EVP_PKEY_get_params") { unsafe EVP_PKEY_get_params($0, &request) }
      unsafe buffer.reverseIntoNativeOrder()
    }
  }

  fileprivate borrowing func seed() throws(CryptographyError) -> SecretBytes {
    try SecretBytes(count: 32) { buffer throws(CryptographyError) in
      let start = unsafe buffer.octets
      var count = buffer.count
      try check("EVP_PKEY_get_raw_private_key") { unsafe EVP_PKEY_get_raw_private_key($0, start, &count) }
    }
  }
}
