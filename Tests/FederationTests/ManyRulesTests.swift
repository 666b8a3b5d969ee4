import Federation
import Testing

/// Rules and services are matched by name, however many there are.
@Suite struct ManyRulesTests {
  private static let count = 20_000

  @Test(.timeLimit(.minutes(30))) func theFirstOfManyRulesDecides() {
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

  /// Rules by labels are found by the label that tells them apart, whatever they have in common.
  @Test(.timeLimit(.minutes(30)), arguments: ["app", "expression", "key", "common", "skipped", "aliases", "globs"])
  func labelsFindTheirRules(kind: String) {
    // What is only guessed is tried with a few rules.
    let numbers = Array(0..<(kind == "globs" ? Self.count / 10 : Self.count))
    let services = numbers.map {
      service("shop/s\($0)", labels: ["app": "a\($0)", "team": "shop", "only-\($0)": "yes"])
    }
    func rule(_ number: Int) -> ExportRule {
      var mapping = ExportRule.LabelMapping(namespace: "shop")
      switch kind {
      case "expression":
        mapping.selector.matchExpressions = [.init(key: "app", operation: "In", values: ["a\(number)", "x\(number)"])]
      case "key": mapping.selector.matchExpressions = [.init(key: "only-\(number)", operation: "Exists")]
      case "common": mapping.selector.matchLabels = ["team": "shop", "app": "a\(number)"]
      default: mapping.selector.matchLabels = ["app": "a\(number)"]
      }
      return kind == "skipped" ? ExportRule(type: "Label", labelSelector: mapping) : ExportRule(mapping)
    }
    var rules = numbers.map(rule)
    if kind == "aliases" {
      let aliases = numbers.map {
        NameMapping(NamePattern(name: "s\($0)"), alias: Alias(name: "t\($0)"))
      }
      rules = [ExportRule(ExportRule.LabelMapping(namespace: "shop", aliases: aliases))]
    }
    if kind == "globs" { rules = numbers.map { byName("shop/*x\($0)") } }
    let exports = ServiceExports.resolve(
      services: services, rules: rules, peer: "green-mesh", controlPlaneNamespace: "red-mesh-system")
    guard kind != "skipped", kind != "globs" else {
      #expect(exports.withheld.count == numbers.count)
      return
    }
    #expect(exports.exported.count == Self.count && exports.withheld.isEmpty)
    if kind == "aliases" {
      #expect(exports.exported.allSatisfy { $0.name.name == "t" + $0.service.name.name.dropFirst() })
    } else {
      #expect(exports.exported.allSatisfy { $0.service.labels["app"] == "a\($0.rule)" } && exports.unusedRules.isEmpty)
    }
  }

  /// The index only leaves out rules that cannot select: with any kind of requirement the answer is the plain one.
  @Test func theIndexChangesNoAnswer() {
    let requirements: [LabelSelector.Requirement] = [
      .init(key: "a", operation: "In", values: ["1", "2"]), .init(key: "a", operation: "NotIn", values: ["1"]),
      .init(key: "b", operation: "Exists"), .init(key: "b", operation: "DoesNotExist"),
      .init(key: "b", operation: "In", values: ["1"]),
    ]
    let labels: [[String: String]] = [
      [:], ["a": "1"], ["a": "2"], ["b": "1"], ["a": "1", "b": "1"], ["a": "3", "b": ""],
    ]
    for first in requirements {
      for second in requirements {
        for pairs in [[:], ["a": "1"], ["b": ""]] {
          let selector = LabelSelector(matchLabels: pairs, matchExpressions: [first, second])
          let exports = ServiceExports.resolve(
            services: labels.enumerated().map { service("shop/s\($0)", labels: $1) },
            rules: [ExportRule(ExportRule.LabelMapping(selector: selector))], peer: "green-mesh",
            controlPlaneNamespace: "red-mesh-system")
          let expected = labels.enumerated().filter { selector.matches($1) }.map { "s\($0.offset)" }
          #expect(exports.exported.map(\.service.name.name) == expected, "\(selector)")
        }
      }
    }
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
