import Documents
import Testing

/// What is taken out of a text, and that nothing else changes.
@Suite struct PruningTests {
  /// A text, what is taken out of its `list` or `map`, and the text afterwards.
  struct Case: Sendable {
    var text: String
    var item: Int?
    var key: String?
    var expected: String?
  }

  private static let cases: [Case] = [
    Case(text: "list:\n- a\n- b # two\n- c\n", item: 1, expected: "list:\n- a\n- c\n"),
    Case(
      text: "list:\n  # first\n  - a\n  # second\n  - b\n", item: 0, expected: "list:\n  # first\n  # second\n  - b\n"),
    Case(
      text: "list:\n- k: |\n    x\n\n    # no comment\n  l: 1\n\n# end\n- b\n", item: 0,
      expected: "list:\n\n# end\n- b\n"),
    Case(text: "list: [a, \"b, ]\", c]\n", item: 1, expected: "list: [a, c]\n"),
    Case(text: "list: [a, b, c] # three\n", item: 2, expected: "list: [a, b] # three\n"),
    Case(text: "list: [a, it's, {k: [x, y]}]\n", item: 1, expected: "list: [a, {k: [x, y]}]\n"),
    Case(text: "list: [a]\n", item: 0, expected: "list: []\n"),
    Case(text: "list: [\n  a,\n  b #, c\n  ]\n", item: 1, expected: "list: [\n  a\n  ]\n"),
    Case(text: "list: [\n  a, # one, two ]\n  b\n  ]\n", item: 0, expected: "list: [\n  # one, two ]\n  b\n  ]\n"),
    Case(text: "list: [a#b, c]\n", item: 0, expected: "list: [c]\n"),
    Case(
      text: "{\"list\": [\n  {\"k\": 1},\n  {\"k\": 2}\n]}\n", item: 1, expected: "{\"list\": [\n  {\"k\": 1}\n]}\n"),
    Case(text: "map:\n  a: 1\n  b:\n  - x\n  - y\n  c: 2\n", key: "b", expected: "map:\n  a: 1\n  c: 2\n"),
    Case(text: "map: {a: 1, b: [x, {y: z}], c: 2}\n", key: "b", expected: "map: {a: 1, c: 2}\n"),
    Case(text: "map: {a: 1, b: 2}\n", key: "b", expected: "map: {a: 1}\n"),
    Case(text: "map:\n  a: 1\n", key: "b", expected: nil),
    Case(text: "list: [a]\n", item: 1, expected: nil),
    Case(text: "all: &all [a, b]\nlist: *all\n", item: 0, expected: nil),
  ]

  @Test(arguments: cases) func takesOneOut(_ item: Case) throws {
    var pruning = Pruning(item.text)
    let root = try read(item.text)
    var isDone = false
    if let index = item.item {
      let list = try #require(root["list"])
      isDone = pruning.removeItem(index, of: list)
    } else {
      let map = try #require(root["map"])
      isDone = pruning.removeEntry(try #require(item.key), of: map)
    }
    #expect(isDone == (item.expected != nil))
    #expect(pruning.text == item.expected ?? item.text)
  }

  @Test func takesSeveralOut() throws {
    let text = "list: [a, b, c, d]\nmap:\n  x: 1\n  y: 2\n"
    let root = try read(text)
    var pruning = Pruning(text)
    let list = try #require(root["list"])
    let areDone = [pruning.removeItem(0, of: list), pruning.removeItem(2, of: list)]
    #expect(areDone == [true, true])
    let map = try #require(root["map"])
    let isDone = pruning.removeEntry("x", of: map)
    #expect(isDone)
    #expect(pruning.text == "list: [b, d]\nmap:\n  y: 2\n")
  }
}
