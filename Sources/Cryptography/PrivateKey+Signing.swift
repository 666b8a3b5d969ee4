import COpenSSL

extension PrivateKey {
  /// Signs the message with `signatureAlgorithm`. ECDSA signatures are DER. Slices are not copied.
  public func sign(_ message: some Collection<UInt8>) throws(CryptographyError) -> [UInt8] {
    let algorithm = signatureAlgorithm
    guard let digest = algorithm.digest else { return try signPure(message) }
    let hash = try Digest.compute(digest, message)
    let context = try key.context()
    try context.check("EVP_PKEY_sign_init") { unsafe EVP_PKEY_sign_init($0) }
    try context.select(algorithm)
    return try signature { signature, count in
      context.withRaw { unsafe EVP_PKEY_sign($0, signature, count, hash, hash.count) }
    }
  }

  /// Ed25519 signs the whole message (PureEdDSA).
  private func signPure(_ message: some Collection<UInt8>) throws(CryptographyError) -> [UInt8] {
    let context = try Owned<DigestContextResource>("EVP_MD_CTX_new") { unsafe EVP_MD_CTX_new() }
    try context.check("EVP_DigestSignInit") { context in
      key.withRaw { unsafe EVP_DigestSignInit(context, nil, nil, nil, $0) }
    }
    return try signature { signature, count in
      withContiguousBytes(of: message) { message in
        let start = unsafe message.octets
        return context.withRaw { unsafe EVP_DigestSign($0, signature, count, start, message.count) }
      }
    }
  }

  /// Gives `body` a buffer for the longest signature of this key, and truncates it to the actual length.
  @safe private func signature(
    _ body: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) -> Int32
  ) throws(CryptographyError) -> [UInt8] {
    var count = key.withRaw { unsafe Int(EVP_PKEY_get_size($0)) }
    var signature = [UInt8](repeating: 0, count: count)
    try OpenSSLError.check("signing") { unsafe body(&signature, &count) }
    signature.removeLast(signature.count - count)
    return signature
  }
}
