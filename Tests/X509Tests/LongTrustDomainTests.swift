import Testing

@testable import X509

/// SPIFFE allows trust domains that are no host names; only a constraint could need one.
@Suite struct LongTrustDomainTests {
  private static let long = "spiffe://" + String(repeating: "a", count: 255) + "/ns/a/sa/b"

  @Test(arguments: [long, "spiffe://under_score/ns/a/sa/b"]) func `a trust domain of any form is a name`(uri: String) {
    #expect(GeneralName.uri(Array(uri.utf8)).flaw == nil)
  }

  @Test(arguments: [
    "spiffe://" + String(repeating: "a", count: 256) + "/ns/a/sa/b",
    "https://" + String(repeating: "a", count: 255) + "/x",
  ])
  func `what SPIFFE does not allow is a flaw`(uri: String) {
    #expect(GeneralName.uri(Array(uri.utf8)).flaw != nil)
  }

  @Test func `a constraint refuses it, and none does not`() throws {
    func isValid(_ constraint: Bool) throws -> Bool {
      let root = try TestPKI.root()
      let middle = try TestPKI.intermediate(by: root) { raw in
        if constraint { raw.set(.constraints(permitted: [RawName.uri("red-mesh.local")])) }
      }
      let leaf = try TestPKI.leaf(by: middle) { $0.set(.names([RawName.uri(Self.long)])) }
      return PathBuilder(anchors: TrustAnchors([root.certificate]), policy: PathPolicy(time: TestPKI.time))
        .verdict(leaf: leaf, intermediates: [middle.certificate]).path != nil
    }
    #expect(try isValid(false))
    #expect(try !isValid(true))
  }
}
