import Cryptography
import Testing

@testable import X509

/// Keys under a passphrase: ours open with OpenSSL, OpenSSL's open here, and nothing opens with another passphrase.
@Suite struct EncryptedPrivateKeyTests {
  private static let passphrase = SecretBytes(copying: "correct horse".utf8)

  @Test(arguments: [KeyAlgorithm.p256, .rsa2048, .ed25519])
  func `OpenSSL opens what is written here`(algorithm: KeyAlgorithm) throws {
    let key = try #require(TestKeys.each[algorithm])
    let bytes = try EncryptedPrivateKey.encode(key, passphrase: Self.passphrase)
    #expect(try EncryptedPrivateKey.decode(bytes, passphrase: Self.passphrase).publicKey == key.publicKey)
    let files = ["k.pem": Array(PEM.write(EncryptedPrivateKey.label, bytes).utf8)]
    let point = try OpenSSLCommand.succeeding(
      ["pkey", "-in", "k.pem", "-passin", "pass:correct horse", "-pubout", "-outform", "DER"], files: files)
    #expect(try point.elementsEqual(SubjectPublicKeyInfo(key.publicKey.components).der))
    #expect(try OpenSSLCommand(["pkey", "-in", "k.pem", "-passin", "pass:wrong", "-noout"], files: files).status != 0)
  }

  @Test func `no two texts of one key are the same`() throws {
    let texts = try (0..<2).map { _ in try EncryptedPrivateKey.encode(TestKeys.p256[0], passphrase: Self.passphrase) }
    #expect(texts[0] != texts[1])
  }

  static let schemes: [[String]] = [
    ["-v2", "aes256", "-v2prf", "hmacWithSHA256"], ["-v2", "aes256", "-v2prf", "hmacWithSHA512", "-iter", "5000"],
    ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA384"], ["-scrypt"],
    ["-scrypt", "-scrypt_N", "1024", "-scrypt_p", "2"],
  ]

  @Test(arguments: schemes)
  func `what OpenSSL encrypts opens here`(scheme: [String]) throws {
    let plain = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(TestKeys.p256[0]))
    let text = try OpenSSLCommand.succeeding(
      ["pkcs8", "-topk8", "-in", "k.pem", "-passout", "pass:correct horse"] + scheme,
      files: ["k.pem": plain.withBytes { unsafe Array($0) }])
    let (label, sealed) = try PEM.privateKey(SecretBytes(copying: text))
    #expect(label == EncryptedPrivateKey.label)
    let bytes = sealed.withBytes { unsafe Array($0) }
    #expect(try EncryptedPrivateKey.decode(bytes, passphrase: Self.passphrase).publicKey == TestKeys.p256[0].publicKey)
    for wrong in ["", "correct hors", "correct horse ", "Correct horse"] {
      #expect(throws: X509Error.wrongPassphrase) {
        try EncryptedPrivateKey.decode(bytes, passphrase: SecretBytes(copying: wrong.utf8))
      }
    }
  }

  @Test(arguments: [
    ["-v1", "PBE-SHA1-3DES"], ["-v2", "des3", "-v2prf", "hmacWithSHA256"], ["-v2", "aes256", "-v2prf", "hmacWithSHA1"],
    ["-v2", "aes-192-cbc"],
  ])
  func `weak and odd schemes are refused by name`(scheme: [String]) throws {
    let plain = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(TestKeys.p256[0]))
    let text = try OpenSSLCommand.succeeding(
      ["pkcs8", "-topk8", "-in", "k.pem", "-outform", "PEM", "-passout", "pass:x"] + scheme,
      files: ["k.pem": plain.withBytes { unsafe Array($0) }])
    let bytes = try PEM.privateKey(SecretBytes(copying: text)).der.withBytes { unsafe Array($0) }
    let error = #expect(throws: X509Error.self) {
      try EncryptedPrivateKey.decode(bytes, passphrase: SecretBytes(copying: "x".utf8))
    }
    guard case .unsupported(let structure, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(structure == "encrypted private key")
  }

  /// An encrypted key of loose parts, cheap to derive.
  private static func sealed(
    function: [UInt8] = der(0x30, oid("1.2.840.113549.2.9"), [5, 0]), iterations: [UInt8] = [2, 1, 1],
    vector: [UInt8] = [UInt8](repeating: 7, count: 16), cipherText: [UInt8]? = nil, length: [UInt8] = []
  ) throws -> [UInt8] {
    let salt = [UInt8](repeating: 9, count: 8)
    let derived = try PasswordDerivation.pbkdf2(
      password: passphrase, salt: salt, iterations: 1, digest: .sha256, count: 32)
    let text =
      try cipherText
      ?? BlockCipher.aes256CBC.encrypt(
        PrivateKeyDER.encode(TestKeys.p256[0]), key: derived, initializationVector: [UInt8](repeating: 7, count: 16))
    let derivation = der(0x30, oid("1.2.840.113549.1.5.12"), der(0x30, der(4, salt), iterations, length, function))
    let cipher = der(0x30, oid("2.16.840.1.101.3.4.1.42"), der(4, vector))
    return der(0x30, der(0x30, oid("1.2.840.113549.1.5.13"), der(0x30, derivation, cipher)), der(4, text))
  }

  @Test func `the key's length may be named`() throws {
    for length in [[], [2, 1, 32]] as [[UInt8]] {
      let bytes = try Self.sealed(length: length)
      #expect(
        try EncryptedPrivateKey.decode(bytes, passphrase: Self.passphrase).publicKey == TestKeys.p256[0].publicKey)
    }
  }

  @Test func `parameters that cost too much or fit nothing are refused`() throws {
    let bad = [
      try Self.sealed(iterations: [2, 1, 0]), try Self.sealed(iterations: [2, 5, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF]),
      try Self.sealed(iterations: [2, 1, 0xFF]), try Self.sealed(vector: [1, 2, 3]), try Self.sealed(cipherText: []),
      try Self.sealed(cipherText: [1, 2, 3]), try Self.sealed(function: []),
      try Self.sealed(function: der(0x30, oid("1.2.3"), [5, 0])), try Self.sealed(function: [5, 0, 5, 0]),
    ]
    for bytes in bad {
      #expect(throws: X509Error.self) { try EncryptedPrivateKey.decode(bytes, passphrase: Self.passphrase) }
    }
  }

  @Test func `no shorter and no longer text opens`() throws {
    let bytes = try Self.sealed()
    for count in bytes.indices {
      #expect(throws: X509Error.self) {
        try EncryptedPrivateKey.decode(Array(bytes.prefix(count)), passphrase: Self.passphrase)
      }
    }
    #expect(throws: X509Error.self) { try EncryptedPrivateKey.decode(bytes + [0], passphrase: Self.passphrase) }
  }

  @Test func `a changed cipher text gives no other key`() throws {
    let bytes = try Self.sealed()
    for index in stride(from: bytes.count - 100, to: bytes.count, by: 3) {
      var changed = bytes
      changed[index] ^= 0x10
      #expect(throws: X509Error.self) { try EncryptedPrivateKey.decode(changed, passphrase: Self.passphrase) }
    }
  }
}
