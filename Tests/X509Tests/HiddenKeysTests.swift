import Cryptography
import Diagnostics
import Testing
import X509

/// A text that is shown repeats no private key, and everything else.
@Suite struct HiddenKeysTests {
  /// PKCS #8 in PEM, and its base64.
  private static func key() throws -> (pem: String, body: String) {
    let der = try PrivateKeyDER.encode(PrivateKey.generate(.p256))
    let pem = PEM.write(PrivateKeyDER.label, secret: der).withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    return (pem, der.withBytes { unsafe Base64.encode($0) })
  }

  /// The heads of keys in other forms, with more behind them: SEC 1, PKCS #1, and encrypted PKCS #8.
  static let others: [[UInt8]] = [
    [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20], [0x30, 0x82, 0x04, 0xA4, 0x02, 0x01, 0x00, 0x02, 0x82, 0x01, 0x01],
    [0x30, 0x81, 0xEC, 0x30, 0x57, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D],
  ]

  private static func expectHidden(_ text: String, _ key: String) {
    let shown = text.withoutPrivateKeys
    #expect(shown.hasPrefix("host `") && shown.hasSuffix(" is no name"), "\(shown)")
    #expect(shown.contains("[private key not shown]"), "\(shown)")
    // No part of the base64 that says anything.
    let digits = Array(key.utf8)
    for start in stride(from: 0, to: digits.count - 12, by: 4) {
      #expect(!shown.contains(String(decoding: digits[start..<start + 12], as: UTF8.self)), "\(shown)")
    }
  }

  @Test func keysAreReplaced() throws {
    let (pem, body) = try Self.key()
    let encoded = Base64.encode(Array(pem.utf8))
    let twice = Base64.encode(Array(encoded.utf8))
    for text in [pem, pem.replacing("\n", with: "\r\n"), pem.replacing("\n", with: "\\n")] {
      Self.expectHidden("host `\(text)` is no name", body)
      Self.expectHidden("host `\(text.printable)` is no name", body)
    }
    Self.expectHidden("host `\(body)` is no name", body)
    Self.expectHidden("host `\(encoded)` is no name", encoded)
    Self.expectHidden("host `\(twice)` is no name", twice)
    Self.expectHidden("host `spiffe://\(encoded)/ns` is no name", encoded)
  }

  @Test(arguments: HiddenKeysTests.others) func otherFormsAreReplaced(head: [UInt8]) {
    let der = head + (0..<160).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    let body = Base64.encode(der)
    Self.expectHidden("host `\(body)` is no name", body)
    let pem = PEM.write("EC PRIVATE KEY", der)
    Self.expectHidden("host `\(pem)` is no name", body)
  }

  /// Messages quote the beginning of long values.
  @Test(arguments: [40, 60, 80, 120]) func aKeyThatIsCutOffIsReplaced(length: Int) throws {
    let (pem, body) = try Self.key()
    for text in [pem.printable, body, Base64.encode(Array(pem.utf8))] {
      let cut = String(text.prefix(length))
      let shown = "host `\(cut)` is no name".withoutPrivateKeys
      #expect(shown == "host `[private key not shown]` is no name" || !cut.contains(body.prefix(24)), "\(shown)")
    }
  }

  /// Base64 of random octets, always the same.
  private static func line(_ number: UInt8, _ length: Int = 64) -> String {
    let octets = Digest.hash(.sha512, [number]) + Digest.hash(.sha512, [number, 1])
    return String(Base64.encode(octets).prefix(length))
  }

  @Test(arguments: [56, 64, 70, 76]) func aPartIsReplacedInWhatIsQuoted(length: Int) {
    let parts = (0..<40).map { Self.line($0, length) }
    for part in parts {
      #expect("host `\(part)` is no name".withoutQuotedKeys == "host `[base64 not shown]` is no name")
      #expect(!"for ServiceMeshPeer `red-mesh-system/\(part)`".withoutQuotedKeys.contains(part.suffix(20)))
    }
    let folded = "host `\(parts[0]) \(parts[1])` is no name".withoutQuotedKeys
    #expect(folded == "host `[base64 not shown] [base64 not shown]` is no name")
    let certificate = OpenSSLCertificates.p256
    let beside = "\(certificate)`\(parts[0])`".withoutQuotedKeys
    #expect(beside == "\(certificate)`[base64 not shown]`")
  }

  /// What follows a key, or a line of one, in the same quotation is of it; lines of any width are one text.
  @Test func theLastLineIsHidden() throws {
    let body = Array(try Self.key().body.utf8)
    for width in [24, 40, 64] {
      let lines = stride(from: 0, to: body.count, by: width).map {
        String(decoding: body[$0..<min($0 + width, body.count)], as: UTF8.self)
      }
      for separator in [" ", "\\x0a", ", ", "\", \"", " # "] {
        for part in [lines, Array(lines.dropFirst())] {
          let shown = "host `\(part.joined(separator: separator))` is no name".withoutQuotedKeys
          for line in part.map({ $0.suffix(10) }) { #expect(!shown.contains(line), "\(shown)") }
          #expect(shown.hasPrefix("host `") && shown.hasSuffix("` is no name"), "\(shown)")
        }
      }
    }
  }

  /// A digest has the name of its function before it, or the length of SHA-512 with its padding.
  @Test func digestsAreShown() {
    let (short, long) = (Self.line(1, 64), Base64.encode(Digest.hash(.sha512, [7])))
    for text in [
      "`sha384-\(short)`", "sha384/\(short)", "SHA384:\(short)", "sha512-\(long)", "sha512=\(long)", "`\(long)`",
      "`sha512-\(long) sha384-\(short)`", "sha256/\(Base64.encode(Digest.hash(.sha256, [1])))",
    ] {
      #expect(text.withoutQuotedKeys == text)
    }
    for text in [short, "sha384-\(Self.line(1, 70))", "\(short) \(long)", "sha256-\(short)"] {
      #expect(!"`\(text)`".withoutQuotedKeys.contains(short.prefix(20)))
    }
  }

  /// Whatever its length, a path or a name is none.
  @Test func pathsAndNamesAreNoParts() {
    for length in 40...100 {
      for start in ["/dev/shm/rv/Projects/Team1/", "/home/U1/Red2Green/V3/MeshTrust/X509/Sources/"] {
        let path = start + String(repeating: "aZ/", count: 3) + String(repeating: "a", count: length)
        #expect(path.withoutQuotedKeys == path)
      }
    }
    let names: [String] = [
      "virtualServiceForTheIngressGatewayOfRedMeshAndOfTheBlueMesh2",
      "RED_MESH_INGRESS_GATEWAY_2_OF_THE_FEDERATION_3_IN_TEST",
      "Projects/\(String(repeating: "0a1b2c3d", count: 8))",
      "SHA256:\(Base64.encode(Digest.hash(.sha256, [1])))",
    ]
    for name in names { #expect(name.withoutQuotedKeys == name) }
  }

  @Test func theWordsAroundAKeyAreShown() throws {
    let body = try Self.key().body
    #expect("the key \(body) is wrong".withoutPrivateKeys == "the key [private key not shown] is wrong")
  }

  @Test func everythingElseIsShown() throws {
    let certificate = OpenSSLCertificates.p256
    let key = try SubjectPublicKeyInfo(PrivateKey.generate(.p256).publicKey.components).der
    let texts: [String] = [
      certificate, Base64.encode(Array(certificate.utf8)), certificate.printable, PEM.write("PUBLIC KEY", key),
      Base64.encode(key), "the EC PRIVATE KEY block has no `-----END EC PRIVATE KEY-----`",
      "put the -----BEGIN PRIVATE KEY----- of the ServiceMeshControlPlane there", "a private key is elsewhere",
      String(repeating: "0123456789abcdef", count: 4), String(repeating: "0123456789ABCDEF", count: 4),
      "spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account", "",
      "`\(certificate)` and `\(certificate)`", String(certificate.prefix(300)), "x5c \(Base64.encode(key).prefix(80))",
    ]
    for text in texts {
      #expect(text.withoutPrivateKeys == text)
      #expect(text.withoutQuotedKeys == text)
    }
  }
}
