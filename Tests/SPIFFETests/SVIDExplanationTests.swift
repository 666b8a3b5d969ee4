import Testing

@testable import Diagnostics

@Suite struct SVIDExplanationTests {
  private static let codes = [("LF", 13), ("CA", 13), ("V", 8), ("B", 12)].flatMap { family, count in
    (1...count).map { "MT-\(family)-" + ($0 < 10 ? "0\($0)" : "\($0)") }
  }

  @Test(arguments: codes)
  func everyRuleIsExplained(code: String) throws {
    let explanation = try #require(Explanation.svid.first { $0.code.rawValue == code })
    #expect(!explanation.title.isEmpty)
    #expect(!explanation.source.isEmpty)
    #expect(!explanation.why.isEmpty && explanation.why.hasSuffix("."))
    #expect(!explanation.repair.isEmpty && explanation.repair.hasSuffix("."))
  }

  @Test func nothingElseIsAndNothingTwice() {
    #expect(Explanation.svid.map(\.code.rawValue).sorted() == Self.codes.sorted())
  }
}
