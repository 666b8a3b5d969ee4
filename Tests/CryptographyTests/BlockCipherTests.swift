import Cryptography
import Testing

@Suite struct BlockCipherTests {
  private static let vector = octets("000102030405060708090a0b0c0d0e0f")

  /// SP 800-38A, F.2.1 and F.2.5, first block; the second block is padding.
  @Test(arguments: [
    (BlockCipher.aes128CBC, "2b7e151628aed2a6abf7158809cf4f3c", "7649abac8119b246cee98e9b12e9197d"),
    (
      .aes256CBC, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
      "f58c4c04d6e5f1ba779eabfb5f7bfbd6"
    ),
  ])
  func `vectors of the standard`(cipher: BlockCipher, key: String, first: String) throws {
    let plain = SecretBytes(hex: "6bc1bee22e409f96e93d7e117393172a")
    let encrypted = try cipher.encrypt(plain, key: SecretBytes(hex: key), initializationVector: Self.vector)
    #expect(Array(encrypted.prefix(16)) == octets(first))
    #expect(encrypted.count == 32)
    #expect(try cipher.decrypt(encrypted, key: SecretBytes(hex: key), initializationVector: Self.vector) == plain)
  }

  @Test(arguments: BlockCipher.allCases, [0, 1, 15, 16, 17, 1000])
  func `what is encrypted decrypts again`(cipher: BlockCipher, count: Int) throws {
    let key = try RandomBytes.secret(cipher.keySize)
    let plain = SecretBytes(copying: [UInt8](repeating: 7, count: count))
    let encrypted = try cipher.encrypt(plain, key: key, initializationVector: Self.vector)
    #expect(encrypted.count == (count / 16 + 1) * 16)
    #expect(try cipher.decrypt(encrypted, key: key, initializationVector: Self.vector) == plain)
  }

  @Test func `impossible padding is noticed`() throws {
    let key = SecretBytes(copying: 0..<32)
    let plain = SecretBytes(copying: [UInt8](repeating: 7, count: 16))
    var encrypted = try BlockCipher.aes256CBC.encrypt(plain, key: key, initializationVector: Self.vector)
    encrypted[15] ^= 0x80
    #expect(throws: CryptographyError.decryptionFailed) {
      try BlockCipher.aes256CBC.decrypt(encrypted, key: key, initializationVector: Self.vector)
    }
    for count in [17, 31] {
      #expect(throws: CryptographyError.decryptionFailed) {
        try BlockCipher.aes256CBC.decrypt(
          Array(encrypted.prefix(count)), key: key, initializationVector: Self.vector)
      }
    }
  }

  @Test func `wrong lengths are refused`() {
    let plain = SecretBytes(copying: [1])
    let key = SecretBytes(copying: 0..<32)
    #expect(throws: CryptographyError.invalidLength(.cipherKey, allowed: 16...16, found: 32)) {
      try BlockCipher.aes128CBC.encrypt(plain, key: key, initializationVector: Self.vector)
    }
    #expect(throws: CryptographyError.invalidLength(.initializationVector, allowed: 16...16, found: 12)) {
      try BlockCipher.aes256CBC.encrypt(plain, key: key, initializationVector: Array(Self.vector.prefix(12)))
    }
    #expect(throws: CryptographyError.invalidLength(.ciphertext, allowed: 16...1 << 30, found: 0)) {
      try BlockCipher.aes256CBC.decrypt([], key: key, initializationVector: Self.vector)
    }
  }
}
