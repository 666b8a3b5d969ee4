import Cryptography
import Testing

@testable import X509

@Suite struct Base64Tests {
  /// RFC 4648 section 10, and what needs the last characters of the alphabet.
  static let vectors: [(text: String, bytes: [UInt8])] = [
    ("", []), ("Zg==", Array("f".utf8)), ("Zm8=", Array("fo".utf8)), ("Zm9v", Array("foo".utf8)),
    ("Zm9vYg==", Array("foob".utf8)), ("Zm9vYmE=", Array("fooba".utf8)), ("Zm9vYmFy", Array("foobar".utf8)),
    ("+/+/", [0xFB, 0xFF, 0xBF]), ("AAAA", [0, 0, 0]), ("/w==", [0xFF]),
  ]

  @Test(arguments: vectors)
  func `a value has one text`(text: String, bytes: [UInt8]) throws {
    #expect(Base64.encode(bytes) == text)
    #expect(try Base64.decode(Array(text.utf8)) == bytes)
    let secret = SecretBytes(copying: bytes)
    #expect(Base64.encode(secret) == SecretBytes(copying: text.utf8))
    #expect(try Self.decodeSecret(text) == secret)
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zm8", "Zg===", "====", "=", "==", "Z===", "Zg==Zg==", "Zm9=v", "=Zm9", "Zm=8", "Zg==Zm9v",
    "A=B=",
  ])
  func `padding stands at the end and nowhere else`(text: String) {
    #expect(throws: Base64.Fault.badPadding) { try Base64.decode(Array(text.utf8)) }
    #expect(throws: Base64.Fault.badPadding) { try Self.decodeSecret(text) }
  }

  /// Only the first of sixteen, or of four, last characters is the value's own.
  @Test(arguments: ["Zh==", "Zi==", "Zv==", "Zm9=", "Zm+=", "Zm/=", "/x=="])
  func `bits behind the last octet are zero`(text: String) {
    #expect(throws: Base64.Fault.badPadding) { try Base64.decode(Array(text.utf8)) }
    #expect(throws: Base64.Fault.badPadding) { try Self.decodeSecret(text) }
  }

  @Test(arguments: [
    ("Zm 9", 2), ("-_-_", 0), ("Zm9\n", 3), ("Zm9!", 3), ("\u{0}AAA", 0), ("AAAA,AAA", 4), ("AA\u{E9}A", 2),
  ])
  func `a byte of another alphabet is named with its place`(text: String, offset: Int) {
    let bytes = Array(text.utf8.prefix(text.utf8.count / 4 * 4))
    #expect(throws: Base64.Fault.foreignByte(bytes[offset], offset: offset)) { try Base64.decode(bytes) }
  }

  @Test func `every length comes back`() throws {
    for count in 0..<200 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
      let text = Base64.encode(bytes)
      #expect(text.utf8.count == (count + 2) / 3 * 4)
      #expect(try Base64.decode(Array(text.utf8)) == bytes)
    }
  }

  private static func decodeSecret(_ text: String) throws -> SecretBytes {
    try SecretBytes(copying: text.utf8).withBytes { bytes in try unsafe Base64.decodeSecret(bytes) }
  }
}
