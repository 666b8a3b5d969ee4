import Diagnostics
import Federation
import SPIFFE
import Testing

@Suite struct MeshServicesTests {
  private func text(red: String = "", green: String = "") -> String {
    federation("name: red-mesh, peers: [green-mesh]\(red)", "name: green-mesh\(green)")
  }

  private func imports(_ rules: String, red: String = "locality: {region: us-west}") throws -> PeerImports {
    let text = text(
      red: ", " + red, green: ", locality: {region: us-east}, imports: {red-mesh: {rules: [\(rules)]}}")
    return try #require(try resolve(text).mesh(named: "green-mesh")?.imports.first)
  }

  @Test func nothingIsSaidUnlessItIsWritten() throws {
    let mesh = try #require(try resolve(text()).mesh(named: "red-mesh"))
    #expect(mesh.exports.isEmpty)
    #expect(mesh.imports.isEmpty)
  }

  @Test func rulesByNameAndByLabel() throws {
    let rules =
      "{namespace: rb, name: ratings, alias: {namespace: b, name: r}}, "
      + "{namespace: rb, selector: {matchLabels: {a: b}, matchExpressions: [{key: c, operator: In, values: [d]}]}, "
      + "aliases: [{name: x}, {alias: {namespace: b}}]}"
    let mesh = try resolve(text(red: ", exports: {green-mesh: [\(rules)]}")).mesh(named: "red-mesh")
    let exports = try #require(mesh?.exports.first)
    #expect(exports.peer == "green-mesh")
    #expect(
      exports.rules == [
        ExportRule(
          NameMapping(NamePattern(namespace: "rb", name: "ratings"), alias: Alias(namespace: "b", name: "r"))),
        ExportRule(
          ExportRule.LabelMapping(
            namespace: "rb",
            selector: LabelSelector(
              matchLabels: ["a": "b"],
              matchExpressions: [LabelSelector.Requirement(key: "c", operation: "In", values: ["d"])]),
            aliases: [
              NameMapping(NamePattern(name: "x")), NameMapping(NamePattern(), alias: Alias(namespace: "b")),
            ])),
      ])
  }

  @Test func aLocalImportHasItsOwnNamespaceAsAlias() throws {
    let imports = try imports("{namespace: b, name: a, importAsLocal: true}, {name: c, domainSuffix: red.example}")
    #expect(imports.rules.map(\.importAsLocal) == [true, nil])
    #expect(imports.rules.first?.nameSelector?.alias == Alias(namespace: "b"))
    #expect(imports.rules.last?.domainSuffix == "red.example")
    #expect(imports.failovers.isEmpty)
  }

  @Test func theLocalityIsThePeersUnlessItIsGivenOrOurs() throws {
    #expect(try imports("{name: a}").locality?.path == "us-west")
    #expect(try imports("{name: a}", red: "locality: {region: us-east}").locality == nil)
    let given = text(
      red: ", locality: {region: us-west}",
      green: ", imports: {red-mesh: {locality: {region: eu, zone: z}, rules: [{name: a}]}}")
    #expect(try resolve(given).mesh(named: "green-mesh")?.imports.first?.locality?.path == "eu/z")
    let broken = text(green: ", imports: {red-mesh: {locality: {zone: z}, rules: [{name: a}]}}")
    #expect(errors(in: broken) == ["MT-FED-34"])
  }

  @Test func failoverListsEverybodyWhoMayAnswer() throws {
    let rules = "{namespace: b, name: ratings, failover: {serviceAccounts: [one, two]}}"
    let failover = try #require(try imports(rules).failovers.first)
    #expect(failover.host == "ratings.b.svc.cluster.local")
    #expect(failover.from == "us-east")
    #expect(failover.to == "us-west")
    #expect(
      failover.servers.map(\.spiffeID.uri) == [
        "spiffe://green-mesh.local/ns/b/sa/one", "spiffe://green-mesh.local/ns/b/sa/two",
        "spiffe://green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account",
      ])
  }

  /// What is wrong with the rules of an import, and how that is told.
  @Test(arguments: [
    ("{namespace: b, failover: {serviceAccounts: [a]}}", "MT-SVC-12"),
    ("{namespace: b, name: a, failover: {}}", "MT-SVC-13"),
    (
      "{namespace: b, name: a, failover: {name: x, serviceAccounts: []}}, "
        + "{namespace: b, name: c, failover: {name: x, serviceAccounts: [d]}}", "MT-SVC-14"
    ),
    ("{namespace: b, name: a, failover: {name: X, serviceAccounts: []}}", "MT-FED-14"),
    ("{namespace: b, name: a, importAsLocal: false, failover: {serviceAccounts: [a]}}", "MT-F-02"),
    ("{name: a, importAsLocal: true}", "MT-X-07"), ("{name: a, domainSuffix: svc.cluster.local}", "MT-X-08"),
    ("{name: rat*}", "MT-X-03"), ("{name: a, alias: {name: A}}", "MT-X-16"),
    ("{namespace: b, name: a, alias: {name: c}}, {namespace: b, name: d, alias: {name: c}}", "MT-X-06"),
    ("{name: a, domainSuffix: \"-\"}", "MT-FED-14"), ("{name: a, local: true}", "MT-FED-02"),
    ("{name: 5}", "MT-FED-03"),
  ])
  func importsThatCannotWork(_ rules: String, code: String) {
    let text = text(
      red: ", locality: {region: us-west}",
      green: ", locality: {region: us-east}, imports: {red-mesh: {rules: [\(rules)]}}")
    #expect(errors(in: text) == [Code(rawValue: code)])
  }

  @Test(arguments: [
    ("{selector: {}, name: a}", "MT-SVC-10"), ("{selector: {}, alias: {}}", "MT-SVC-10"),
    ("{aliases: [{alias: {name: b}}]}", "MT-SVC-10"), ("{namespace: \"a*\"}", "MT-X-03"),
    ("{namespace: \"a*\", selector: {}}", "MT-X-03"),
    ("{selector: {matchExpressions: [{key: a, operator: Is}]}}", "MT-X-02"),
    ("{selector: {matchExpressions: [{operator: Exists}]}}", "MT-FED-05"),
    ("{namespace: b, name: a, alias: {name: c}}, {namespace: b, name: d, alias: {name: c}}", "MT-X-05"),
  ])
  func exportsThatCannotWork(_ rules: String, code: String) {
    #expect(errors(in: text(red: ", exports: {green-mesh: [\(rules)]}")) == [Code(rawValue: code)])
  }

  @Test func aRuleThatIsNeverReachedIsAWarning() {
    let text = text(red: ", exports: {green-mesh: [{namespace: b}, {namespace: b, name: a}]}")
    #expect(errors(in: text).isEmpty)
    #expect(findings("MT-X-04", in: text).map(\.severity) == [.warning])
  }

  @Test func strangersAndUpstreamIstioAreRefused() {
    #expect(errors(in: text(red: ", exports: {gren-mesh: [{name: a}]}")) == ["MT-FED-33"])
    #expect(errors(in: text(red: ", imports: {blue-mesh: {rules: []}}")) == ["MT-FED-33"])
    let istio = ", controlPlane: {flavour: istio}, imports: {green-mesh: {rules: [{name: a}]}}"
    #expect(errors(in: text(red: istio)) == ["MT-SVC-11"])
  }
}
