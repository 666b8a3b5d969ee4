import Diagnostics
import Federation
import Testing

/// Vectors of the reference implementation's behaviour: rules, exported names and the hosts they arrive under.
@Suite struct ServiceImportsTests {
  /// One line: the rules, the set's suffix, and what each exported name arrives as; nil stays out.
  struct Vector: Sendable, CustomTestStringConvertible {
    let id: String
    let rules: [ImportRule]
    var suffix: String?
    var domain = "cluster.local"
    let names: [(String, String?)]

    init(
      _ id: String, _ rules: [ImportRule], suffix: String? = nil, domain: String = "cluster.local",
      _ names: (String, String?)...
    ) {
      (self.id, self.rules, self.suffix, self.domain, self.names) = (id, rules, suffix, domain, names)
    }

    var testDescription: String { id }
  }

  /// The usual suffix.
  static let usual = "svc.red-mesh-imports.local"

  static let vectors = [
    Vector("I1", [taking("bookinfo/ratings")], ("bookinfo/ratings", "ratings.bookinfo.\(usual)")),
    Vector(
      "I2, I3", [taking("bookinfo/red-ratings => bookinfo/ratings")],
      ("bookinfo/red-ratings", "ratings.bookinfo.\(usual)"), ("red-mesh-bookinfo/reviews", nil)),
    Vector(
      "I4", [taking("west-data-center/*")], ("west-data-center/db", "db.west-data-center.\(usual)"), ("east/db", nil)),
    Vector(
      "I5", [taking("bookinfo/- => mesh2-bookinfo/-")], ("bookinfo/mongodb", "mongodb.mesh2-bookinfo.\(usual)")),
    Vector(
      "I6", [taking("bookinfo/ratings => bookinfo/ratings", local: true)],
      ("bookinfo/ratings", "ratings.bookinfo.svc.cluster.local")),
    Vector("I7", [taking("b/- => b/-", local: true)], ("b/httpbin", "httpbin.b.svc.cluster.local")),
    Vector("I8", [taking("b/httpbin", local: true)], ("b/httpbin", nil)),
    Vector("I9", [taking("b/- => */x", local: true)], ("b/httpbin", nil)),
    Vector("I9 empty", [taking("b/- => /x", local: true)], ("b/httpbin", nil)),
    Vector("I10", [taking("b/httpbin", local: true), taking("-/-")], ("b/httpbin", "httpbin.b.\(usual)")),
    Vector("I11", [taking("-/-")], suffix: "red.example", ("b/httpbin", "httpbin.b.red.example")),
    Vector(
      "I12", [taking("-/-", suffix: "r2.example")], suffix: "red.example", ("b/httpbin", "httpbin.b.r2.example")),
    Vector(
      "I13", [taking("-/- => c/-", local: true, suffix: "r2.example")], suffix: "red.example",
      ("b/httpbin", "httpbin.c.svc.cluster.local")),
    Vector("I14", [taking("-/-", suffix: "svc.cluster.local")], ("b/httpbin", nil)),
    Vector(
      "I15", [taking("-/httpbin"), taking("-/- => b/-", local: true)], suffix: "svc.cluster.local",
      ("b/httpbin", "httpbin.b.svc.cluster.local")),
    Vector("I16", [ImportRule(type: "LabelSelector", nameSelector: mapping("-/-"))], ("b/httpbin", nil)),
    Vector("I17", [], ("b/httpbin", nil)),
    Vector(
      "I18", [taking("bookinfo/- => bookinfo-ha/ratings", local: true)],
      ("bookinfo/mongodb", "ratings.bookinfo-ha.svc.cluster.local")),
    Vector(
      "I19", [taking("-/- => c/-", local: true)], domain: "corp.internal",
      ("b/httpbin", "httpbin.c.svc.corp.internal")),
    Vector("I19 suffix", [taking("-/-", suffix: "svc.corp.internal")], domain: "corp.internal", ("b/httpbin", nil)),
    Vector("I20", [taking("ns/- => ns/*", local: true)], ("ns/a", "a.ns.svc.cluster.local")),
    Vector(
      "I21", [taking("apps/-")], ("apps/a", "a.apps.\(usual)"), ("apps/b", "b.apps.\(usual)"),
      ("apps/d", "d.apps.\(usual)")),
    Vector("not local", [taking("b/httpbin", local: false)], ("b/httpbin", "httpbin.b.\(usual)")),
    Vector("empty suffix", [taking("-/-", suffix: "")], suffix: "", ("b/httpbin", "httpbin.b.\(usual)")),
    Vector("no selector", [ImportRule(nameSelector: nil)], ("b/httpbin", nil)),
    Vector("no glob", [taking("b/http*")], ("b/httpbin", nil)),
  ]

  @Test(arguments: vectors)
  func vector(_ vector: Vector) {
    let resolved = imports(vector.rules, vector.names.map(\.0), suffix: vector.suffix, domain: vector.domain)
    let hosts = Dictionary(uniqueKeysWithValues: resolved.imported.map { ($0.offered.name.description, $0.host) })
    for (exported, host) in vector.names {
      #expect(hosts[exported] == host)
      #expect(resolved.declined.contains { $0.offered.name == name(exported) } == (host == nil))
    }
    #expect(resolved.conflicts.isEmpty)
  }

  /// I21, from end to end.
  @Test func exportedNamesAreWhatRulesSee() {
    let leaving = exports([byName("*/* => apps/-")], [service("x/a"), service("y/b"), service("z/d")])
    let resolved = ServiceImports.resolve(
      offered: leaving.offered, rules: [taking("apps/-")], peer: "red-mesh",
      importer: .init(controlPlaneNamespace: "green-mesh-system"))
    #expect(resolved.imported.map(\.host) == ["a", "b", "d"].map { "\($0).apps.\(Self.usual)" })
    #expect(resolved.unusedRules.isEmpty)
  }

  /// I18.
  @Test func aFixedNameForSeveralIsAConflictThatTheLastWins() throws {
    let resolved = imports(
      [taking("bookinfo/- => bookinfo-ha/ratings", local: true)], ["bookinfo/ratings", "bookinfo/mongodb"])
    let conflict = try #require(resolved.conflicts.first)
    #expect(conflict.host == "ratings.bookinfo-ha.svc.cluster.local")
    #expect(conflict.services == [name("bookinfo/mongodb"), name("bookinfo/ratings")])
  }

  @Test func reasons() {
    func reason(_ rule: ImportRule) -> String? { imports([rule], ["b/httpbin"]).declined.first?.reason.description }
    #expect(reason(taking("b/reviews")) == "is not selected by any rule")
    #expect(
      reason(taking("b/httpbin", local: true))
        == "seems to be meant by rule 1, which is skipped: it has `importAsLocal` without a fixed "
        + "`nameSelector.alias.namespace`")
    #expect(reason(taking("b/http*"))?.contains("`b/http*`") == true)
    #expect(imports([taking("-/-", suffix: "svc.cluster.local")], []).skippedRules.first?.fault.code == "MT-X-08")
    #expect(imports([taking("-/-", local: true)], []).skippedRules.first?.fault.code == "MT-X-07")
    #expect(imports([ImportRule(type: "LabelSelector", nameSelector: nil)], []).skippedRules.count == 1)
  }

  @Test func localImportsMeetServices() throws {
    let rules = [taking("b/- => b/-", local: true), taking("-/-")]
    let known = imports(rules, ["b/x", "b/y", "c/z"], localServices: [name("b/x")])
    #expect(known.imported.map(\.meetsLocalService) == [true, false, nil])
    #expect(known.imported.map(\.home) == ["b", "b", "green-mesh-system"])
    #expect(imports(rules, ["b/x"]).imported.map(\.meetsLocalService) == [nil])
  }

  @Test func hostsOfSeveralPeers() {
    let rules = [taking("b/- => b/-", local: true), taking("-/-")]
    func from(_ peer: String) -> ServiceImports {
      ServiceImports.resolve(
        offered: ["b/x", "c/y"].map { OfferedService(name($0), offeredTo: "green-mesh") }, rules: rules, peer: peer,
        importer: .init(controlPlaneNamespace: "green-mesh-system"))
    }
    let shared = ServiceImports.hostsShared(by: [from("red-mesh"), from("blue-mesh")])
    #expect(shared.map(\.host) == ["x.b.svc.cluster.local"])
    #expect(shared.first?.peers == ["blue-mesh", "red-mesh"])
    #expect(ServiceImports.hostsShared(by: [from("red-mesh")]).isEmpty)
  }
}
