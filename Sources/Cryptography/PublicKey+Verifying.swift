import COpenSSL

extension PublicKey {
  /// Whether the signature over the message is valid.
  ///
  /// False for any fault: another key, another message, an algorithm that does not match the key, a signature that is
  /// not strict DER, a negative salt length, and any signature with SHA-1. Slices and raw buffers are not copied.
  public func isValidSignature(
    _ signature: some Collection<UInt8>, for message: some Collection<UInt8>, using algorithm: SignatureAlgorithm
  ) -> Bool {
    guard fits(algorithm) else { return false }
    let isValid = withContiguousBytes(of: signature) { signature in
      guard unsafe !signature.isEmpty else { return false }
      return unsafe verify(signature, message, algorithm)
    }
    if !isValid { OpenSSLError.dropOldEntries() }
    return isValid
  }

  /// Whether the scheme matches the key type and its digest is acceptable for signatures.
  func fits(_ algorithm: SignatureAlgorithm) -> Bool {
    guard algorithm.digest != .sha1 else { return false }
    switch (components, algorithm) {
    case (.ec, .ecdsa), (.rsa, .rsaPKCS1), (.ed25519, .ed25519): return true
    case (.rsa, .rsaPSS(_, let saltLength)): return (0...bits / 8).contains(saltLength)
    default: return false
    }
  }

  private func verify(
    _ signature: UnsafeRawBufferPointer, _ message: some Collection<UInt8>, _ algorithm: SignatureAlgorithm
  ) -> Bool {
    do throws(CryptographyError) {
      guard let digest = algorithm.digest else { return unsafe try verifyPure(signature, message) }
      let hash = try Digest.compute(digest, message)
      let context = try key.context()
      try context.check("EVP_PKEY_verify_init") { unsafe EVP_PKEY_verify_init($0) }
      try context.select(algorithm)
      let start = unsafe signature.octets
      return context.withRaw { unsafe EVP_PKEY_verify($0, start, signature.count, hash, hash.count) } == 1
    } catch {
      return false
    }
  }

  /// Ed25519 verifies the whole message (PureEdDSA).
  private func verifyPure(
    _ signature: UnsafeRawBufferPointer, _ message: some Collection<UInt8>
  ) throws(CryptographyError) -> Bool {
    let context = try Owned<DigestContextResource>("EVP_MD_CTX_new") { unsafe EVP_MD_CTX_new() }
    try context.check("EVP_DigestVerifyInit") { context in
      key.withRaw { unsafe EVP_DigestVerifyInit(context, nil, nil, nil, $0) }
    }
    let start = unsafe signature.octets
    return withContiguousBytes(of: message) { message in
      let messageStart = unsafe message.octets
      return context.withRaw {
        unsafe EVP_DigestVerify($0, start, signature.count, messageStart, message.count)
      } == 1
    }
  }
}

extension Owned where Resource == KeyResource {
  borrowing func context() throws(CryptographyError) -> Owned<KeyContextResource> {
    try withRaw { key throws(CryptographyError) in
      try Owned<KeyContextResource>("EVP_PKEY_CTX_new_from_pkey") {
        unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
      }
    }
  }
}

extension Owned where Resource == KeyContextResource {
  /// Sets padding and digest for RSA; ECDSA needs neither, because it signs any digest.
  borrowing func select(_ algorithm: SignatureAlgorithm) throws(CryptographyError) {
    switch algorithm {
    case .ecdsa, .ed25519:
      break
    case .rsaPKCS1(let digest):
      try select(padding: RSA_PKCS1_PADDING, digest)
    case .rsaPSS(let digest, let saltLength):
      try select(padding: RSA_PKCS1_PSS_PADDING, digest)
      try check("EVP_PKEY_CTX_set_rsa_pss_saltlen") {
        unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen($0, Int32(saltLength))
      }
    }
  }

  private borrowing func select(padding: Int32, _ digest: DigestAlgorithm) throws(CryptographyError) {
    let fetched = try digest.fetched
    try check("EVP_PKEY_CTX_set_rsa_padding") { unsafe EVP_PKEY_CTX_set_rsa_padding($0, padding) }
    try check("EVP_PKEY_CTX_set_signature_md") { context in
      fetched.withRaw { unsafe EVP_PKEY_CTX_set_signature_md(context, $0) }
    }
  }
}
