import Cryptography
import Testing
import X509

/// JSON Web Keys with private members are keys, in whatever text they stand, and public ones are none.
@Suite struct WebKeyTests {
  private static func digits(_ octets: some Sequence<UInt8>) -> String {
    Base64.encode(octets).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// A key of P-256 with its private member, and without it.
  private static func key() throws -> (key: PrivateKey, secret: String, members: [(String, String)]) {
    let key = try PrivateKey.generate(.p256)
    guard case .ec(_, let scalar, let point) = try key.components() else { return (key, "", []) }
    let octets = scalar.withBytes { unsafe Array($0) }
    let secret = digits([UInt8](repeating: 0, count: 32 - octets.count) + octets)
    return (key, secret, [("crv", "P-256"), ("kty", "EC"), ("x", digits(point[1...32])), ("y", digits(point[33...]))])
  }

  private static func json(_ members: [(String, String)], _ quote: String = "\"") -> String {
    "{" + members.map { "\(quote)\($0)\(quote): \(quote)\($1)\(quote)" }.joined(separator: ", ") + "}"
  }

  @Test func everyFormIsFound() throws {
    let (key, secret, members) = try Self.key()
    let all = [("d", secret)] + members
    let text = Self.json(all)
    let yaml = all.map { "\($0): \($1)\n" }.joined()
    let texts: [String] = [
      text, text.replacing(" ", with: ""), Self.json(all, "\\\""), Self.json(all, "\\\\\\\""), Self.json(all, ""),
      "{\"keys\": [\(Self.json(members)), \(text)]}", Base64.encode(Array(text.utf8)), yaml,
      "- " + yaml.replacing("\n", with: "\n  "), yaml.replacing("\n", with: "\\n"),
      text.replacing("\"d\"", with: "\"\\u0064\""),
    ]
    for (index, text) in texts.enumerated() {
      #expect(PrivateKeys.areIn(text), "form \(index)")
      let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
      #expect(found == [key.publicKey.components], "form \(index)")
      let shown = "host `\(text)` is no name".withoutPrivateKeys
      #expect(
        !shown.contains(secret.prefix(12)) && shown.hasPrefix("host `") && shown.hasSuffix("` is no name"), "\(shown)")
    }
  }

  /// Whatever else a key has, and however its names are written.
  @Test func otherMembersAreNoStructure() throws {
    let (key, secret, members) = try Self.key()
    let rest = members.filter { $0.0 != "kty" }
    let pair: [(String, String)] = [("d", secret)]
    let type: [(String, String)] = [("kty", "EC")]
    func text(_ name: String, _ value: String, _ quote: String = "\"") -> String {
      Self.json(type + [(name, value)] + rest + pair, quote)
    }
    let far: [(String, String)] = [("x5c", String(repeating: "A", count: 40_000))]
    let whole = Self.json(members + pair)
    let yaml = (rest + pair).map { "\($0.0): \($0.1)\n" }.joined()
    let item = (rest + pair).map { "  \($0.0): \($0.1)\n" }.joined()
    let texts: [String] = [
      text("kid", "a}b"), text("kid", "a{b"), text("kid", "a}b", "\\\""), text("kid", "\\\"}b\\\\"),
      Self.json(members + far + pair), Self.json(members + far + pair, "\\\""),
      whole.replacing("{", with: "{\"ext\": {\"a\": 1}, "),
      whole.replacing(", \"x\"", with: ", \"ext\": {\"a\": 1}, \"x\""),
      whole.replacing("\"d\"", with: "\"\\u0064\"").replacing("\"kty\"", with: "\"\\u006b\\u0074y\""),
      whole.replacing("P-256", with: "\\u0050-256"),
      "kty: EC\nkid: a}b\n\(yaml)", "kty: EC\nkey_ops:\n- sign\n\(yaml)", "- kty: EC\n  x5c:\n  - MIIB\n\(item)",
    ]
    for (index, text) in texts.enumerated() {
      #expect(PrivateKeys.areIn(text), "form \(index)")
      let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
      #expect(found == [key.publicKey.components], "form \(index)")
      #expect(!text.withoutPrivateKeys.contains(secret.prefix(12)), "form \(index)")
    }
  }

  /// The private number is of the item in which it stands, whatever comes first.
  @Test(arguments: ["\n", "\\n"]) func itemsOfAListAreApart(lineEnd: String) throws {
    let (other, _, others) = try Self.key()
    let (key, secret, members) = try Self.key()
    func item(_ members: [(String, String)]) -> String {
      "- " + members.map { "\($0): \($1)" }.joined(separator: "\n  ") + "\n"
    }
    let text = ("keys:\n" + item(others) + item([("d", secret)] + members)).replacing("\n", with: lineEnd)
    let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
    #expect(found == [key.publicKey.components] && found != [other.publicKey.components])
  }

  /// The type of a key may stand behind the place where a message cuts it off.
  @Test(arguments: ["{\"d\":\"", "{\"crv\":\"Ed25519\",\"d\":\""]) func aKeyThatIsCutOffIsHidden(head: String) {
    let shown = "host `\(head)nWGxne_9WmC6hEr0kuwsxERJxWl7M` is no name".withoutQuotedKeys
    #expect(shown == "host `\(head)[private key not shown]` is no name")
  }

  @Test func publicKeysAreNone() throws {
    let (_, _, members) = try Self.key()
    let chain = Base64.encode(Array(OpenSSLCertificates.p256.utf8))
    let texts: [String] = [
      Self.json(members),
      "{\"keys\":[{\"use\":\"x509-svid\",\"kty\":\"EC\",\"x5c\":[\"\(chain)\"]}],\"spiffe_sequence\":1}",
      "kty: EC\nd: short\n", "kty: EC\nd: \(String(repeating: "a", count: 45))\n",
      "kty: Xy\ncrv: a\nd: \(String(repeating: "a", count: 45))\n",
      "{\"kty\":\"EC\"} and {\"d\":\"\(String(repeating: "aB3", count: 15))\"}",
      String(repeating: "{\"kty\":", count: 200),
    ]
    for text in texts {
      #expect(!PrivateKeys.areIn(text) && text.withoutPrivateKeys == text, "\(text)")
      let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
      #expect(found.isEmpty)
    }
  }

  /// A symmetric key has no public key, and is of no CA.
  @Test func symmetricKeysAreHidden() {
    let text = "{\"kty\":\"oct\",\"k\":\"GawgguFyGrWKav7AX4VKUg\"}"
    #expect(PrivateKeys.areIn(text))
    #expect(text.withoutPrivateKeys == "{\"kty\":\"oct\",\"k\":\"[private key not shown]\"}")
    let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
    #expect(found.isEmpty)
  }

  /// The octets of a key, or of its PEM, as `xxd` and `openssl` write them.
  @Test func hexadecimalIsRead() throws {
    let key = try PrivateKey.generate(.p256)
    let der = try PrivateKeyDER.encode(key)
    let octets = der.withBytes { unsafe Array($0) }
    let pem = PEM.write(PrivateKeyDER.label, secret: der).withBytes { unsafe Array($0) }
    func pairs(_ octets: [UInt8], _ separator: String = "", upper: Bool = false) -> String {
      octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: upper) }.joined(separator: separator)
    }
    let plain = Array(pairs(octets))
    let lines = stride(from: 0, to: plain.count, by: 60).map { String(plain[$0..<min($0 + 60, plain.count)]) }
    let source = stride(from: 0, to: octets.count, by: 12).map { start in
      "  0x" + pairs(Array(octets[start..<min(start + 12, octets.count)]), ", 0x")
    }.joined(separator: ",\n")
    let texts: [String] = [
      pairs(octets), pairs(octets, ":"), pairs(octets, upper: true), lines.joined(separator: "\n"),
      "key: \\x\(pairs(octets))", pairs(pem), pairs(octets, " "), pairs(pem, " "), pairs(octets, ", 0x"),
      "\\x" + pairs(octets, "\\x"), Self.grouped(plain, 4, " "), Self.grouped(plain, 32, "\n"),
      source,
    ]
    for (index, text) in texts.enumerated() {
      #expect(PrivateKeys.areIn(text), "form \(index)")
      let found = PrivateKeys.plain(in: SecretBytes(copying: text.utf8))
      #expect(found == [key.publicKey.components], "form \(index)")
      let shown = "host `\(text)` is no name".withoutPrivateKeys
      #expect(shown.contains("[private key not shown]") && shown.utf8.count < 60, "\(shown)")
    }
    let certificate = pairs(Array(OpenSSLCertificates.p256.utf8))
    let fingerprints = [
      String(repeating: "3082", count: 16), String(repeating: "30:81:", count: 20), certificate,
      String(repeating: "30 81 ", count: 20), String(repeating: "0x30, 0x82, ", count: 20),
      "30, 81, 87, 02, 01, 00, 30, 13, 06, 07, " + String(repeating: "42, ", count: 50),
    ]
    for text in fingerprints {
      #expect(!PrivateKeys.areIn(text) && text.withoutQuotedKeys == text)
    }
  }

  /// Words that look like octets follow a key.
  @Test func whatFollowsHexadecimalIsShown() throws {
    let octets = try PrivateKeyDER.encode(PrivateKey.generate(.p256)).withBytes { unsafe Array($0) }
    let digits = octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    #expect("`\(digits) added`".withoutPrivateKeys == "`[private key not shown] added`")
  }

  private static func grouped(_ digits: [Character], _ width: Int, _ separator: String) -> String {
    stride(from: 0, to: digits.count, by: width)
      .map { String(digits[$0..<min($0 + width, digits.count)]) }.joined(separator: separator)
  }

  @Test func theFormOfOpenSSHIsHidden() {
    let body = Base64.encode(
      Array("openssh-key-v1\0".utf8) + (0..<90).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) })
    #expect(PrivateKeys.areIn(body))
    #expect("host `\(body)` is no name".withoutPrivateKeys == "host `[private key not shown]` is no name")
  }
}
