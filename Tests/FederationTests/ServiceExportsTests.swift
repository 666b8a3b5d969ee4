import Federation
import Testing

/// Vectors of the reference implementation's behaviour: rules, services and the names they leave under.
@Suite struct ServiceExportsTests {
  /// One line: the rules, the services, and what each is exported as, without the suffix; nil stays at home.
  struct Vector: Sendable, CustomTestStringConvertible {
    let id: String
    let rules: [ExportRule]
    let services: [(LocalService, String?)]

    init(_ id: String, _ rules: [ExportRule], _ services: (LocalService, String?)...) {
      self.id = id
      self.rules = rules
      self.services = services
    }

    var testDescription: String { id }
  }

  static let vectors = [
    Vector("E1", [byName("rb/ratings")], (service("rb/ratings"), "ratings.rb")),
    Vector(
      "E2", [byName("rb/ratings => bookinfo/red-ratings")], (service("rb/ratings"), "red-ratings.bookinfo")),
    Vector("E3", [byName("rb/ratings => bookinfo/-")], (service("rb/ratings"), "ratings.bookinfo")),
    Vector("E4", [byName("rb/ratings => -/r2")], (service("rb/ratings"), "r2.rb")),
    Vector("E5", [byName("rb/ratings => */*")], (service("rb/ratings"), "ratings.rb")),
    Vector("E6", [byName("*/ratings")], (service("x/ratings"), "ratings.x"), (service("x/reviews"), nil)),
    Vector("E7", [byName("-/ratings")], (service("x/ratings"), "ratings.x")),
    Vector("E7 empty", [byName("/ratings")], (service("x/ratings"), "ratings.x")),
    Vector(
      "E8", [byName("west-data-center/*")], (service("west-data-center/db"), "db.west-data-center"),
      (service("east-data-center/db"), nil)),
    Vector("E9", [byName("-/-")], (service("any/thing"), "thing.any")),
    Vector("E10", [byName("rb/rat*")], (service("rb/ratings"), nil)),
    Vector("E11", [byName("rb/* => b/one")], (service("rb/ratings"), "one.b"), (service("rb/reviews"), "one.b")),
    Vector(
      "E12", [byName("rb/ratings => b/-"), byName("rb/-")], (service("rb/ratings"), "ratings.b"),
      (service("rb/reviews"), "reviews.rb")),
    Vector("E13", [byName("rb/-"), byName("rb/ratings => b/-")], (service("rb/ratings"), "ratings.rb")),
    Vector(
      "E14", [byLabel("rb", ["export-service": "true"], aliases: "*/* => bookinfo/-")],
      (service("rb/reviews", labels: ["export-service": "true"]), "reviews.bookinfo")),
    Vector(
      "E15", [byLabel("rb", ["export-service": "true"])],
      (service("rb/details", labels: ["export-service": "false"]), nil), (service("rb/other"), nil)),
    Vector(
      "E16", [byLabel("rb", aliases: "-/foo => -/bar")], (service("rb/foo"), "bar.rb"), (service("rb/baz"), "baz.rb"),
      (service("other/foo"), nil)),
    Vector("E17", [byLabel(nil, aliases: "foo/* => bar/-")], (service("foo/svc1"), "svc1.bar")),
    Vector(
      "E18", [byLabel(nil, aliases: "-/foo", "-/- => b/-")], (service("n1/foo"), "foo.n1"),
      (service("n1/zed"), "zed.b")),
    Vector(
      "E19", [ExportRule(type: "LabelSelector", nameSelector: mapping("rb/ratings"))], (service("rb/ratings"), nil)),
    Vector(
      "E20", [byLabel("backend-namespace", ["app": "k8s-postgres-app"], aliases: "-/- => backend/-")],
      (
        service("backend-namespace/postgres-service", labels: ["app": "k8s-postgres-app"]),
        "postgres-service.backend"
      )),
    Vector(
      "E22", [byName("bookinfo/productpage")], (service("bookinfo/productpage", exportTo: ["~"]), nil),
      (service("bookinfo/productpage", exportTo: ["."]), nil),
      (service("bookinfo/productpage", exportTo: ["other"]), nil)),
    Vector(
      "E23", [byName("bookinfo/productpage")],
      (service("bookinfo/productpage", exportTo: ["red-mesh-system"]), "productpage.bookinfo")),
    Vector(
      "E23 all", [byName("bookinfo/productpage")],
      (service("bookinfo/productpage", exportTo: ["*"]), "productpage.bookinfo")),
    Vector(
      "E23 list", [byName("bookinfo/productpage")],
      (service("bookinfo/productpage", exportTo: [".", "red-mesh-system"]), "productpage.bookinfo")),
    Vector(
      "E24", [byName("red-mesh-system/x")], (service("red-mesh-system/x", exportTo: ["."]), "x.red-mesh-system")),
    Vector(
      "E25", [byName("-/-")], (service("a/imported", kind: .imported), nil),
      (service("a/outside", kind: .external), nil)
    ),
    Vector("no rules", [], (service("a/b"), nil)),
    Vector("case", [byName("rb/Ratings")], (service("rb/ratings"), nil)),
    Vector("headless", [byName("-/-")], (service("a/b", kind: .headless), "b.a")),
  ]

  @Test(arguments: vectors)
  func vector(_ vector: Vector) throws {
    let suffix = ".svc.green-mesh-exports.local"
    for (service, name) in vector.services {
      let resolved = exports(vector.rules, [service])
      #expect(resolved.exported.map(\.host) == (name.map { [$0 + suffix] } ?? []))
      #expect(resolved.withheld.map(\.service) == (name == nil ? [service] : []))
      #expect(resolved.conflicts.isEmpty)
    }
  }

  /// E21.
  @Test func theSuffixIsThePeers() {
    let resolved = exports(
      [byName("bookinfo/productpage => federation/service")], [service("bookinfo/productpage")], peer: "test-remote")
    #expect(resolved.exported.map(\.host) == ["service.federation.svc.test-remote-exports.local"])
    #expect(resolved.exported.map(\.name) == [name("federation/service")])
    #expect(resolved.exported.map(\.localHost) == ["productpage.bookinfo.svc.cluster.local"])
  }

  /// E11.
  @Test func twoServicesOfOneNameAreAConflict() throws {
    let resolved = exports([byName("rb/* => b/one")], [service("rb/reviews"), service("rb/ratings")])
    let conflict = try #require(resolved.conflicts.first)
    #expect(resolved.conflicts.count == 1)
    #expect(conflict.host == "one.b.svc.green-mesh-exports.local")
    #expect(conflict.services == [name("rb/ratings"), name("rb/reviews")])
    #expect(resolved.offered.count == 1)
  }

  /// E13.
  @Test func aCoveredRuleIsUnreachable() {
    let resolved = exports([byName("rb/-"), byName("rb/ratings => b/-")], [service("rb/ratings")])
    #expect(resolved.unreachableRules.map { [$0.rule, $0.coveredBy] } == [[1, 0]])
    #expect(resolved.unusedRules == [1])
    #expect(resolved.exported.map(\.rule) == [0])
  }
}
