import COpenSSL

/// AES-256-GCM (NIST SP 800-38D). Sealed data is nonce (12 octets), ciphertext, tag (16 octets).
public enum AuthenticatedEncryption {
  /// The size of a key in octets.
  public static let keySize = 32
  static let nonceSize = 12
  static let tagSize = 16

  /// Encrypts with a fresh random nonce and authenticates the associated data.
  ///
  /// Random nonces are safe for 2^32 messages per key (SP 800-38D, 8.3).
  public static func seal(
    _ plain: SecretBytes, key: SecretBytes, associatedData: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    try check(key, associatedData)
    guard plain.count <= FetchedCipher.maximumInput else {
      throw .invalidLength(.plaintext, allowed: 0...FetchedCipher.maximumInput, found: plain.count)
    }
    let nonce = try RandomBytes.bytes(nonceSize)
    var sealed = nonce + [UInt8](repeating: 0, count: plain.count + tagSize)
    let operation = try CipherOperation(FetchedCipher.aes256GCM, .encrypt, key: key, initializationVector: nonce)
    try operation.authenticate(associatedData)
    try sealed.withMutableBytes { sealed throws(CryptographyError) in
      let body = unsafe UnsafeMutableRawBufferPointer(rebasing: sealed[nonceSize...])
      _ = try plain.withBytes { plain throws(CryptographyError) in
        try unsafe operation.update(plain, into: body.baseAddress)
      }
      _ = try unsafe operation.finish(into: nil)
      try unsafe operation.tag(
        EVP_CTRL_AEAD_GET_TAG, UnsafeMutableRawBufferPointer(rebasing: body[plain.count...]))
    }
    return sealed
  }

  /// Encrypts with a key that is used this once, so that the nonce can be zero; the result has no nonce.
  static func sealOnce(_ plain: SecretBytes, key: SecretBytes) throws(CryptographyError) -> [UInt8] {
    try check(key, [])
    guard plain.count <= FetchedCipher.maximumInput else {
      throw .invalidLength(.plaintext, allowed: 0...FetchedCipher.maximumInput, found: plain.count)
    }
    var sealed = [UInt8](repeating: 0, count: plain.count + tagSize)
    let operation = try CipherOperation(
      FetchedCipher.aes256GCM, .encrypt, key: key, initializationVector: [UInt8](repeating: 0, count: nonceSize))
    try sealed.withMutableBytes { body throws(CryptographyError) in
      _ = try plain.withBytes { plain throws(CryptographyError) in
        try unsafe operation.update(plain, into: body.baseAddress)
      }
      _ = try unsafe operation.finish(into: nil)
      try unsafe operation.tag(
        EVP_CTRL_AEAD_GET_TAG, UnsafeMutableRawBufferPointer(rebasing: body[plain.count...]))
    }
    return sealed
  }

  /// Decrypts the output of `seal`. Throws `authenticationFailed` for another key, other associated data or modified
  /// data; in that case no plaintext remains in memory.
  public static func open(
    _ sealed: [UInt8], key: SecretBytes, associatedData: [UInt8]
  ) throws(CryptographyError) -> SecretBytes {
    try check(key, associatedData)
    let allowed = nonceSize + tagSize...FetchedCipher.maximumInput
    guard allowed.contains(sealed.count) else {
      throw .invalidLength(.ciphertext, allowed: allowed, found: sealed.count)
    }
    var tag = Array(sealed.suffix(tagSize))
    let operation = try CipherOperation(
      FetchedCipher.aes256GCM, .decrypt, key: key, initializationVector: Array(sealed.prefix(nonceSize)))
    try operation.authenticate(associatedData)
    return try sealed.withBytes { sealed throws(CryptographyError) in
      let body = unsafe UnsafeRawBufferPointer(rebasing: sealed[nonceSize..<sealed.count - tagSize])
      return try SecretBytes(count: body.count) { plain throws(CryptographyError) in
        _ = try unsafe operation.update(body, into: plain.baseAddress)
        try tag.withMutableBytes { tag throws(CryptographyError) in
          try unsafe operation.tag(EVP_CTRL_AEAD_SET_TAG, tag)
        }
        do throws(CryptographyError) {
          _ = try unsafe operation.finish(into: nil)
        } catch {
          throw .authenticationFailed
        }
      }
    }
  }

  private static func check(_ key: SecretBytes, _ associatedData: [UInt8]) throws(CryptographyError) {
    guard key.count == keySize else {
      throw .invalidLength(.cipherKey, allowed: keySize...keySize, found: key.count)
    }
    guard associatedData.count <= FetchedCipher.maximumInput else {
      throw .invalidLength(.associatedData, allowed: 0...FetchedCipher.maximumInput, found: associatedData.count)
    }
  }
}

extension CipherOperation {
  fileprivate borrowing func authenticate(_ associatedData: [UInt8]) throws(CryptographyError) {
    _ = try associatedData.withBytes { data throws(CryptographyError) in try unsafe update(data, into: nil) }
  }
}
