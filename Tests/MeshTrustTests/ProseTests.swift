import Testing

@testable import meshtrust

/// Sentences are fitted to a terminal; what is to be copied stays whole.
@Suite struct ProseTests {
  private static func folded(_ text: String, _ width: Int = 40) -> [String] {
    Prose.folded(text, on: Page(width: width)).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func shortLinesStay() {
    #expect(Self.folded("one\n\n  two  three") == ["one", "", "  two  three"])
  }

  @Test func longLinesGoOnFurtherIn() {
    let lines = Self.folded("  why: the first word stands where it stood and the rest of it below")
    #expect(lines == ["  why: the first word stands where it", "      stood and the rest of it below"])
    for line in lines { #expect(line.count <= 40) }
  }

  @Test func commandsStayOnOneLine() {
    let command = "oc apply --server-side --force-conflicts --field-manager=meshtrust -f pki/out/red-mesh/secret.yaml"
    #expect(Self.folded("  \(command)") == ["  \(command)"])
    let lines = Self.folded("next: meshtrust rotate seen red-mesh --for green-mesh -f FILE  (no evidence yet)")
    #expect(lines.contains { $0.hasSuffix("meshtrust rotate seen red-mesh --for green-mesh -f FILE") })
  }

  @Test func whatStandsInBackticksStaysOnOneLine() {
    let lines = Self.folded(
      "a sentence of some length, then `meshtrust explain MT-V-06 --home elsewhere/pki`, and more")
    #expect(lines.contains { $0.contains("`meshtrust explain MT-V-06 --home elsewhere/pki`") })
    #expect(lines.count == 3)
  }

  @Test func coloursHaveNoWidth() {
    let text = "\u{1B}[1;31merror[MT-V-06]\u{1B}[0m: twenty characters"
    #expect(Self.folded(text) == [text])
  }

  @Test func nothingIsFoldedWithoutAPage() {
    let text = String(repeating: "word ", count: 60)
    #expect(Prose.folded(text, on: .unlimited) == text)
  }

  @Test func everyWordIsKept() {
    let text = "rejected: the leaf is spiffe://green-mesh.local/ns/green-mesh-system/sa/egress, not another  (twice)"
    #expect(Self.folded(text, 30).joined(separator: " ").split(separator: " ") == text.split(separator: " "))
  }
}
