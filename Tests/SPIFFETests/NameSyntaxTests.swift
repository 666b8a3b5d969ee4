import SPIFFE
import Testing

@Suite struct NameSyntaxTests {
  @Test(arguments: [
    (NameSyntax.label, "red-mesh"), (.label, "1"), (.service, "egress-red"), (.subdomain, "a.b-c.1"),
    (.hostname, "ingress.apps.example.com"),
  ])
  func takesNames(syntax: NameSyntax, text: String) {
    #expect(syntax.fault(in: text) == nil)
  }

  @Test(arguments: [
    (NameSyntax.label, "", NameFault.empty), (.label, "Red", .byte(0x52, at: 0)), (.label, "a.b", .byte(0x2E, at: 1)),
    (.label, "-a", .hyphenAtEdge(at: 0)), (.label, "a-", .hyphenAtEdge(at: 1)),
    (.service, "1a", .digitFirst(byte: 0x31)),
    (.subdomain, "a..b", .emptyLabel(at: 2)), (.subdomain, "a.", .emptyLabel(at: 2)),
    (.subdomain, "a-.b", .hyphenAtEdge(at: 1)), (.subdomain, "a_b", .byte(0x5F, at: 1)),
  ])
  func namesTheFault(syntax: NameSyntax, text: String, fault: NameFault) {
    #expect(syntax.fault(in: text) == fault)
  }

  @Test func countsBytes() {
    let label = String(repeating: "a", count: 63)
    #expect(NameSyntax.label.fault(in: label) == nil)
    #expect(NameSyntax.label.fault(in: label + "a") == .tooLong(count: 64, limit: 63))
    #expect(NameSyntax.subdomain.fault(in: label + "a") == nil)
    #expect(NameSyntax.hostname.fault(in: "x." + label + "a") == .labelTooLong(count: 64, at: 2))
    #expect(NameSyntax.subdomain.fault(in: String(repeating: "a", count: 254)) == .tooLong(count: 254, limit: 253))
  }

  @Test func excerptsAreShortAndPrintable() {
    #expect(Excerpt("red").description == "`red`")
    #expect(Excerpt("\u{7}\\\u{E9}").description == "`\\x07\\\\\\xc3\\xa9`")
    #expect(Excerpt(String(repeating: "a", count: 1000)).description.utf8.count == Excerpt.limit + 5)
  }
}
