import Federation
import Testing

/// Rules and services are matched by name, however many there are.
@Suite struct ManyRulesTests {
  private static let count = 20_000

  @Test(.timeLimit(.minutes(1))) func theFirstOfManyRulesDecides() {
    let services = (0..<Self.count).map { service("shop/s\($0)") }
    let rules = services.map { byName($0.name.description) }
    let exports = ServiceExports.resolve(
      services: services, rules: rules, peer: "green-mesh", controlPlaneNamespace: "red-mesh-system")
    #expect(exports.exported.count == Self.count && exports.withheld.isEmpty && exports.unreachableRules.isEmpty)
    #expect(exports.exported.allSatisfy { rules[$0.rule].nameSelector?.pattern.only == $0.service.name })
    let others = ServiceExports.resolve(
      services: services, rules: (0..<Self.count).map { byName("shop/t\($0)") }, peer: "green-mesh",
      controlPlaneNamespace: "red-mesh-system")
    #expect(others.withheld.count == Self.count && others.unusedRules.count == Self.count)
    let imports = ServiceImports.resolve(
      offered: exports.offered,
      rules: rules.compactMap { rule in
        rule.nameSelector.map { ImportRule(nameSelector: $0) }
      },
      peer: "red-mesh", importer: ServiceImports.Importer(controlPlaneNamespace: "green-mesh-system"))
    #expect(imports.imported.count == Self.count && imports.declined.isEmpty)
  }

  @Test func earlierRulesWinWhateverTheirPatterns() {
    let patterns = ["shop/a", "shop/*", "*/a", "*/*", "shop/-", "-/a"]
    for first in patterns {
      for second in patterns {
        let exports = ServiceExports.resolve(
          services: [service("shop/a")], rules: [byName("other/b"), byName(first), byName(second)],
          peer: "green-mesh", controlPlaneNamespace: "red-mesh-system")
        #expect(exports.exported.map(\.rule) == [1], "\(first) before \(second)")
      }
    }
  }
}
