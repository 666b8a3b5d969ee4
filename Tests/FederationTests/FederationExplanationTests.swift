import Diagnostics
import Federation
import Testing

@Suite struct FederationExplanationTests {
  @Test(arguments: 1...37)
  func everyCodeIsExplained(number: Int) throws {
    let code = "MT-FED-" + (number < 10 ? "0" : "") + String(number)
    let explanation = try #require(Explanation.inFederation.first { $0.code.rawValue == code })
    #expect(!explanation.title.isEmpty)
    #expect(!explanation.source.isEmpty)
    #expect(!explanation.repair.isEmpty)
  }

  @Test(arguments: ["MT-FED-00", "MT-FED-38", "FED"])
  func nothingElseIs(code: String) {
    #expect(!Explanation.inFederation.contains { $0.code.rawValue == code })
  }
}
