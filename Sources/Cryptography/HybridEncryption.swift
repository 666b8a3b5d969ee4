import COpenSSL

/// Encryption for the holder of an RSA key, as SealedSecrets use it: a fresh AES-256-GCM key, encrypted with RSA-OAEP
/// (RFC 8017 section 7.1) with SHA-256 in both places and a label, and the value encrypted with that key.
public enum HybridEncryption {
  /// The length of the encrypted key in 2 octets, big endian; the encrypted key; the ciphertext; its tag of 16 octets.
  ///
  /// The nonce is zero: no key is used twice.
  public static func seal(
    _ plain: SecretBytes, for recipient: PublicKey, label: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let key = try RandomBytes.secret(AuthenticatedEncryption.keySize)
    let wrapped = try recipient.encryptOAEP(key, label: label)
    return [UInt8(wrapped.count >> 8), UInt8(wrapped.count & 0xFF)] + wrapped
      + (try AuthenticatedEncryption.sealOnce(plain, key: key))
  }
}

extension PublicKey {
  /// RSAES-OAEP with SHA-256, MGF1 with SHA-256, and a label.
  func encryptOAEP(_ plain: SecretBytes, label: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let context = try key.context()
    let digest = try DigestAlgorithm.sha256.fetched
    try context.check("EVP_PKEY_encrypt_init") { unsafe EVP_PKEY_encrypt_init($0) }
    try context.check("EVP_PKEY_CTX_set_rsa_padding") {
      unsafe EVP_PKEY_CTX_set_rsa_padding($0, RSA_PKCS1_OAEP_PADDING)
    }
    try context.check("EVP_PKEY_CTX_set_rsa_oaep_md") { context in
      digest.withRaw { unsafe EVP_PKEY_CTX_set_rsa_oaep_md(context, $0) }
    }
    try context.check("EVP_PKEY_CTX_set_rsa_mgf1_md") { context in
      digest.withRaw { unsafe EVP_PKEY_CTX_set_rsa_mgf1_md(context, $0) }
    }
    if !label.isEmpty {
      try context.check("EVP_PKEY_CTX_set0_rsa_oaep_label") { context in
        // The context frees the copy.
        guard let copy = unsafe CRYPTO_memdup(label, label.count, #fileID, #line) else { return 0 }
        let isSet = unsafe EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, Int32(label.count))
        if isSet <= 0 { unsafe CRYPTO_free(copy, #fileID, #line) }
        return isSet
      }
    }
    return try plain.withBytes { plain throws(CryptographyError) in
      let start = unsafe plain.octets
      var count = 0
      try context.check("EVP_PKEY_encrypt") { unsafe EVP_PKEY_encrypt($0, nil, &count, start, plain.count) }
      var sealed = [UInt8](repeating: 0, count: count)
      try context.check("EVP_PKEY_encrypt") { unsafe EVP_PKEY_encrypt($0, &sealed, &count, start, plain.count) }
      return Array(sealed.prefix(count))
    }
  }
}
