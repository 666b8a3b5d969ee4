import Cryptography
import Documents
import Testing
import X509

@testable import Cluster

/// A key is recognised in the forms in which people and tools copy it.
@Suite struct PrivateKeysTests {
  /// PKCS #8 in base64.
  private static func body() throws -> String {
    let der = try PrivateKeyDER.encode(PrivateKey.generate(.p256))
    return der.withBytes { bytes in unsafe Base64.encode(bytes) }
  }

  private static func pem(_ body: String) -> String {
    "-----BEGIN PRIVATE KEY-----\n\(body)\n-----END PRIVATE KEY-----\n"
  }

  private static func wrapped(_ text: String, _ lineEnd: String) -> String {
    let octets = Array(text.utf8)
    return stride(from: 0, to: octets.count, by: 76).map {
      String(decoding: octets[$0..<min($0 + 76, octets.count)], as: UTF8.self)
    }.joined(separator: lineEnd)
  }

  @Test func everyFormIsRecognised() throws {
    let body = try Self.body()
    let pem = Self.pem(body)
    let encoded = Base64.encode(Array(pem.utf8))
    let object = "{\"kind\":\"Secret\",\"data\":{\"ca-key.pem\":\"\(encoded)\"}}"
    let texts = [
      pem, encoded, body, "a backup \(body)", "text\n# key: \(body)", Self.wrapped(body, "\n"),
      Self.wrapped(body, "\\n"), Self.wrapped(encoded, "\\\\n"), object, JSONWriter.write(.string(object)),
      Base64.encode(Array(object.utf8)), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" + pem,
    ]
    for (index, text) in texts.enumerated() { #expect(PrivateKeys.areIn(text), "form \(index)") }
  }

  /// Writers of JSON may escape any character, and some do so with `+` and `/`.
  @Test(arguments: ["+", "/", "M", "A"]) func escapedCharactersAreRead(character: String) throws {
    var body = try Self.body()
    // Not every key has each of them behind its head.
    while !body.dropFirst(12).contains(character) { body = try Self.body() }
    let code = String(character.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
    for escape in ["\\u00\(code)", "\\u00\(code.lowercased())", "\\\\u00\(code)"] {
      let text = "{\"key\":\"\(body.replacing(character, with: escape))\"}"
      #expect(PrivateKeys.areIn(text))
    }
    #expect(!PrivateKeys.areIn(String(repeating: "\\u0041\\u00", count: 40)))
  }

  @Test(arguments: [8, 20, 64, 100]) func noLineOfAKeyStays(width: Int) throws {
    let octets = Array(try Self.body().utf8)
    let lines = stride(from: 0, to: octets.count, by: width).map {
      String(decoding: octets[$0..<min($0 + width, octets.count)], as: UTF8.self)
    }
    let head = ["-----BEGIN PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED", ""]
    for all in [lines, head + lines + ["-----END PRIVATE KEY-----"], ["first"] + lines] {
      let node = Node.mapping([("spec", .mapping([("lines", .sequence(all.map { .string($0) } + [.int(1)]))]))])
      let kept = node.withoutPrivateKeys
      let list = try #require(kept["spec"]?["lines"]?.sequence)
      #expect(list.allSatisfy { $0.string == nil } && list.last?.int == 1)
    }
    let plain = Node.mapping([("spec", .sequence(["a", "b"].map { .string($0) }))])
    #expect(plain.withoutPrivateKeys == plain)
  }

  @Test func aKeyIsNoNameOfAField() throws {
    let body = try Self.body()
    let node = Node.mapping([
      ("metadata", .mapping([("name", .string("a"))])),
      ("spec", .mapping([(body, .mapping([("x", .string("y"))])), ("z", .string("1"))])),
    ])
    let kept = node.withoutPrivateKeys
    #expect(kept["spec"]?["z"]?.string == "1")
    #expect(kept["metadata"]?["annotations"]?["meshtrust/omitted"]?.string == "spec.…")
    #expect(!JSONWriter.write(kept).contains(body.prefix(20)))
  }

  /// PKCS #1, SEC 1, PKCS #8 of a key that is encrypted, PKCS #12.
  @Test(
    arguments: [
      [0x30, 0x82, 0x04, 0xA4, 0x02, 0x01, 0x00, 0x02, 0x82, 0x01, 0x01], [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20],
      [0x30, 0x81, 0xF3, 0x30, 0x5E, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D],
      [0x30, 0x82, 0x09, 0x01, 0x02, 0x01, 0x03, 0x30, 0x82],
    ] as [[UInt8]])
  func everyStructureIsRecognised(head: [UInt8]) {
    let der = head + [UInt8](repeating: 0x5A, count: 40)
    #expect(PrivateKeys.areIn(Base64.encode(der)))
    #expect(PrivateKeys.areIn(SecretBytes(copying: der)))
  }

  @Test func whatIsNoKeyStays() throws {
    let key = try PrivateKey.generate(.rsa2048).publicKey
    let info = try Base64.encode(SubjectPublicKeyInfo(key.components).der)
    let texts = [
      info, "-----BEGIN PUBLIC KEY-----\n\(info)\n-----END PUBLIC KEY-----\n",
      String(repeating: "0123456789abcdef", count: 8), String(repeating: "x", count: 2000),
      "the PRIVATE KEY of this mesh is in another place, and nobody but its administrator has it",
      String(repeating: "\\", count: 100), String(repeating: "a b ", count: 100),
    ]
    for (index, text) in texts.enumerated() { #expect(!PrivateKeys.areIn(text), "text \(index)") }
  }

  @Test func whatIsLeftOutIsNamed() throws {
    let body = try Self.body()
    let annotations = Node.mapping([("note", .string(body)), ("other", .string("x"))])
    let node = Node.mapping([
      ("kind", .string("ConfigMap")),
      ("metadata", .mapping([("name", .string("a")), ("annotations", annotations)])),
      ("data", .mapping([("ca-key.pem", .string(Self.pem(body))), ("root-cert.pem", .string("y"))])),
      ("spec", .mapping([("list", .sequence([.string("z"), .string(body)]))])),
    ])
    let kept = node.withoutPrivateKeys
    let marks = kept["metadata"]?["annotations"]
    #expect(marks?["meshtrust/omitted"]?.string == "ca-key.pem,metadata.annotations.note,spec.list")
    #expect(marks?["other"]?.string == "x")
    #expect(kept["data"]?["root-cert.pem"]?.string == "y")
    #expect(!JSONWriter.write(kept).contains(String(body.prefix(8))))
    #expect(kept.withoutPrivateKeys == kept)
  }

  /// A JSON Web Key is no text, and is left out as a whole.
  @Test func webKeysAreLeftOut() {
    let secret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
    let members: [(String, Node)] = [
      ("kty", .string("OKP")), ("crv", .string("Ed25519")), ("x", .string("11qYAYKxCrfV")),
    ]
    let node = Node.mapping([
      ("metadata", .mapping([("name", .string("a"))])),
      ("spec", .mapping([("own", .mapping(members + [("d", .string(secret))])), ("peer", .mapping(members))])),
    ])
    let kept = node.withoutPrivateKeys
    #expect(kept["spec"]?["own"] == nil && kept["spec"]?["peer"] == Node.mapping(members))
    #expect(kept["metadata"]?["annotations"]?["meshtrust/omitted"]?.string == "spec.own")
  }

  @Test func ofSecretsCertificatesAloneAreKept() throws {
    let chain = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    let spoilt = try chain + Self.pem(Self.body())
    let values = [
      "root-cert.pem": SecretBytes(copying: chain.utf8), "ca-key.pem": SecretBytes(copying: chain.utf8),
      "cert-chain.pem": SecretBytes(copying: spoilt.utf8),
    ]
    #expect(SecretValues.certificates(among: values).map { $0.0 } == ["root-cert.pem"])
  }
}
