import COpenSSL

extension SoundPublicKey {
  /// Encrypts a short secret for the holder of an RSA key: RSAES-OAEP (RFC 8017 section 7.1) with MGF1 over the same
  /// digest.
  ///
  /// - Parameter label: Must be given again to decrypt.
  public func encrypt(
    _ plain: SecretBytes, digest: DigestAlgorithm, label: [UInt8] = []
  ) throws(CryptographyError) -> [UInt8] {
    let context = try key.key.context()
    try context.check("EVP_PKEY_encrypt_init") { unsafe EVP_PKEY_encrypt_init($0) }
    try context.check("EVP_PKEY_CTX_set_rsa_padding") {
      unsafe EVP_PKEY_CTX_set_rsa_padding($0, RSA_PKCS1_OAEP_PADDING)
    }
    let fetched = try digest.fetched
    try context.check("EVP_PKEY_CTX_set_rsa_oaep_md") { context in
      fetched.withRaw { unsafe EVP_PKEY_CTX_set_rsa_oaep_md(context, $0) }
    }
    try context.check("EVP_PKEY_CTX_set_rsa_mgf1_md") { context in
      fetched.withRaw { unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(context, $0) }
    }
    if !label.isEmpty { try context.setOAEPLabel(label) }
    var count = key.key.withRaw { unsafe Int(EVP_PKEY_get_size($0)) }
    var sealed = [UInt8](repeating: 0, count: count)
    try OpenSSLError.check("EVP_PKEY_encrypt") {
      plain.withBytes { plain in
        let start = unsafe plain.octets
        return context.withRaw { unsafe EVP_PKEY_encrypt($0, &sealed, &count, start, plain.count) }
      }
    }
    sealed.removeLast(sealed.count - count)
    return sealed
  }
}

extension Owned where Resource == KeyContextResource {
  /// OpenSSL takes the memory over.
  fileprivate borrowing func setOAEPLabel(_ label: [UInt8]) throws(CryptographyError) {
    guard let copy = unsafe CRYPTO_memdup(label, label.count, #fileID, 0) else {
      throw .openSSL(.draining("OPENSSL_memdup"))
    }
    do throws(CryptographyError) {
      try check("EVP_PKEY_CTX_set0_rsa_oaep_label") {
        unsafe EVP_PKEY_CTX_set0_rsa_oaep_label($0, copy, Int32(label.count))
      }
    } catch {
      unsafe CRYPTO_free(copy, #fileID, 0)
      throw error
    }
  }
}
