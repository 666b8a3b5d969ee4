import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Private keys in PEM texts: read only as secrets, and never shown, whatever is wrong with the text around them.
@Suite struct PEMKeyTests {
  private static let seed = [UInt8](1...32)
  private static let body = Base64.encode(der(0x30, [2, 1, 0], der(0x30, oid("1.3.101.112")), der(4, der(4, seed))))
  private static let text = "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"

  private static func scan(_ text: String) throws(X509Error) -> (label: String, der: SecretBytes) {
    try PEM.privateKey(SecretBytes(copying: text.utf8))
  }

  @Test(arguments: [
    text, text.replacing("\n", with: "\r\n"), "# comment\n" + text,
    OpenSSLCertificates.p256 + text + OpenSSLCertificates.p256,
    String(text.dropLast()), text.replacing("\n", with: " \n"),
    "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + text,
  ])
  func `the one key of a text is found`(text: String) throws {
    let (label, bytes) = try Self.scan(text)
    #expect(label == "PRIVATE KEY")
    #expect(bytes == SecretBytes(copying: try Base64.decode(Array(Self.body.utf8))))
    #expect(try PrivateKeyDER.decode(bytes, label: label).algorithm == .ed25519)
  }

  @Test func `the ordinary reader passes a key over without its bytes`() throws {
    let blocks = try PEM(Array((Self.text + OpenSSLCertificates.p256).utf8)).blocks
    #expect(blocks.map(\.label) == ["PRIVATE KEY", "CERTIFICATE"])
    #expect(blocks.map(\.isPrivateKey) == [true, false])
    #expect(blocks[0].der.isEmpty && !blocks[1].der.isEmpty)
  }

  @Test func `a text without a key says what it holds`() {
    #expect(throws: X509Error.noPEMBlock(wanted: "private key", found: ["CERTIFICATE"])) {
      try Self.scan(OpenSSLCertificates.p256)
    }
    #expect(throws: X509Error.noPEMBlock(wanted: "private key", found: [])) { try Self.scan("") }
  }

  /// Every way to break the text: the error has a line, and no piece of the key in it.
  static let broken: [(name: String, text: String, line: Int)] = [
    ("two keys", text + text, 4),
    ("no end", String(text.prefix(60)), 1),
    ("another end", text.replacing("END PRIVATE", with: "END EC PRIVATE"), 1),
    ("no dashes behind the label", text.replacing("BEGIN PRIVATE KEY-----", with: "BEGIN PRIVATE KEY"), 1),
    ("dashes cut short", text.replacing("BEGIN PRIVATE KEY-----\n", with: "BEGIN PRIVATE KEY--\n"), 1),
    ("no line break and no dashes", text.replacing("BEGIN PRIVATE KEY-----\n", with: "BEGIN PRIVATE KEY"), 1),
    ("a missing character", text.replacing(body, with: body.dropFirst()), 1),
    ("a foreign character", text.replacing(body, with: "*" + body.dropFirst()), 1),
  ]

  @Test func `an encrypted key is told from a broken one`() {
    let old = Self.text.replacing(Self.body, with: "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n" + Self.body)
    #expect(throws: X509Error.encryptedKey(.headers)) { try Self.scan(old) }
    #expect(throws: X509Error.encryptedKey(.pkcs8)) {
      try PEM.privateKey(
        SecretBytes(copying: Self.text.replacing("PRIVATE KEY", with: "ENCRYPTED PRIVATE KEY").utf8), passphrase: nil)
    }
  }

  @Test(arguments: broken)
  func `no error shows a piece of a key`(name: String, text: String, line: Int) {
    let error = #expect(throws: X509Error.self) { try Self.scan(text) }
    #expect(error?.diagnostic.place?.line == line, "\(String(describing: error))")
    let said = "\(String(describing: error))"
    for start in 0..<(Self.body.count - 6) {
      let piece = String(Self.body.dropFirst(start).prefix(6))
      #expect(!said.contains(piece))
    }
  }

  @Test(arguments: [
    text.replacing("KEY-----\n", with: "KEY-----"),
    text.replacing("BEGIN PRIVATE KEY-----\n", with: "BEGIN PRIVATE KEY"),
    text.replacing("\n", with: ""), text.replacing("\n", with: "\\n"), text.replacing(body, with: "a: b" + body),
    text.replacing("\n-----END PRIVATE KEY-----", with: "-----END PRIVATE KEY"),
    String(text.prefix(70)), text.replacing("END PRIVATE KEY-----", with: "END PRIVATE KEY-----" + body),
  ])
  func `the ordinary reader shows no piece of a key either`(text: String) throws {
    let error = #expect(throws: X509Error.self) { try PEM(Array(text.utf8)) }
    let said = "\(String(describing: error))"
    #expect(!said.contains(Self.body.prefix(8)) && !said.contains(Self.body.suffix(8)))
  }
}
