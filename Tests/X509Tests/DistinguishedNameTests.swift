import Cryptography
import Diagnostics
import Testing

@testable import X509

/// Names match by RFC 5280 section 7.1, and are shown by RFC 4514.
@Suite struct DistinguishedNameTests {
  private static func decode(_ bytes: [UInt8]) throws -> DistinguishedName {
    try DistinguishedName(derEncoded: DERNode.parse(bytes))
  }

  private static func name(_ text: String, tag: UInt8 = 0x0C, type: String = "2.5.4.3") throws -> DistinguishedName {
    try decode(der(0x30, attribute(type, Array(text.utf8), tag: tag)))
  }

  @Test(arguments: [
    ("red mesh", "RED Mesh"), ("red mesh", "  red   mesh "), ("red mesh", "red\tmesh"), ("", "  "), ("ÉÖ", "éö"),
    ("red mesh", "red \n mesh"),
  ])
  func `case and runs of white space make no difference`(left: String, right: String) throws {
    let names = (try Self.name(left), try Self.name(right))
    #expect(names.0 == names.1)
    #expect(names.0.hashValue == names.1.hashValue)
    #expect(names.0.comparisonKey == names.1.comparisonKey)
  }

  @Test(arguments: [("redmesh", "red mesh"), ("red", "red\u{0}"), ("é", "e"), ("a", "b"), ("", "a"), ("ß", "ss")])
  func `other letters do`(left: String, right: String) throws {
    #expect(try Self.name(left) != Self.name(right))
  }

  /// Comparing stops early in most cases: it says the same as the keys, wherever two texts differ first.
  @Test func `names match exactly if their comparison keys are equal`() throws {
    let letters = [
      "a", "A", "b", "{", "[", "@", "`", "0", " ", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{212A}", "k", "é", "É",
    ]
    let texts =
      letters + letters.flatMap { first in letters.map { first + $0 } }
      + letters.flatMap { ["xy" + $0, "xY" + $0 + "z"] }
    let names = try texts.map { try Self.name($0) }
    for (left, leftKey) in zip(names, names.map(\.comparisonKey)) {
      for right in names where (left == right) != (leftKey == right.comparisonKey) {
        Issue.record("\(left) and \(right)")
      }
    }
  }

  @Test func `the string type makes no difference among those that hold the same text`() throws {
    let names = try [UInt8(0x0C), 0x13, 0x16].map { try Self.name("Red Mesh", tag: $0) }
    #expect(Set(names).count == 1)
    // Types of other alphabets are compared by their bytes.
    #expect(try Self.name("Red", tag: 0x14) != Self.name("Red"))
    #expect(try Self.name("Red", tag: 0x14) != Self.name("red", tag: 0x14))
    #expect(try Self.name("Red", tag: 0x14) == Self.name("Red", tag: 0x14))
  }

  @Test func `order, type and number of attributes make a difference`() throws {
    let (a, b) = (attribute("2.5.4.10", [0x61]), attribute("2.5.4.3", [0x61]))
    let names = try [[], [a], [b], [a, b], [b, a], [a, a], [a, a, b]].map { parts in
      try Self.decode(der(0x30, parts.reduce([], +)))
    }
    #expect(Set(names).count == names.count)
    let pair = der(0x31, der(0x30, oid("2.5.4.3"), [12, 1, 0x61]), der(0x30, oid("2.5.4.10"), [12, 1, 0x61]))
    #expect(try !names.contains(Self.decode(der(0x30, pair))))
  }

  /// Names made so that keys without lengths would run into each other.
  @Test func `no two names that differ share a comparison key`() throws {
    let commonName = der(0x30, oid("2.5.4.3"), [12, 1, 0x78])
    let organization = der(0x30, oid("2.5.4.10"), [12, 1, 0x79])
    let odd = der(0x30, oid("1.9.85.4.3"), [12, 1, 0x78])
    let two = try Self.decode(der(0x30, der(0x31, organization), der(0x31, commonName)))
    let one = try Self.decode(der(0x30, der(0x31, organization, odd)))
    #expect(two != one && two.comparisonKey != one.comparisonKey)
    let text = "?" + String(repeating: "a", count: 63)
    let long = try Self.decode(
      der(0x30, der(0x31, der(0x30, oid("2.5.4.3.12.0.0"), der(0x40, Array(text.utf8.dropFirst()))))))
    #expect(try Self.name(text).comparisonKey != long.comparisonKey)
  }

  @Test func `a subtree is a prefix of whole attribute sets`() throws {
    func of(_ values: String...) throws -> DistinguishedName {
      try Self.decode(der(0x30, values.map { attribute("2.5.4.11", Array($0.utf8)) }.reduce([], +)))
    }
    #expect(try of("a", "b").isWithin(of("A")))
    #expect(try of("a", "b").isWithin(of("a", "b")))
    #expect(try of("a").isWithin(of()))
    #expect(try !of("a").isWithin(of("a", "b")))
    #expect(try !of("ab").isWithin(of("a")))
    #expect(try !of("b", "a").isWithin(of("a")))
    #expect(try !of().isWithin(of("a")))
  }

  @Test(arguments: [
    ("red, green", "CN=red\\, green"), ("a+b=c", "CN=a\\+b\\=c"), ("\"q\"", "CN=\\\"q\\\""), ("a\\b", "CN=a\\\\b"),
    ("<x>;", "CN=\\<x\\>\\;"), (" lead", "CN=\\ lead"), ("trail ", "CN=trail\\ "), ("#1", "CN=\\#1"), ("a#1", "CN=a#1"),
    ("a b", "CN=a b"), ("\u{0}", "CN=\\00"), ("\u{1B}[2J", "CN=\\1b[2J"), ("\u{9B}2J", "CN=\\c2\\9b2J"),
    ("a\u{202E}b", "CN=a\\e2\\80\\aeb"), ("ö", "CN=ö"),
  ])
  func `what could be misread is escaped`(text: String, shown: String) throws {
    #expect(try Self.name(text).description == shown)
  }

  @Test func `attribute sets and unknown types are shown`() throws {
    let pair = der(0x31, der(0x30, oid("2.5.4.3"), [12, 1, 0x61]), der(0x30, oid("2.5.4.10"), [12, 1, 0x62]))
    let name = try Self.decode(der(0x30, pair, attribute("1.2.3.4", [0x63])))
    #expect(name.description == "CN=a+O=b, 1.2.3.4=c")
    #expect(name.relativeNames.map(\.count) == [2, 1])
    #expect(DistinguishedName.empty.isEmpty && DistinguishedName.empty.description.isEmpty)
  }

  @Test(arguments: ["", String(repeating: "x", count: 65)])
  func `parts of a new name have 1 to 64 characters`(text: String) {
    #expect(throws: X509Error.self) { try DistinguishedName(organization: text, commonName: "a") }
    #expect(throws: X509Error.self) { try DistinguishedName(organization: "a", commonName: text) }
  }

  @Test func `a new name is read back as itself`() throws {
    let longest = String(repeating: "ö", count: 64)
    let name = try DistinguishedName(organization: "red-mesh", commonName: longest)
    let again = try Self.decode(Array(name.der))
    #expect(again == name && again.der.elementsEqual(name.der))
    #expect(again.commonName == longest && again.organization == "red-mesh")
  }

  @Test(arguments: [
    ("plain", "plain"), ("\u{7}bell", "\\x07bell"), ("\u{9B}", "\\x9b"), ("\u{202E}", "\\u{202e}"),
    ("\u{2028}", "\\u{2028}"), ("ü→", "ü→"), ("\u{7F}", "\\x7f"),
  ])
  func `printable text commands no terminal`(text: String, shown: String) {
    #expect(text.printable == shown)
  }
}
