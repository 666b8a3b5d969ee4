import Diagnostics
import SPIFFE
import Testing

@Suite struct IdentityExplanationTests {
  @Test(arguments: 1...20)
  func everyRuleIsExplained(number: Int) throws {
    let code = "MT-ID-" + (number < 10 ? "0" : "") + String(number)
    let explanation = try #require(Explanation.inSPIFFE.first { $0.code.rawValue == code })
    #expect(!explanation.title.isEmpty)
    #expect(!explanation.source.isEmpty)
    #expect(!explanation.why.isEmpty)
    #expect(!explanation.repair.isEmpty)
  }

  @Test(arguments: ["MT-ID-00", "MT-ID-21", "ID"])
  func nothingElseIs(code: String) {
    #expect(!Explanation.inSPIFFE.contains { $0.code.rawValue == code })
  }
}
