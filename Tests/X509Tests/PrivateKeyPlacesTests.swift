import Cryptography
import Testing
import X509

/// Where keys stand in a text, so that no line of them is shown.
@Suite struct PrivateKeyPlacesTests {
  private static func pem() throws -> String {
    let text = PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(PrivateKey.generate(.p256)))
    return text.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The text with every octet of a place replaced.
  private static func hidden(_ text: String) -> String {
    var octets = Array(text.utf8)
    for place in PrivateKeys.places(in: octets) {
      for index in place where octets[index] != 0x0A { octets[index] = UInt8(ascii: "*") }
    }
    return String(decoding: octets.filter { $0 != UInt8(ascii: "*") }, as: UTF8.self)
  }

  @Test func blocksAreWhole() throws {
    let pem = try Self.pem()
    let breaks = String(repeating: "\n", count: pem.split(separator: "\n").count - 1)
    #expect(Self.hidden("a: |\n\(pem)b: c\n") == "a: |\n\(breaks)\nb: c\n")
  }

  @Test func aBlockWithoutItsEndHidesTheRest() throws {
    let cut = try Self.pem().split(separator: "\n").dropLast().joined(separator: " ")
    #expect(Self.hidden("a: \(cut) and more") == "a: ")
  }

  /// Words about a key hide their own line.
  @Test(arguments: [
    "kind: Secret\ntype: Opaque\n", "kind: x\n", "\n\n# and more of it\n", "Proc-Type: 4,ENCRYPTED\nkind: x\n",
  ])
  func aBeginningAloneHidesItsLine(rest: String) {
    #expect(
      Self.hidden("a: b\n# put the -----BEGIN PRIVATE KEY----- of the CA here\n\(rest)") == "a: b\n# put the \n\(rest)")
  }

  @Test(arguments: ["", "# ", "  ", "- ", "> \""])
  func aBlockWithoutItsEndIsHiddenUpToTheNextField(margin: String) throws {
    let lines = try Self.pem().split(separator: "\n").dropLast()
    let text = lines.map { "\(margin)\($0)\n" }.joined() + "field: x\n"
    let shown = Self.hidden(text)
    #expect(shown.hasSuffix("\nfield: x\n"))
    for line in lines { #expect(!shown.contains(line.suffix(8))) }
  }

  /// What is said of a key before it hides nothing in between.
  @Test func whatStandsBeforeTheKeyIsShown() throws {
    let pem = try Self.pem()
    let shown = Self.hidden("# a -----BEGIN PRIVATE KEY-----\nfield: x\n\(pem)b: c\n")
    #expect(shown.hasPrefix("# a \nfield: x\n") && shown.hasSuffix("b: c\n") && !shown.contains("BEGIN"))
  }

  @Test func aBlockWithoutItsBeginningIsHidden() throws {
    let cut = try Self.pem().split(separator: "\n").dropFirst(2).joined(separator: " ")
    #expect(Self.hidden("a: |\(cut)|") == "a: ||")
  }

  @Test func base64EndsBeforeTheNextField() throws {
    let encoded = Base64.encode(Array(try Self.pem().utf8))
    #expect(Self.hidden("a: \(encoded.filter { $0 != "=" })\nfield: x\n") == "a: \nfield: x\n")
    #expect(Self.hidden("\(encoded)\nca-cert.pem: x\n").hasSuffix("\nca-cert.pem: x\n"))
  }

  @Test func certificatesAndWordsStay() throws {
    let text = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nthe private key is elsewhere\n"
    #expect(Self.hidden(text) == text)
  }

  /// What git takes is whole files, with keys in any order.
  @Test func everyKeyOfATextIsFound() throws {
    let (first, second) = try (Self.pem(), Self.pem())
    let broken = "-----BEGIN PRIVATE KEY-----\n?\n-----END PRIVATE KEY-----\n"
    let text = "words\n\(first)\(broken)-----BEGIN PRIVATE KEY-----\n\(second)"
    #expect(PrivateKeys.plain(in: SecretBytes(copying: "\(first)\(broken)\(second)".utf8)).count == 2)
    #expect(!PrivateKeys.plain(in: SecretBytes(copying: text.utf8)).isEmpty)
    #expect(PrivateKeys.plain(in: SecretBytes(copying: "no key".utf8)).isEmpty)
  }

  /// Whatever stands around it, and however often it is in base64, the key is the same.
  @Test func keysAreReadInEveryForm() throws {
    let key = try PrivateKey.generate(.p256)
    let der = try PrivateKeyDER.encode(key)
    let pem = PEM.write(PrivateKeyDER.label, secret: der).withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    let body = der.withBytes { unsafe Base64.encode($0) }
    let encoded = Base64.encode(Array(pem.utf8))
    let lines = pem.split(separator: "\n")
    let comment = lines.map { "# \($0)\n" }.joined()
    let texts: [String] = [
      pem, body, encoded, Base64.encode(Array(encoded.utf8)), "ca-key.pem=\(encoded)", "{\"a\":\"\(encoded)\"}",
      comment, lines.joined(separator: "\\n"), lines.joined(separator: "\r\n"),
      lines.joined(separator: "\\x0a"), lines.dropLast().joined(separator: "\n"),
    ]
    for (index, text) in texts.enumerated() {
      let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
      #expect(found == [key.publicKey.components], "form \(index)")
    }
    let raw = PrivateKeys.plain(in: der)
    #expect(raw == [key.publicKey.components])
  }

  @Test func encryptedKeysAreNotPlain() throws {
    let key = try PrivateKey.generate(.p256)
    let der = try EncryptedPrivateKey.encode(key, passphrase: SecretBytes(copying: "x".utf8))
    let pem = PEM.write(EncryptedPrivateKey.label, der)
    let found = PrivateKeys.plain(in: SecretBytes(copying: pem.utf8))
    #expect(found.isEmpty && PrivateKeys.areIn(pem))
  }

  @Test func certificatesAreReadInEveryForm() throws {
    let pem = OpenSSLCertificates.p256
    let encoded = Base64.encode(Array(pem.utf8))
    for text in [pem, encoded, "{\"a\":\"\(encoded)\"}", Base64.encode(Array(encoded.utf8))] {
      let count = Certificate.embedded(in: SecretBytes(copying: text.utf8)).count
      #expect(count == 1)
    }
  }
}
