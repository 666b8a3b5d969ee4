import Cryptography
import Testing

@testable import X509

/// Requests of OpenSSL and of our own; whoever changes one no longer proves to hold the key.
@Suite struct CertificateRequestTests {
  static let makers: [(name: String, arguments: [String], label: String)] = [
    ("P-256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "ECDSA P-256"),
    ("P-384", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"], "ECDSA P-384"),
    ("P-521", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-sha512"], "ECDSA P-521"),
    ("RSA", ["-newkey", "rsa:2048"], "RSA 2048"),
    (
      "RSA-PSS", ["-newkey", "rsa:2048", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"], "RSA 2048"
    ),
    ("Ed25519", ["-newkey", "ed25519"], "Ed25519"),
  ]

  private static func request(_ arguments: [String]) throws -> CertificateRequest {
    let text = try OpenSSLCommand.succeeding(
      ["req", "-new", "-nodes", "-keyout", "k.pem", "-subj", "/O=red-mesh/CN=web", "-outform", "DER"] + arguments)
    return try CertificateRequest(der: text)
  }

  @Test(arguments: makers)
  func `what OpenSSL asks for is understood`(name: String, arguments: [String], label: String) throws {
    let request = try Self.request(
      arguments + ["-addext", "subjectAltName=URI:spiffe://red-mesh.local/a", "-addext", "keyUsage=digitalSignature"])
    #expect(try request.provenKey().key.label == label)
    #expect(request.subject.description == "O=red-mesh, CN=web")
    #expect(request.requestedExtensions.subjectAlternativeNames?.first?.uri == "spiffe://red-mesh.local/a")
    #expect(request.requestedExtensions.keyUsage == [.digitalSignature])
  }

  @Test func `a request without wishes is a request`() throws {
    #expect(try Self.request(Self.makers[0].arguments).requestedExtensions.all.isEmpty)
  }

  private static func ours(_ key: PrivateKey, names: [GeneralName] = [.uri(Array("spiffe://red-mesh.local".utf8))])
    throws
    -> CertificateRequest
  {
    try CertificateRequest(
      subject: DistinguishedName(organization: "red-mesh", commonName: "red-mesh intermediate CA g1"), key: key,
      subjectAlternativeNames: names, basicConstraints: BasicConstraints(isAuthority: true, pathLength: 0),
      keyUsage: [.keyCertSign, .cRLSign],
      nameConstraints: NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8))]))
  }

  @Test(arguments: TestKeys.each.keys.sorted { $0.rawValue < $1.rawValue })
  func `OpenSSL understands what is asked here`(algorithm: KeyAlgorithm) throws {
    let key = try #require(TestKeys.each[algorithm])
    let request = try Self.ours(key)
    #expect(try request.provenKey().key == key.publicKey)
    let run = try OpenSSLCommand(
      ["req", "-inform", "DER", "-in", "r.der", "-verify", "-noout", "-text"], files: ["r.der": request.der])
    #expect(run.status == 0 && run.complaints.contains("OK"))
    for wish in [
      "URI:spiffe://red-mesh.local", "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "URI:red-mesh.local",
    ] {
      #expect(run.text.contains(wish))
    }
  }

  @Test func `no names asked for is no empty list`() throws {
    #expect(try Self.ours(TestKeys.p256[0], names: []).requestedExtensions.subjectAlternativeNames == nil)
  }

  @Test(arguments: [KeyAlgorithm.p256, .ed25519])
  func `no flipped bit proves possession`(algorithm: KeyAlgorithm) throws {
    let original = try Self.ours(#require(TestKeys.each[algorithm]))
    var decoded = 0
    for index in original.der.indices {
      for bit in 0..<8 {
        var bytes = original.der
        bytes[index] ^= 1 << UInt8(bit)
        guard let changed = try? CertificateRequest(der: bytes) else { continue }
        decoded += 1
        #expect(throws: X509Error.self) { try changed.provenKey() }
      }
    }
    #expect(decoded > 100)
  }

  @Test func `no shorter and no longer text is a request`() throws {
    let bytes = try Self.ours(TestKeys.p256[0]).der
    for count in bytes.indices {
      #expect(throws: X509Error.self) { try CertificateRequest(der: Array(bytes.prefix(count))) }
    }
    #expect(throws: X509Error.self) { try CertificateRequest(der: bytes + [0]) }
  }

  private static func raw(
    version: [UInt8] = [2, 1, 0], attributes: [UInt8] = der(0xA0), algorithm: [UInt8] = RawCertificate.ecdsaWithSHA256,
    key: PrivateKey = TestKeys.p256[0], signer: PrivateKey = TestKeys.p256[0]
  ) throws -> [UInt8] {
    let info = Array(try SubjectPublicKeyInfo(key.publicKey.components).der)
    let signed = der(0x30, version, name("a"), info, attributes)
    return der(0x30, signed, algorithm, der(0x03, [0] + (try signer.sign(signed))))
  }

  @Test func `another's key, and algorithms that prove nothing, are refused`() throws {
    #expect(throws: Never.self) { try CertificateRequest(der: Self.raw()).provenKey() }
    let stolen = try CertificateRequest(der: Self.raw(key: TestKeys.p256[1]))
    #expect(throws: X509Error.possessionNotProven) { try stolen.provenKey() }
    let weak = try CertificateRequest(der: Self.raw(algorithm: der(0x30, oid("1.2.840.10045.4.1"))))
    #expect(throws: X509Error.possessionNotProven) { try weak.provenKey() }
  }

  private static let wish = der(0x30, RawExtension.keyUsage(0x80).bytes)
  private static let extensionRequest = oid("1.2.840.113549.1.9.14")

  static let malformedAttributes: [(name: String, bytes: [UInt8])] = [
    ("none", []), ("a set", der(0x31)), ("two fields", der(0xA0) + der(0xA0)),
    ("an attribute without values", der(0xA0, der(0x30, extensionRequest))),
    ("no value", der(0xA0, der(0x30, extensionRequest, der(0x31)))),
    ("two values", der(0xA0, der(0x30, extensionRequest, der(0x31, wish, wish)))),
    ("three parts", der(0xA0, der(0x30, extensionRequest, der(0x31, wish), [5, 0]))),
    (
      "the wish twice",
      der(0xA0, der(0x30, extensionRequest, der(0x31, wish)), der(0x30, extensionRequest, der(0x31, wish)))
    ),
    (
      "a malformed wish",
      der(0xA0, der(0x30, extensionRequest, der(0x31, der(0x30, der(0x30, oid("2.5.29.15"), der(4, [5, 0]))))))
    ),
  ]

  @Test(arguments: malformedAttributes)
  func `malformed attributes make the request malformed`(name: String, bytes: [UInt8]) throws {
    let request = try Self.raw(attributes: bytes)
    #expect(throws: X509Error.self) { try CertificateRequest(der: request) }
  }

  @Test(arguments: [[2, 1, 1], [2, 1, 0xFF], [], [2, 2, 0, 0]] as [[UInt8]])
  func `there is one version`(version: [UInt8]) throws {
    let request = try Self.raw(version: version)
    #expect(throws: X509Error.self) { try CertificateRequest(der: request) }
  }
}
