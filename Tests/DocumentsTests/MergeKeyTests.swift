import Documents
import Testing

@Suite struct MergeKeyTests {
  @Test func mergedEntriesStandWhereTheMergeKeyStands() throws {
    let root = try read("base: &base {a: 1, b: 2}\nuse:\n  first: 0\n  <<: *base\n  b: 3\n  last: 4\n")
    #expect(root["use"]?.mapping?.keys == ["first", "a", "b", "last"])
    #expect(root["use"]?["b"] == .int(3))
  }

  @Test func earlierMappingsWin() throws {
    let root = try read("x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz:\n  <<: [*x, *y]\n")
    #expect(root["z"] == .mapping([("a", .int(1)), ("b", .int(2))]))
  }

  @Test func mergesOfMerges() throws {
    let root = try read("x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nz: {<<: *y, c: 3}\n")
    #expect(root["z"]?.mapping?.keys == ["a", "b", "c"])
  }

  @Test func inlineAndEmptyMappings() throws {
    #expect(try read("{<<: {a: 1}, b: 2}") == .mapping([("a", .int(1)), ("b", .int(2))]))
    #expect(try read("{<<: [], b: 2}") == .mapping([("b", .int(2))]))
    #expect(try read("{!!merge <<: {a: 1}}") == .mapping([("a", .int(1))]))
  }

  @Test func positionsAreThoseOfTheAnchoredText() throws {
    let root = try read("x: &x\n  a: 1\nz:\n  <<: *x\n")
    #expect(root["z"]?["a"]?.mark == Mark(line: 2, column: 6))
  }

  @Test(arguments: ["{'<<': {a: 1}}", "{\"<<\": 5}", "{! <<: 5}", "{!!str <<: 5}"])
  func inQuotesItIsAKey(_ text: String) throws {
    #expect(try read(text).mapping?.keys == ["<<"])
  }

  @Test func jsonKnowsNoMergeKey() throws {
    #expect(try read("{\"<<\": {\"a\": 1}}", format: .json).mapping?.keys == ["<<"])
  }

  @Test(arguments: [
    ("a: &a 5\nb: {<<: *a}", "MT-DOC-12 2:9"), ("{<<: text}", "MT-DOC-12 1:6"), ("{<<: [{a: 1}, 5]}", "MT-DOC-12 1:15"),
    ("{<<: }", "MT-DOC-12 1:6"), ("{<<: [[{a: 1}]]}", "MT-DOC-12 1:7"), ("<<: {a: 1}\n<<: {b: 1}", "MT-DOC-07 2:1"),
    ("<<: *x", "MT-DOC-09 1:5"), ("a: &a {<<: *a}", "MT-DOC-09 1:12"),
  ])
  func errors(_ text: String, _ expected: String) {
    #expect(failure(text)?.short == expected)
  }
}
