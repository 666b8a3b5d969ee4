/// AES in CBC mode with the padding of RFC 5652 section 6.3, as in PBES2 for encrypted PKCS #8 (RFC 8018, B.2.5).
///
/// It does not authenticate: a wrong key shows as invalid padding, and once in 256 times only in the plaintext.
public enum BlockCipher: CaseIterable, Hashable, Sendable {
  /// AES-128-CBC, for keys encrypted by other tools.
  case aes128CBC
  case aes256CBC

  /// The size of a block and of the initialization vector in octets.
  public static let blockSize = 16

  /// The size of a key in octets.
  public var keySize: Int {
    switch self {
    case .aes128CBC: 16
    case .aes256CBC: 32
    }
  }

  /// Encrypts; the size of the output is the next multiple of 16 octets.
  public func encrypt(
    _ plain: SecretBytes, key: SecretBytes, initializationVector: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    let allowed = 0...FetchedCipher.maximumInput
    guard allowed.contains(plain.count) else {
      throw .invalidLength(.plaintext, allowed: allowed, found: plain.count)
    }
    let operation = try start(.encrypt, key, initializationVector)
    var output = [UInt8](repeating: 0, count: (plain.count / Self.blockSize + 1) * Self.blockSize)
    try output.withMutableBytes { output throws(CryptographyError) in
      let written = try plain.withBytes { plain throws(CryptographyError) in
        try unsafe operation.update(plain, into: output.baseAddress)
      }
      _ = try unsafe operation.finish(into: output.baseAddress.map { unsafe $0 + written })
    }
    return output
  }

  /// Decrypts; throws `decryptionFailed` if the padding is invalid, as with a wrong passphrase.
  public func decrypt(
    _ cipherText: [UInt8], key: SecretBytes, initializationVector: [UInt8]
  ) throws(CryptographyError) -> SecretBytes {
    let allowed = Self.blockSize...FetchedCipher.maximumInput
    guard allowed.contains(cipherText.count) else {
      throw .invalidLength(.ciphertext, allowed: allowed, found: cipherText.count)
    }
    let operation = try start(.decrypt, key, initializationVector)
    var count = 0
    let padded = try SecretBytes(count: cipherText.count + Self.blockSize) { output throws(CryptographyError) in
      count = try cipherText.withBytes { input throws(CryptographyError) in
        try unsafe operation.update(input, into: output.baseAddress)
      }
      do throws(CryptographyError) {
        count += try unsafe operation.finish(into: output.baseAddress.map { unsafe $0 + count })
      } catch {
        throw .decryptionFailed
      }
    }
    return padded.withBytes { padded in
      unsafe SecretBytes(copying: UnsafeRawBufferPointer(rebasing: padded[..<count]))
    }
  }

  private func start(
    _ direction: CipherOperation.Direction, _ key: SecretBytes, _ initializationVector: [UInt8]
  ) throws(CryptographyError) -> CipherOperation {
    guard key.count == keySize else { throw .invalidLength(.cipherKey, allowed: keySize...keySize, found: key.count) }
    guard initializationVector.count == Self.blockSize else {
      throw .invalidLength(
        .initializationVector, allowed: Self.blockSize...Self.blockSize, found: initializationVector.count)
    }
    let cipher = self == .aes128CBC ? FetchedCipher.aes128CBC : FetchedCipher.aes256CBC
    return try CipherOperation(cipher, direction, key: key, initializationVector: initializationVector)
  }
}
