import Cryptography
import Diagnostics
import Testing

@testable import X509

/// What people paste is repaired with a warning that names the line, or refused with one.
@Suite struct PEMTests {
  private static let certificate = OpenSSLCertificates.ed25519
  private static let lines = certificate.split(separator: "\n").map(String.init)

  private static func read(_ text: String) throws(X509Error) -> PEM { try PEM(Array(text.utf8)) }

  private static func line(_ error: X509Error?) -> Int? {
    if case .brokenPEM(_, let line) = error { line } else { nil }
  }

  @Test func `the strict form needs no repair`() throws {
    let pem = try Self.read(Self.certificate + OpenSSLCertificates.p256)
    #expect(pem.warnings.isEmpty)
    #expect(pem.blocks.map(\.label) == ["CERTIFICATE", "CERTIFICATE"])
    #expect(pem.blocks.map(\.line) == [1, Self.lines.count + 1])
    #expect(try Self.read("").blocks.isEmpty)
    #expect(try Self.read("no block at all\n").blocks.isEmpty)
  }

  static let repairs: [(name: String, text: String, warnings: [String])] = [
    ("CR LF", certificate.replacing("\n", with: "\r\n"), ["MT-PEM-11@1"]),
    (
      "CR LF in one line", certificate.replacing("CERTIFICATE-----\nMII", with: "CERTIFICATE-----\r\nMII"),
      ["MT-PEM-11@1"]
    ),
    ("no last newline", String(certificate.dropLast()), ["MT-PEM-10@\(lines.count)"]),
    ("a space at an end", lines[0] + " \n" + lines[1...].joined(separator: "\n") + "\n", ["MT-PEM-12@1"]),
    ("indented", lines.map { "  " + $0 + "\n" }.joined(), ["MT-PEM-18@1"]),
    ("a tab at a start", lines[0] + "\n\t" + lines[1...].joined(separator: "\n") + "\n", ["MT-PEM-12@2"]),
    ("blank lines inside", lines.joined(separator: "\n\n") + "\n", ["MT-PEM-13@4"]),
    ("a blank line before the body", lines[0] + "\n\n" + lines[1...].joined(separator: "\n") + "\n", []),
    (
      "a blank line before the end", certificate.replacing("\n-----END", with: "\n\n-----END"),
      ["MT-PEM-13@\(lines.count)"]
    ),
    ("the old label", certificate.replacing("CERTIFICATE", with: "X509 CERTIFICATE"), ["MT-PEM-19@1"]),
    ("a mark of YAML", "|-\n" + certificate, ["MT-PEM-17@1"]),
    ("a comment before", "# root of red\n# second line\n" + certificate, []),
    ("a comment behind", certificate + "end\n", []),
    ("openssl's text", "Certificate:\n    Data:\n" + certificate, []),
    ("glued together", certificate.dropLast() + certificate, ["MT-PEM-15@\(lines.count)"]),
    ("a byte order mark", "\u{FEFF}" + certificate, ["MT-PEM-16@1"]),
    ("blank lines around", "\n\n" + certificate + "\n\n", []),
  ]

  @Test(arguments: repairs)
  func `what is safe to repair is repaired, and said`(name: String, text: String, warnings: [String]) throws {
    let pem = try Self.read(text)
    let said = pem.warnings.map { "\($0.code)@\($0.place?.line ?? 0)" }
    #expect(said.sorted() == warnings.sorted())
    #expect(pem.warnings.allSatisfy { $0.severity == .warning && !$0.why.isEmpty && !$0.next.isEmpty })
    let expected = try PEM.certificates(Array(Self.certificate.utf8)).certificates[0]
    let certificates = try PEM.certificates(Array(text.utf8)).certificates
    #expect(Set(certificates) == [expected])
  }

  /// What Go's `pem.Decode` and BoringSSL's `PEM_read_bio` make of each.
  @Test(arguments: [
    (PEMIrregularity.Kind.unfinishedLine, false, false), (.carriageReturns, false, false), (.spaces, false, false),
    (.indentation, true, true), (.blankLines, false, true), (.gluedBlocks, true, true), (.byteOrderMark, true, true),
    (.oldLabel, true, false), (.blockMarker, false, false),
  ])
  func `what a mesh does not read is told apart`(kind: PEMIrregularity.Kind, go: Bool, boringSSL: Bool) {
    let irregularity = PEMIrregularity(kind: kind, line: 1, count: 1)
    #expect(irregularity.hidesBlocks(from: .go) == go && irregularity.hidesBlocks(from: .boringSSL) == boringSSL)
  }

  @Test func `an irregularity is said once, with its lines counted`() throws {
    let pem = try Self.read(Self.lines.map { $0 + " \n" }.joined())
    #expect(pem.irregularities == [PEMIrregularity(kind: .spaces, line: 1, count: Self.lines.count)])
    #expect(pem.warnings.first?.what.description.contains("\(Self.lines.count) lines") == true)
  }

  @Test func `an outline of a secret has its blocks, and nothing of the key`() throws {
    let key =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
      + "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
      + "-----END EC PRIVATE KEY-----\n"
    let outline = try PEM.outline(of: SecretBytes(copying: key.utf8))
    #expect(outline.blocks.map(\.label) == ["EC PARAMETERS", "EC PRIVATE KEY"])
    #expect(outline.blocks.map(\.isEncrypted) == [false, true] && outline.blocks.allSatisfy(\.der.isEmpty))
    #expect(outline.irregularities.isEmpty)
    let indented = key.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(
      separator: "\n")
    #expect(
      try PEM.outline(of: SecretBytes(copying: indented.utf8)).irregularities.contains { $0.kind == .indentation })
  }

  static let refusals: [(name: String, text: String, line: Int)] = [
    ("no end", lines.dropLast().joined(separator: "\n") + "\n", lines.count - 1),
    ("only a beginning", "-----BEGIN CERTIFICATE-----", 1),
    ("cut in the middle", "\n" + certificate.prefix(120), 4),
    ("an end that never began", "-----END CERTIFICATE-----\n", 1),
    ("an end twice", certificate + lines[lines.count - 1] + "\n", lines.count + 1),
    ("a beginning inside", lines[0] + "\n" + lines[0] + "\n", 2),
    ("labels that differ", certificate.replacing("END CERT", with: "END X509 CERT"), lines.count),
    ("no dashes behind the label", "-----BEGIN CERTIFICATE\n" + lines[1], 1),
    ("four dashes", "x\n-----BEGIN CERTIFICATE----\n", 2),
    ("an empty label", "-----BEGIN -----\n-----END -----\n", 1),
    ("a label of small letters", "-----BEGIN certificate-----\n-----END certificate-----\n", 1),
    ("a label that commands a terminal", "-----BEGIN \u{1B}[2J-----\n-----END \u{1B}[2J-----\n", 1),
    ("literal \\n", lines.joined(separator: "\\n"), 1),
    ("everything in one line", lines.joined(), 1),
    ("spaces instead of line ends", lines.joined(separator: " "), 1),
    ("old Macintosh line ends", lines.joined(separator: "\r"), 1),
    ("text behind the end", certificate.dropLast() + " and more\n", lines.count),
    ("an old encrypted header", lines[0] + "\nProc-Type: 4,ENCRYPTED\n\n" + lines[1...].joined(separator: "\n"), 2),
    ("a foreign character", certificate.replacing(lines[2], with: "*" + lines[2].dropFirst()), 3),
    ("an HTML entity", certificate.replacing(lines[3], with: "&" + lines[3].dropFirst()), 4),
    ("a space inside a line", certificate.replacing(lines[2], with: "a b" + lines[2].dropFirst(3)), 3),
    ("a missing character", certificate.replacing(lines[2], with: lines[2].dropFirst()), 1),
    ("a missing padding", certificate.replacing("==", with: "").replacing("=", with: "") + "A\n", 1),
  ]

  @Test(arguments: refusals)
  func `what is not safe is refused with its line`(name: String, text: String, line: Int) {
    let error = #expect(throws: X509Error.self) { try Self.read(text) }
    guard name != "a missing padding" else { return #expect(Self.line(error) != nil) }
    #expect(Self.line(error) == line, "\(String(describing: error))")
    #expect(error?.diagnostic.place?.line == line)
    #expect(error?.diagnostic.why.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
  }

  @Test func `literal line breaks are told apart from other mistakes`() {
    let error = #expect(throws: X509Error.self) { try Self.read(Self.lines.joined(separator: "\\n")) }
    #expect(error?.diagnostic.why.description.contains("\\n") == true)
  }

  @Test func `a block of many lines is read whole`() throws {
    let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let text = Array(PEM.write("X509 CRL", bytes).utf8)
    #expect(try PEM(text).blocks.map(\.der) == [bytes])
  }

  @Test func `other blocks are no certificates`() throws {
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n"
    for (text, line, isAlone) in [(key, 1, true), (Self.certificate + key, Self.lines.count + 1, false)] {
      #expect(
        throws: X509Error.unexpectedBlock(label: "PRIVATE KEY", wanted: "certificates", line: line, isAlone: isAlone)
      ) {
        try PEM.certificates(Array(text.utf8))
      }
    }
    #expect(throws: X509Error.noPEMBlock(wanted: "certificate", found: [])) { try PEM.certificates([]) }
    let trusted = Self.certificate.replacing("CERTIFICATE", with: "TRUSTED CERTIFICATE")
    #expect(throws: X509Error.self) { try PEM.certificates(Array(trusted.utf8)) }
  }

  @Test func `a block that is no certificate is named by its line`() {
    let text = Self.certificate + PEM.write("CERTIFICATE", [0x30, 0])
    let error = #expect(throws: X509Error.self) { try PEM.certificates(Array(text.utf8)) }
    #expect(error?.diagnostic.why.description.contains("line \(Self.lines.count + 1)") == true)
  }

  @Test(arguments: [0, 1, 47, 48, 49, 96, 1000])
  func `lines are 64 characters long`(count: Int) throws {
    let bytes = [UInt8](repeating: 0xA5, count: count)
    let text = PEM.write("TEST", bytes)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "-----BEGIN TEST-----" && lines.suffix(2) == ["-----END TEST-----", ""])
    #expect(lines.dropFirst().dropLast(3).allSatisfy { $0.count == 64 })
    #expect(try Self.read(text).blocks.map(\.der) == [bytes])
    #expect(PEM.write("TEST", secret: SecretBytes(copying: bytes)) == SecretBytes(copying: text.utf8))
  }
}
