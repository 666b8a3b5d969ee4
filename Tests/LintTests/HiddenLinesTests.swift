import Testing
import X509

@testable import Lint

/// No line of a key is shown in any diff, in whatever form the key and its lines are.
@Suite struct HiddenLinesTests {
  /// The heads of SEC 1, PKCS #1, PKCS #8 and encrypted PKCS #8 with their labels.
  static let heads: [(label: String, head: [UInt8])] = [
    ("EC PRIVATE KEY", [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20]),
    ("RSA PRIVATE KEY", [0x30, 0x82, 0x04, 0xA4, 0x02, 0x01, 0x00, 0x02, 0x82, 0x01, 0x01]),
    ("PRIVATE KEY", [0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07]),
    (
      "ENCRYPTED PRIVATE KEY",
      [0x30, 0x81, 0xEC, 0x30, 0x57, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D]
    ),
  ]

  private static func lines(_ lines: [String], _ head: String, _ end: String = "\n") -> String {
    lines.map { head + $0 + end }.joined()
  }

  @Test(arguments: HiddenLinesTests.heads.map(\.label)) func everyFormIsHidden(label: String) throws {
    let head = try #require(Self.heads.first { $0.label == label }).head
    let der = head + (0..<160).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    let pem = PEM.write(label, der).split(separator: "\n").map(String.init)
    let body = Array(pem.dropFirst().dropLast())
    let (joined, broken, folded) = (body.joined(), body.joined(separator: "\\\n   "), body.joined(separator: "\n   "))
    let escaped = pem.joined(separator: "\\n")
    let texts: [String] = [
      "a: |\n\(Self.lines(pem, "  "))", "a: |\r\n\(Self.lines(pem, "  ", "\r\n"))",
      "a: >-\r\n\(Self.lines(body, "  ", "\r\n"))", "a: {b: [\(joined)]}\n", "a: [b,\n  \(joined)]\n",
      "a: \"\(broken)\"\n", "a: '\(folded)'\n",
      "a: \"\(escaped)\"\n", "a:\n\(Self.lines(body, "  "))", "a: >\n\(Self.lines(body, "  "))",
      Self.lines(body, "# "), Self.lines(pem, "# ", "\r\n"), "a:\n\(Self.lines(body, "- "))",
      "a: b # \(joined)\n",
      "a: spiffe://\(joined)/b\n",
    ]
    for text in texts {
      let bytes = Array("\(text)z: x\n".utf8)
      let hidden = HiddenLines(bytes)
      for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
        let shown = String(decoding: line, as: UTF8.self)
        let isOfKey = body.contains { part in
          stride(from: 0, to: part.utf8.count - 12, by: 4).contains { shown.contains(part.dropFirst($0).prefix(12)) }
        }
        if isOfKey { #expect(hidden.substitute(for: index + 1) != nil, "\(text)") }
        if shown == "z: x" { #expect(hidden.substitute(for: index + 1) == nil, "\(text)") }
      }
    }
  }
}
