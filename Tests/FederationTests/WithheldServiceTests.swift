import Diagnostics
import Federation
import Testing

/// Why services stay at home, and what is said of those that leave.
@Suite struct WithheldServiceTests {
  private func reason(_ rules: [ExportRule], _ service: LocalService, members: Set<String>? = nil) throws
    -> WithheldService.Reason
  {
    try #require(exports(rules, [service], members: members).withheld.first).reason
  }

  @Test func kindsAndVisibilityComeBeforeRules() throws {
    let all = [byName("-/-")]
    #expect(try reason(all, service("a/b", kind: .external)) == .external)
    #expect(try reason(all, service("a/b", kind: .imported)) == .imported)
    #expect(try reason(all, service("a/b", exportTo: ["~"])) == .hidden(exportTo: ["~"]))
    #expect(try reason(all, service("a/b"), members: ["c"]) == .notMember)
    #expect(exports(all, [service("a/b")], members: ["a"]).withheld.isEmpty)
    #expect(exports(all, [service("red-mesh-system/b")], members: []).withheld.isEmpty)
  }

  @Test func aSkippedRuleIsNamedWhenItWasMeant() throws {
    let skipped = ExportRule(type: "LabelSelector", nameSelector: mapping("rb/ratings"))
    let found = try reason([byName("x/y"), skipped], service("rb/ratings"))
    guard case .skipped(let rule) = found else {
      Issue.record("\(found)")
      return
    }
    #expect(rule.rule == 1)
    #expect(rule.fault == .missingSelector(type: "LabelSelector"))
    #expect(found.description == "seems to be meant by rule 2, which is skipped: it has no `labelSelector`")
    #expect(try reason([skipped], service("rb/reviews")) == .noRule)
  }

  @Test func globsAreTakenLiterally() throws {
    let found = try reason([byName("rb/rat*")], service("rb/ratings"))
    #expect(found == .glob("rb/rat*", rule: 0))
    #expect(found.description.contains("only `*` on its own is a wildcard"))
    #expect(try reason([byName("rb/rat*")], service("rb/reviews")) == .noRule)
    #expect(try reason([byName("rb/r*t*s")], service("rb/ratings")) == .glob("rb/r*t*s", rule: 0))
    #expect(try reason([byName("rb/*tings*ings")], service("rb/ratings")) == .noRule)
    #expect(try reason([byName("r*/ratings")], service("rb/ratings")) == .glob("r*/ratings", rule: 0))
  }

  @Test(arguments: [
    (ExportRule(type: "NameSelector"), "has no `nameSelector`"),
    (ExportRule(type: "LabelSelector"), "has no `labelSelector`"),
    (ExportRule(type: "Name"), "has the type `Name`; it must be `NameSelector` or `LabelSelector`"),
    (ExportRule(type: nil), "has no type; it must be `NameSelector` or `LabelSelector`"),
    (
      ExportRule(
        ExportRule.LabelMapping(selector: LabelSelector(matchExpressions: [.init(key: "a", operation: "in")]))),
      "has a label selector that has the operator `in`, which does not exist; did you mean `In`?"
    ),
  ])
  func malformedRules(rule: ExportRule, fault: String) {
    #expect(rule.fault?.description == fault)
    #expect(rule.fault?.code == "MT-X-02")
    #expect(exports([rule], []).skippedRules.map(\.fault.description) == [fault])
    #expect(exports([rule], []).unusedRules.isEmpty)
  }

  @Test func aSkippedRuleFallsThrough() {
    let resolved = exports([ExportRule(type: "NameSelector"), byName("-/-")], [service("rb/ratings")])
    #expect(resolved.exported.map(\.rule) == [1])
    #expect(resolved.skippedRules.map(\.rule) == [0])
  }

  @Test func cautions() throws {
    func cautions(_ service: LocalService, _ rule: String = "-/-") throws -> [ServiceCaution] {
      try #require(exports([byName(rule)], [service]).exported.first).cautions
    }
    #expect(try cautions(service("a/b", ports: [80])) == [])
    #expect(try cautions(service("a/b")) == [])
    #expect(try cautions(service("a/b", ports: [80, 443])) == [.ports([80, 443])])
    #expect(try cautions(service("a/b", ports: [])) == [.ports([])])
    #expect(try cautions(service("a/b", kind: .headless)).map(\.code) == ["MT-X-12"])
    let dns = LocalService(name("a/b"), ports: [LocalService.Port(53, transport: "UDP")])
    #expect(try cautions(dns) == [.datagrams([53])])
    #expect(try cautions(service("a/b"), "-/- => -/B").map(\.code) == ["MT-X-16"])
    #expect(try cautions(service("a/b.c")).map(\.severity) == [Severity.error])
    let long = String(repeating: "a", count: 63)
    #expect(try cautions(service("\(long)/\(long)")) == [])
    let longer = exports([byName("-/-")], [service("\(long)/\(long)")], peer: String(repeating: "p", count: 120))
    #expect(longer.exported.first?.cautions == [.longHost(count: 266)])
  }

  @Test func theOrderIsTheStatuss() {
    let resolved = exports([byName("-/-")], [service("b/a"), service("a/c"), service("a/b")])
    #expect(resolved.exported.map(\.service.name.description) == ["a/b", "a/c", "b/a"])
    #expect(resolved.offered.map(\.name.description) == ["b/a", "a/b", "a/c"])
  }

  @Test func rulesNameServicesThatAreNotAtHand() {
    let rules = [byName("rb/ratings => b/r"), byName("rb/-"), byLabel("rb"), ExportRule(type: "NameSelector")]
    let named = ServiceExports.servicesNamed(in: rules)
    #expect(named.map(\.name) == [name("rb/ratings")])
    #expect(exports(rules, named).exported.map(\.name) == [name("b/r")])
  }
}
