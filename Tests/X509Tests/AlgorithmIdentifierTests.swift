import Cryptography
import Testing

@testable import X509

/// Which algorithms are trusted, and in which exact encoding.
@Suite struct AlgorithmIdentifierTests {
  private static func algorithm(_ bytes: [UInt8]) throws -> SignatureAlgorithm? {
    try AlgorithmIdentifier(derEncoded: DERNode.parse(bytes)).signatureAlgorithm
  }

  private static let rsa = "1.2.840.113549.1.1."

  @Test(
    arguments: [
      ("1.2.840.10045.4.3.2", [], .ecdsa(.sha256)), ("1.2.840.10045.4.3.3", [], .ecdsa(.sha384)),
      ("1.2.840.10045.4.3.4", [], .ecdsa(.sha512)), ("1.3.101.112", [], .ed25519),
      (rsa + "11", [5, 0], .rsaPKCS1(.sha256)), (rsa + "12", [5, 0], .rsaPKCS1(.sha384)),
      (rsa + "13", [5, 0], .rsaPKCS1(.sha512)), (rsa + "11", [], .rsaPKCS1(.sha256)),
    ] as [(String, [UInt8], SignatureAlgorithm)])
  func `trusted algorithms are known`(number: String, parameters: [UInt8], expected: SignatureAlgorithm) throws {
    let bytes = der(0x30, oid(number), parameters)
    #expect(try Self.algorithm(bytes) == expected)
    guard !parameters.isEmpty || !number.hasPrefix(Self.rsa) else { return }
    #expect(try AlgorithmIdentifier(expected).der.elementsEqual(bytes))
  }

  @Test(
    arguments: [
      ("1.2.840.10045.4.3.2", [5, 0]), ("1.3.101.112", [5, 0]), (rsa + "11", [5, 1, 0]), (rsa + "11", [4, 0]),
      (rsa + "5", [5, 0]), (rsa + "4", [5, 0]), (rsa + "2", [5, 0]), (rsa + "1", [5, 0]), ("1.2.840.10045.4.1", []),
      ("1.2.840.10045.4.3.1", []), ("1.3.101.113", []), ("1.2.840.10040.4.3", []), (rsa + "10", []),
      (rsa + "10", [5, 0]),
    ] as [(String, [UInt8])])
  func `others are not trusted`(number: String, parameters: [UInt8]) throws {
    #expect(try Self.algorithm(der(0x30, oid(number), parameters)) == nil)
  }

  private static func hash(_ number: Int, _ parameters: [UInt8] = [5, 0]) -> [UInt8] {
    der(0x30, oid("2.16.840.1.101.3.4.2.\(number)"), parameters)
  }

  private static func mask(_ hash: [UInt8]) -> [UInt8] { der(0x30, oid(rsa + "8"), hash) }

  private static func pss(_ parts: [UInt8]...) throws -> SignatureAlgorithm? {
    try algorithm(der(0x30, oid(rsa + "10"), der(0x30, parts.reduce([], +))))
  }

  @Test func `PSS names one digest twice, and its salt`() throws {
    let (digest, mask) = (der(0xA0, Self.hash(1)), der(0xA1, Self.mask(Self.hash(1))))
    #expect(try Self.pss(digest, mask, der(0xA2, [2, 1, 32])) == .rsaPSS(.sha256, saltLength: 32))
    #expect(try Self.pss(digest, mask) == .rsaPSS(.sha256, saltLength: 20))
    #expect(try Self.pss(der(0xA0, Self.hash(1, [])), mask) == .rsaPSS(.sha256, saltLength: 20))
    let other = der(0xA1, Self.mask(Self.hash(3)))
    #expect(try Self.pss(der(0xA0, Self.hash(3)), other, der(0xA2, [2, 1, 64])) == .rsaPSS(.sha512, saltLength: 64))
  }

  @Test func `other PSS parameters are not trusted`() throws {
    let (digest, mask) = (der(0xA0, Self.hash(1)), der(0xA1, Self.mask(Self.hash(1))))
    let salt = der(0xA2, [2, 1, 32])
    // The defaults are SHA-1, for the digest and for the mask.
    #expect(try Self.pss() == nil)
    #expect(try Self.pss(salt) == nil)
    #expect(try Self.pss(digest, salt) == nil)
    #expect(try Self.pss(mask, salt) == nil)
    #expect(try Self.pss(digest, der(0xA1, Self.mask(Self.hash(2))), salt) == nil)
    #expect(try Self.pss(der(0xA0, Self.hash(4)), der(0xA1, Self.mask(Self.hash(4)))) == nil)
    #expect(try Self.pss(der(0xA0, Self.hash(1, [4, 0])), mask) == nil)
    #expect(try Self.pss(digest, der(0xA1, der(0x30, oid("1.2.3"), Self.hash(1)))) == nil)
    #expect(try Self.pss(digest, der(0xA1, der(0x30, oid(Self.rsa + "8")))) == nil)
    #expect(try Self.pss(mask, digest, salt) == nil)
    #expect(try Self.pss(digest, digest, mask) == nil)
    #expect(try Self.pss(der(0xA0, Self.hash(1), Self.hash(1)), mask) == nil)
    #expect(try Self.pss(der(0xA0), mask) == nil)
    #expect(try Self.pss(digest, mask, der(0xA2, [2, 1, 0xFF])) == nil)
    #expect(try Self.pss(digest, mask, der(0xA2, [2, 2, 0x7F, 0xFF])) == nil)
    #expect(try Self.pss(digest, mask, salt, der(0xA3, [2, 1, 2])) == nil)
    #expect(try Self.pss([4, 1, 0]) == nil)
  }

  @Test(arguments: [.ecdsa(.sha1), .rsaPKCS1(.sha1), .rsaPSS(.sha256, saltLength: 32)] as [SignatureAlgorithm])
  func `nothing is signed that would not be trusted`(algorithm: SignatureAlgorithm) {
    #expect(throws: X509Error.self) { try AlgorithmIdentifier(algorithm) }
  }
}
