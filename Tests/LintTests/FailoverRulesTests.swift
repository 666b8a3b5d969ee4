import Testing

@testable import Lint

@Suite struct FailoverRulesTests {
  private static let rule = "green/rule.yaml"
  private static let imports = "green/imports.yaml"
  private static let egress = "spiffe://green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account"

  static let found: [LintCase] = [
    LintCase("F-01", imports, "  locality:\n    region: us-east\n", ""),
    LintCase("F-01", imports, "    region: us-east\n", "    zone: a\n"),
    LintCase("F-01", imports, "    region: us-east\n", "    region: us-east\n    subzone: a\n"),
    LintCase("F-02", imports, "importAsLocal: true", "importAsLocal: false"),
    LintCase("F-03", rule, "host: ratings.bookinfo.svc", "host: ratings.books.svc"),
    LintCase("F-04", rule, "    outlierDetection:\n      consecutive5xxErrors: 3\n", ""),
    LintCase("F-05", rule, "to: us-east", "to: us-west"),
    LintCase("F-05", rule, "to: us-east", "to: us-east/a"),
    LintCase("F-05", rule, "from: us-west", "from: \"*\""),
    LintCase("F-05", rule, "        enabled: true\n", "        distribute: [{from: a, to: {b: 100}}]\n"),
    LintCase("F-06", rule, "to: us-east", "to: us-south"),
    LintCase("F-07", rule, "from: us-west", "from: us-north"),
    LintCase("F-07") { $0.facts.localRegion = "" },
    LintCase("F-08") { $0.facts.localRegion = "us-east" },
    LintCase("F-09", rule, "enabled: true", "enabled: false"),
    LintCase("F-10", rule, "spec:\n", "spec:\n  exportTo: [\".\"]\n"),
    LintCase("F-10", rule, "namespace: bookinfo", "namespace: elsewhere"),
    LintCase("F-11", rule, "consecutive5xxErrors", "consecutiveErrors"),
    LintCase("F-11", rule, "    loadBalancer:\n", "    loadBalancer:\n      simple: LEAST_CONN\n"),
    LintCase("F-12", rule, "      - \(egress)\n", ""),
  ]

  static let silent: [LintCase] = [
    LintCase("F-01", imports, "    region: us-east\n", "    region: us-east\n    zone: a\n"),
    LintCase("F-03", rule, "host: ratings.bookinfo.svc.cluster.local", "host: ratings"),
    LintCase("F-03", rule, "host: ratings.bookinfo.svc", "host: other.bookinfo.svc"),
    LintCase("F-09", rule, "        enabled: true\n", ""),
    LintCase("F-10", rule, "namespace: bookinfo", "namespace: green-mesh-system"),
    LintCase("F-12") { files in
      try files.replace("green/plane.yaml", "version: v2.5", "version: v2.3")
      try files.replace(Self.rule, "      - \(Self.egress)\n", "")
    },
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test(arguments: ["F-07", "F-08"]) func ourOwnRegionMustBeKnown(code: String) throws {
    var files = try ManifestTexts.pair()
    files.facts.localRegion = nil
    #expect(try files.lint().needs(code) == [.localRegion])
  }
}
