import Documents
import Testing

@Suite struct NodeTests {
  @Test func textIsTheSourceText() throws {
    let node = try read("[0x10, True, ~, 1.50, 'a', +7]")
    #expect(node.sequence?.map(\.text) == ["0x10", "True", "~", "1.50", "a", "+7"])
    #expect(node.sequence?.map(\.content).first == .integer(16))
  }

  @Test func textOfMadeNodes() {
    #expect(Node.int(5).text == "5")
    #expect(Node.bool(true).text == "true")
    #expect(Node.null.text == "null")
    #expect(Node.sequence([]).text == nil)
    #expect(Node.mapping([]).text == nil)
  }

  @Test func textFollowsTheContent() throws {
    var node = try read("0x10")
    node.content = .integer(3)
    #expect(node.text == "3")
  }

  @Test func equalityIgnoresPositionsAndSpelling() throws {
    #expect(try read("{a: 0x10}") == read("\n\n  a: 16\n"))
    #expect(try read("{a: 1, b: 2}") == read("{b: 2, a: 1}"))
    #expect(try read("{a: 1, b: 2}").hashValue == read("{b: 2, a: 1}").hashValue)
  }

  @Test(arguments: [
    ("1", "'1'"), ("1.0", "1.00"), ("[a, b]", "[b, a]"), ("{a: 1}", "{a: 1, b: 1}"), ("{a: 1}", "{a: 2}"),
    ("null", "'null'"), ("{a: 1}", "{b: 1}"),
  ])
  func inequality(_ left: String, _ right: String) throws {
    #expect(try read(left) != read(right))
  }

  @Test func askingForAnotherKindGivesNil() {
    let node = Node.string("5")
    #expect(node.int == nil && node.bool == nil && node.sequence == nil && node.mapping == nil && node["a"] == nil)
    #expect(Node.int(5).string == nil)
    #expect(Node(.decimal("5.0")).int == nil)
  }

  @Test func kindNames() throws {
    let kinds = try read("[null, true, 1, 1.5, a, [], {}]").sequence?.map(\.kindName)
    #expect(
      kinds == ["null", "a boolean", "a whole number", "a number", "a string", "a sequence", "a mapping"])
  }

  @Test func mappingKeepsOrder() {
    var mapping = Mapping()
    for key in ["z", "a", "m"] { mapping.set(key, to: .string(key)) }
    mapping.set("a", to: .int(1))
    #expect(mapping.keys == ["z", "a", "m"])
    #expect(mapping["a"] == .int(1))
    #expect(mapping.remove("z") == .string("z"))
    #expect(mapping.remove("z") == nil)
    #expect(mapping["z"] == nil)
    #expect(mapping.keys == ["a", "m"])
  }

  @Test func aKeyNamedTwiceKeepsItsFirstPlace() {
    let node = Node.mapping([("a", .int(1)), ("b", .int(2)), ("a", .int(3))])
    #expect(node.mapping?.keys == ["a", "b"])
    #expect(node["a"] == .int(3))
  }
}
