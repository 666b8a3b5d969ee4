import Federation
import Testing

@Suite struct LabelSelectorTests {
  private static func expression(_ key: String, _ operation: String, _ values: String...) -> LabelSelector {
    LabelSelector(matchExpressions: [.init(key: key, operation: operation, values: values)])
  }

  @Test(arguments: [
    (LabelSelector(), [:], true),
    (LabelSelector(matchLabels: ["a": "1"]), ["a": "1", "b": "2"], true),
    (LabelSelector(matchLabels: ["a": "1"]), ["a": "2"], false),
    (LabelSelector(matchLabels: ["a": "1", "b": "2"]), ["a": "1"], false),
    (expression("a", "In", "1", "2"), ["a": "2"], true),
    (expression("a", "In", "1", "2"), ["a": "3"], false),
    (expression("a", "In", "1"), [:], false),
    (expression("a", "NotIn", "1"), ["a": "2"], true),
    (expression("a", "NotIn", "1"), ["a": "1"], false),
    (expression("a", "NotIn", "1"), [:], true),
    (expression("a", "Exists"), ["a": ""], true),
    (expression("a", "Exists"), ["b": ""], false),
    (expression("a", "DoesNotExist"), [:], true),
    (expression("a", "DoesNotExist"), ["a": "1"], false),
    (expression("a", "exists"), ["a": "1"], false),
    (expression("app.kubernetes.io/name", "In", "x"), ["app.kubernetes.io/name": "x"], true),
  ])
  func selects(selector: LabelSelector, labels: [String: String], isSelected: Bool) {
    #expect(selector.matches(labels) == isSelected)
  }

  @Test(arguments: [
    (expression("a", "Equals", "1"), LabelSelector.Fault.operation("Equals", nearest: nil)),
    (expression("a", "exists"), .operation("exists", nearest: "Exists")),
    (expression("a", "In"), .missingValues(key: "a", operation: "In")),
    (expression("a", "NotIn"), .missingValues(key: "a", operation: "NotIn")),
    (expression("a", "Exists", "1"), .values(key: "a", operation: "Exists")),
    (expression("a", "DoesNotExist", "1"), .values(key: "a", operation: "DoesNotExist")),
    (expression("", "Exists"), .key("")),
    (expression("/a", "Exists"), .key("/a")),
    (expression("A.com/a", "Exists"), .key("A.com/a")),
    (expression("a b", "Exists"), .key("a b")),
    (expression("-a", "Exists"), .key("-a")),
    (expression("a", "In", "x y"), .value("x y", key: "a")),
    (LabelSelector(matchLabels: ["a/b/c": "1"]), .key("a/b/c")),
    (LabelSelector(matchLabels: ["a": "-"]), .value("-", key: "a")),
  ])
  func faults(selector: LabelSelector, fault: LabelSelector.Fault) {
    #expect(selector.fault == fault)
    #expect(!selector.matches(["a": "1"]))
    #expect(!fault.description.isEmpty)
  }

  @Test func limits() {
    let name = String(repeating: "a", count: 63)
    #expect(LabelSelector(matchLabels: [name: name]).fault == nil)
    #expect(LabelSelector(matchLabels: [name + "a": "1"]).fault == .key(name + "a"))
    #expect(LabelSelector(matchLabels: ["a": ""]).fault == nil)
  }
}
