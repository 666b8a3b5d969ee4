import Cryptography
import Testing

@testable import X509

/// Private keys go to OpenSSL and come from it in every form, and broken ones come from nowhere.
@Suite struct PrivateKeyDERTests {
  private static func pem(_ key: PrivateKey) throws -> [UInt8] {
    PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key)).withBytes { unsafe Array($0) }
  }

  private static func read(_ text: [UInt8]) throws -> PrivateKey {
    let (label, bytes) = try PEM.privateKey(SecretBytes(copying: text))
    return try PrivateKeyDER.decode(bytes, label: label)
  }

  private static func decode(_ bytes: [UInt8], _ label: String = "PRIVATE KEY") throws -> PrivateKey {
    try PrivateKeyDER.decode(SecretBytes(copying: bytes), label: label)
  }

  private static func publicKey(_ key: PrivateKey) throws -> [UInt8] {
    Array(try SubjectPublicKeyInfo(key.publicKey.components).der)
  }

  @Test(arguments: TestKeys.each.keys.sorted { $0.rawValue < $1.rawValue })
  func `what is written here OpenSSL reads, and writes again byte for byte`(algorithm: KeyAlgorithm) throws {
    let key = try #require(TestKeys.each[algorithm])
    let files = ["k.pem": try Self.pem(key)]
    let point = try OpenSSLCommand.succeeding(["pkey", "-in", "k.pem", "-pubout", "-outform", "DER"], files: files)
    #expect(try point == Self.publicKey(key))
    let again = try OpenSSLCommand.succeeding(
      ["pkcs8", "-topk8", "-nocrypt", "-in", "k.pem", "-outform", "DER"], files: files)
    #expect(try SecretBytes(copying: again) == PrivateKeyDER.encode(key))
    #expect(try Self.read(files["k.pem"] ?? []).publicKey == key.publicKey)
  }

  static let traditional: [(name: String, make: [String], label: String)] = [
    ("P-256", ["ecparam", "-name", "prime256v1", "-genkey"], "EC PRIVATE KEY"),
    ("P-384", ["ecparam", "-name", "secp384r1", "-genkey", "-noout"], "EC PRIVATE KEY"),
    ("P-521", ["ecparam", "-name", "secp521r1", "-genkey", "-noout"], "EC PRIVATE KEY"),
    ("RSA", ["genrsa", "-traditional", "2048"], "RSA PRIVATE KEY"),
    ("P-256 in PKCS #8", ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "PRIVATE KEY"),
    ("RSA in PKCS #8", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "PRIVATE KEY"),
    ("Ed25519", ["genpkey", "-algorithm", "ED25519"], "PRIVATE KEY"),
  ]

  @Test(arguments: traditional)
  func `what OpenSSL writes is read here`(name: String, make: [String], label: String) throws {
    let text = try OpenSSLCommand.succeeding(make)
    let (found, bytes) = try PEM.privateKey(SecretBytes(copying: text))
    #expect(found == label)
    let key = try PrivateKeyDER.decode(bytes, label: found)
    let point = try OpenSSLCommand.succeeding(
      ["pkey", "-in", "k.pem", "-pubout", "-outform", "DER"], files: ["k.pem": text])
    #expect(try point == Self.publicKey(key))
    let message = Array("message".utf8)
    #expect(key.publicKey.isValidSignature(try key.sign(message), for: message, using: key.signatureAlgorithm))
  }

  @Test func `a key without its public point is read all the same`() throws {
    let text = try OpenSSLCommand.succeeding(["ecparam", "-name", "prime256v1", "-genkey", "-noout"])
    let key = try Self.read(text)
    for arguments in [["ec", "-in", "k.pem", "-no_public"], ["pkcs8", "-topk8", "-nocrypt", "-in", "n.pem"]] {
      let short = try OpenSSLCommand.succeeding(["ec", "-in", "k.pem", "-no_public"], files: ["k.pem": text])
      let output = try OpenSSLCommand.succeeding(arguments, files: ["k.pem": text, "n.pem": short])
      #expect(try Self.read(output).publicKey == key.publicKey)
    }
  }

  @Test(arguments: [KeyAlgorithm.p256, .ed25519, .rsa2048])
  func `no shorter and no longer text is a key`(algorithm: KeyAlgorithm) throws {
    let bytes = try PrivateKeyDER.encode(#require(TestKeys.each[algorithm])).withBytes { unsafe Array($0) }
    for count in bytes.indices {
      #expect(throws: X509Error.self) { try Self.decode(Array(bytes.prefix(count))) }
    }
    #expect(throws: X509Error.self) { try Self.decode(bytes + [0]) }
    #expect(throws: X509Error.self) { try Self.decode(bytes + bytes) }
  }

  /// A flipped bit is noticed, because the public half no longer belongs to the private one.
  @Test(arguments: [KeyAlgorithm.p256, .rsa2048])
  func `no flipped bit gives another key`(algorithm: KeyAlgorithm) throws {
    let key = try #require(TestKeys.each[algorithm])
    let bytes = try PrivateKeyDER.encode(key).withBytes { unsafe Array($0) }
    for index in stride(from: 0, to: bytes.count, by: algorithm == .p256 ? 1 : 7) {
      var changed = bytes
      changed[index] ^= 1 << UInt8(index % 8)
      let other = try? Self.decode(changed)
      #expect(other == nil || other?.publicKey == key.publicKey, "octet \(index)")
    }
  }

  private static let seed = der(0x04, [UInt8](1...32))
  private static let ed25519 = der(0x30, oid("1.3.101.112"))

  @Test func `version 2 may carry attributes and the public key`() throws {
    let key = try Self.decode(der(0x30, [2, 1, 0], Self.ed25519, der(4, Self.seed)))
    guard case .ed25519(let point) = key.publicKey.components else { return #expect(Bool(false)) }
    for tail in [der(0xA0), der(0x81, [0] + point), der(0xA0) + der(0x81, [0] + point)] {
      #expect(try Self.decode(der(0x30, [2, 1, 1], Self.ed25519, der(4, Self.seed), tail)).publicKey == key.publicKey)
    }
  }

  static let malformed: [(name: String, bytes: [UInt8], label: String)] = [
    ("nothing", [], "PRIVATE KEY"),
    ("version 3", der(0x30, [2, 1, 2], ed25519, der(4, seed)), "PRIVATE KEY"),
    ("negative version", der(0x30, [2, 1, 0xFF], ed25519, der(4, seed)), "PRIVATE KEY"),
    ("a public key in version 1", der(0x30, [2, 1, 0], ed25519, der(4, seed), [0x81, 1, 0]), "PRIVATE KEY"),
    ("an unknown field", der(0x30, [2, 1, 1], ed25519, der(4, seed), [0x82, 1, 0]), "PRIVATE KEY"),
    ("the wrong order", der(0x30, [2, 1, 1], ed25519, der(4, seed), [0x81, 1, 0], der(0xA0)), "PRIVATE KEY"),
    (
      "a parameter of Ed25519", der(0x30, [2, 1, 0], der(0x30, oid("1.3.101.112"), [5, 0]), der(4, seed)), "PRIVATE KEY"
    ),
    ("31 octets of Ed25519", der(0x30, [2, 1, 0], ed25519, der(4, der(4, [UInt8](1...31)))), "PRIVATE KEY"),
    ("33 octets of Ed25519", der(0x30, [2, 1, 0], ed25519, der(4, der(4, [UInt8](1...33)))), "PRIVATE KEY"),
    ("bytes behind the seed", der(0x30, [2, 1, 0], ed25519, der(4, seed, [5, 0])), "PRIVATE KEY"),
    ("a seed not wrapped twice", der(0x30, [2, 1, 0], ed25519, der(4, [UInt8](1...32))), "PRIVATE KEY"),
    (
      "a length that is not minimal", [0x30, 0x81, 46] + der(0x30, [2, 1, 0], ed25519, der(4, seed)).dropFirst(2),
      "PRIVATE KEY"
    ),
    (
      "an indefinite length", [0x30, 0x80] + der(0x30, [2, 1, 0], ed25519, der(4, seed)).dropFirst(2) + [0, 0],
      "PRIVATE KEY"
    ),
    (
      "RSA without NULL", der(0x30, [2, 1, 0], der(0x30, oid("1.2.840.113549.1.1.1")), der(4, der(0x30))), "PRIVATE KEY"
    ),
    ("SEC 1 of version 2", der(0x30, [2, 1, 2], der(4, [1])), "EC PRIVATE KEY"),
    ("PKCS #1 of many primes", der(0x30, [2, 1, 1]), "RSA PRIVATE KEY"),
    ("PKCS #1 with a negative modulus", der(0x30, [2, 1, 0, 2, 1, 0x80]), "RSA PRIVATE KEY"),
  ]

  @Test(arguments: malformed)
  func `broken structures are no keys`(name: String, bytes: [UInt8], label: String) {
    let error = #expect(throws: X509Error.self) { try Self.decode(bytes, label) }
    #expect(error == .malformed(structure: "private key", detail: "its encoding is not the DER of a key"))
  }

  @Test(
    arguments: [
      ("DSA PRIVATE KEY", [5, 0]), ("OPENSSH PRIVATE KEY", [5, 0]),
      ("CERTIFICATE", [5, 0]),
      ("EC PRIVATE KEY", der(0x30, [2, 1, 1], der(4, [1]))),
      ("EC PRIVATE KEY", der(0x30, [2, 1, 1], der(4, [1]), der(0xA0, oid("1.3.132.0.10")))),
      ("PRIVATE KEY", der(0x30, [2, 1, 0], der(0x30, oid("1.3.101.113")), der(4, [1]))),
      ("PRIVATE KEY", der(0x30, [2, 1, 0], der(0x30, oid("1.2.840.10045.2.1"), oid("1.3.132.0.10")), der(4, [1]))),
    ] as [(String, [UInt8])])
  func `other keys are told apart from broken ones`(label: String, bytes: [UInt8]) {
    let error = #expect(throws: X509Error.self) { try Self.decode(bytes, label) }
    guard case .unsupported = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    [0], [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32), [UInt8](repeating: 1, count: 33),
  ])
  func `a scalar out of range is no key`(scalar: [UInt8]) {
    let bytes = der(0x30, [2, 1, 1], der(4, scalar), der(0xA0, oid("1.2.840.10045.3.1.7")))
    #expect(throws: X509Error.self) { try Self.decode(bytes, "EC PRIVATE KEY") }
  }
}
