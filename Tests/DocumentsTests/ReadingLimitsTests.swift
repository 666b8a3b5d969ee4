import Diagnostics
import Documents
import Testing

@Suite struct ReadingLimitsTests {
  /// Ten levels, each of ten aliases to the one before: 10 to the power of ten values in some 500 bytes.
  private var billionLaughs: String {
    let levels = (1..<10).map { level in
      "l\(level): &l\(level) [" + Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    return "l0: &l0 [a, a, a, a, a, a, a, a, a, a]\n" + levels.joined()
  }

  @Test func aliasBombsAreRefused() {
    let error = failure(billionLaughs)
    #expect(error?.short.hasPrefix("MT-DOC-08 6:") == true)
    #expect(error?.exitStatus == .refused)
  }

  @Test func mergeBombsAreRefused() {
    let levels = (1..<12).map { level in
      "l\(level): &l\(level)\n  <<: [" + Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(failure("l0: &l0 {a: 1}\n" + levels.joined())?.diagnostic.code == "MT-DOC-08")
  }

  @Test func longTextsCountOncePerAlias() {
    let text = "a: &a \(String(repeating: "x", count: 1000))\nb: [*a, *a, *a, *a]\n"
    #expect(failure(text, limits: ReadingLimits(maxDocumentBytes: 5100)) == nil)
    #expect(failure(text, limits: ReadingLimits(maxDocumentBytes: 4000))?.short == "MT-DOC-08 2:13")
  }

  @Test func nodesAreCountedExactly() {
    let text = "a: &a [1, 2]\nb: *a\n"
    #expect(failure(text, limits: ReadingLimits(maxExpandedNodes: 9)) == nil)
    #expect(failure(text, limits: ReadingLimits(maxExpandedNodes: 8))?.short == "MT-DOC-08 2:4")
  }

  @Test func eachDocumentHasItsOwnLimits() {
    let text = String(repeating: "---\n[1, 2, 3]\n", count: 50)
    #expect(failure(text, limits: ReadingLimits(maxExpandedNodes: 4)) == nil)
  }

  @Test(arguments: ["[", "- ", "{a: "]) func depthIsBounded(_ opening: String) {
    let error = failure(String(repeating: opening, count: 500), format: .yaml)
    #expect(error?.short.hasPrefix("MT-DOC-08 1:") == true)
    #expect(error?.diagnostic.what == "nests more than 64 levels deep")
  }

  @Test func depthIsExact() {
    let limits = ReadingLimits(maxDepth: 3)
    #expect(failure("[[[a]]]", format: .yaml, limits: limits) == nil)
    #expect(failure("[[[[]]]]", format: .yaml, limits: limits)?.short == "MT-DOC-08 1:4")
  }

  @Test func depthCountsThroughAliases() {
    let limits = ReadingLimits(maxDepth: 3)
    #expect(failure("- &a [[x]]\n- *a\n", limits: limits) == nil)
    #expect(failure("- &a [[x]]\n- [*a]\n", limits: limits)?.short == "MT-DOC-08 2:4")
    #expect(failure("- &a [x]\n- &b [*a]\n- [*b]", limits: limits)?.short == "MT-DOC-08 3:4")
  }

  @Test func aDocumentWithoutEndIsRefused() {
    let limits = ReadingLimits(maxDocumentBytes: 100_000)
    #expect(failure(String(repeating: "long ", count: 100_000), limits: limits)?.exitStatus == .refused)
    #expect(failure("a: |\n" + String(repeating: "  line\n", count: 100_000), limits: limits)?.exitStatus == .refused)
    #expect(
      failure("\"" + String(repeating: "x", count: 200_000), format: .json, limits: limits)?.exitStatus == .refused)
    #expect(failure(String(repeating: " ", count: 100_001), limits: limits)?.exitStatus == .refused)
  }
}
