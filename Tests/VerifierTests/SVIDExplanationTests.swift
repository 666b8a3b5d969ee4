import Diagnostics
import SPIFFE
import Testing
import Verifier

/// The rules on X509-SVIDs: SPIFFE explains those that one certificate or bundle shows, Verifier those of a chain.
@Suite struct SVIDExplanationTests {
  private static let families = [("LF", 13), ("CA", 14), ("V", 9), ("B", 12)]
  private static let codes = families.flatMap { family, count in
    (1...count).map { "MT-\(family)-" + ($0 < 10 ? "0\($0)" : "\($0)") }
  }
  private static let explained = (Explanation.inSPIFFE + Explanation.inVerifier).filter { entry in
    families.contains { entry.code.rawValue.hasPrefix("MT-\($0.0)-") }
  }

  @Test(arguments: codes)
  func everyRuleIsExplained(code: String) throws {
    let explanation = try #require(Self.explained.first { $0.code.rawValue == code })
    #expect(!explanation.title.isEmpty)
    #expect(!explanation.source.isEmpty)
    #expect(!explanation.why.isEmpty && explanation.why.hasSuffix("."))
    #expect(!explanation.repair.isEmpty && explanation.repair.hasSuffix("."))
  }

  @Test func nothingElseIsAndNothingTwice() {
    #expect(Self.explained.map(\.code.rawValue).sorted() == Self.codes.sorted())
  }
}
