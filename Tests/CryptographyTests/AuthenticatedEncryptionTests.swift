import Cryptography
import Testing

@Suite struct AuthenticatedEncryptionTests {
  private static let key = SecretBytes(copying: 0..<32)
  private static let plain = SecretBytes(copying: Array("the root key".utf8))
  private static let data = Array("authority 1".utf8)

  /// Test cases 13, 14 and 16 of the GCM specification submitted to NIST (256-bit keys).
  @Test(arguments: [
    (
      String(repeating: "00", count: 32), String(repeating: "00", count: 12), "", "", "",
      "530f8afbc74536b9a963b4f1c4cb738b"
    ),
    (
      String(repeating: "00", count: 32), String(repeating: "00", count: 12), "", String(repeating: "00", count: 16),
      "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
    ),
    (
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
      "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        + "b16aedf5aa0de657ba637b39",
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        + "c5f61e6393ba7a0abcc9f662", "76fc6ece0f4e1768cddf8853bb2d551b"
    ),
  ])
  func `vectors of the specification open`(
    key: String, nonce: String, data: String, plain: String, cipher: String, tag: String
  ) throws {
    let opened = try AuthenticatedEncryption.open(
      octets(nonce + cipher + tag), key: SecretBytes(hex: key), associatedData: octets(data))
    #expect(opened.exposed == octets(plain))
  }

  @Test(arguments: [0, 1, 15, 16, 17, 5000])
  func `what is sealed opens again`(count: Int) throws {
    let plain = try count == 0 ? SecretBytes(copying: []) : RandomBytes.secret(count)
    let sealed = try AuthenticatedEncryption.seal(plain, key: Self.key, associatedData: Self.data)
    #expect(sealed.count == 12 + count + 16)
    #expect(try AuthenticatedEncryption.open(sealed, key: Self.key, associatedData: Self.data) == plain)
  }

  @Test func `the same secret never looks the same`() throws {
    let first = try AuthenticatedEncryption.seal(Self.plain, key: Self.key, associatedData: [])
    let second = try AuthenticatedEncryption.seal(Self.plain, key: Self.key, associatedData: [])
    #expect(first.prefix(12) != second.prefix(12))
    #expect(first.dropFirst(12) != second.dropFirst(12))
  }

  @Test func `every changed octet is noticed`() throws {
    let sealed = try AuthenticatedEncryption.seal(Self.plain, key: Self.key, associatedData: Self.data)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 0x10
      #expect(throws: CryptographyError.authenticationFailed) {
        try AuthenticatedEncryption.open(changed, key: Self.key, associatedData: Self.data)
      }
    }
  }

  @Test func `another key or other associated data opens nothing`() throws {
    let sealed = try AuthenticatedEncryption.seal(Self.plain, key: Self.key, associatedData: Self.data)
    for data in [[], Self.data + [0], Self.data.dropLast(), Array("authority 2".utf8)] {
      #expect(throws: CryptographyError.authenticationFailed) {
        try AuthenticatedEncryption.open(sealed, key: Self.key, associatedData: data)
      }
    }
    #expect(throws: CryptographyError.authenticationFailed) {
      try AuthenticatedEncryption.open(sealed, key: SecretBytes(copying: 1..<33), associatedData: Self.data)
    }
  }

  @Test func `cut data opens nothing`() throws {
    let sealed = try AuthenticatedEncryption.seal(Self.plain, key: Self.key, associatedData: Self.data)
    for count in [28, 29, sealed.count - 1] {
      #expect(throws: CryptographyError.authenticationFailed) {
        try AuthenticatedEncryption.open(Array(sealed.prefix(count)), key: Self.key, associatedData: Self.data)
      }
    }
    for count in [0, 12, 27] {
      #expect(throws: CryptographyError.invalidLength(.ciphertext, allowed: 28...1 << 30, found: count)) {
        try AuthenticatedEncryption.open(Array(sealed.prefix(count)), key: Self.key, associatedData: Self.data)
      }
    }
  }

  @Test(arguments: [0, 16, 31, 33])
  func `keys of another length are refused`(count: Int) throws {
    let short = SecretBytes(copying: [UInt8](repeating: 1, count: count))
    let error = CryptographyError.invalidLength(.cipherKey, allowed: 32...32, found: count)
    #expect(throws: error) { try AuthenticatedEncryption.seal(Self.plain, key: short, associatedData: []) }
    #expect(throws: error) {
      try AuthenticatedEncryption.open([UInt8](repeating: 0, count: 40), key: short, associatedData: [])
    }
  }
}
