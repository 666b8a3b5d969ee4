import Diagnostics
import Federation
import Testing

@Suite struct TrustCardTests {
  private static func fault(_ text: String) -> (code: Code, status: Diagnostics.ExitStatus)? {
    do throws(TrustCardError) {
      _ = try SignedTrustCard.read(Array(text.utf8), source: "card")
      return nil
    } catch {
      return (error.diagnostic.code, error.exitStatus)
    }
  }

  private static func card(_ spec: String) -> String {
    "apiVersion: meshtrust/v1\nkind: TrustCard\nmetadata: {name: red-mesh}\nspec:\n" + spec
  }

  @Test(arguments: [
    "", "garbage", "{", "- a\n- b\n", "\u{0}\u{1}", "kind: TrustCard\n", "a: &a [*a]\n",
    "apiVersion: meshtrust/v2\nkind: TrustCard\nmetadata: {name: a}\nspec: {}\n",
    card("  trustDomain: red-mesh.local\n"), card("  evil: 1\n"),
    card("  trustDomain: Red\n  sequence: 1\n  namespace: a\n  clusterDomain: b\n  roots: x\n"),
    card("  trustDomain: red\n  sequence: -1\n  namespace: a\n  clusterDomain: b\n  roots: x\n"),
    card("  trustDomain: red\n  sequence: 1\n  namespace: a\n  clusterDomain: b\n  roots: x\n  gateways: [a]\n"),
    card("  trustDomain: red\n  sequence: 1\n  namespace: a;rm\n  clusterDomain: b\n  roots: x\n"),
  ]) func garbageIsMalformed(text: String) {
    #expect(Self.fault(text)?.status == .malformed)
  }

  @Test func aCardHasALimit() {
    let text = Self.card("  # " + String(repeating: "a", count: SignedTrustCard.limit))
    #expect(Self.fault(text)?.code == "MT-TRUST-02")
  }

  @Test func twoCardsAreNone() {
    #expect(Self.fault("a: 1\n---\nb: 2\n")?.code == "MT-TRUST-22")
  }

  /// What only wants to exhaust the reader is refused at its limits.
  @Test(arguments: [String(repeating: "[", count: 5000), String(repeating: "a: {", count: 300)])
  func nestingHasALimit(text: String) {
    #expect(Self.fault(text)?.status == .refused)
  }

  @Test(arguments: ["", "SHA256:", "abc", String(repeating: "a", count: 63), String(repeating: "g", count: 64)])
  func aPartOfAFingerprintProvesNothing(text: String) {
    #expect(RootFingerprint(text) == nil)
  }

  @Test func fingerprintsAreReadAsPeopleWriteThem() {
    let digits = String(repeating: "0a", count: 32)
    let colons = Array(repeating: "0A", count: 32).joined(separator: ":")
    for text in [digits, digits.uppercased(), "SHA256:" + digits, "sha256:" + colons, colons] {
      #expect(RootFingerprint(text)?.digits == digits)
    }
  }
}
