import Diagnostics
import Testing

@testable import Lint

@Suite struct CleanManifestsTests {
  @Test func nothingIsFoundAndEverythingIsChecked() throws {
    let report = try ManifestTexts.pair().lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
    #expect(report.unchecked.isEmpty, "\(report.unchecked)")
  }

  @Test func everyRuleIsExplained() {
    for rule in Rule.all {
      #expect(rule.explanation?.code == rule.code)
    }
  }

  @Test func everyRuleHasACaseInWhichItSpeaks() {
    let cases = [
      GatewayRulesTests.found, IdentityRulesTests.found, CertificateRulesTests.found, PeerRulesTests.found,
      ServiceRulesTests.found, FailoverRulesTests.found, LifecycleRulesTests.found, TypeRulesTests.found,
      AmbientRulesTests.found, IstioRulesTests.found, IstioIdentityTests.found, IstioDistributionTests.found,
    ]
    let tried = Set(cases.flatMap { $0 }.map { "MT-" + $0.code })
    #expect(Set(Rule.all.map(\.code.rawValue)) == tried)
  }

  @Test func theFamiliesAreComplete() {
    let codes = Set(Rule.all.map(\.code.rawValue))
    let sizes = [("G", 30), ("T", 20), ("C", 34), ("P", 18), ("X", 29), ("F", 12), ("L", 8), ("S", 11), ("I", 66)]
    for (family, count) in sizes {
      for number in 1...count {
        let code = "MT-\(family)-" + (number < 10 ? "0\(number)" : "\(number)")
        #expect(codes.contains(code), "\(code)")
      }
    }
    // Where a key lies is apart from what the certificates are.
    #expect(codes.contains("MT-C-40") && codes.count == sizes.map(\.1).reduce(1, +))
  }
}
