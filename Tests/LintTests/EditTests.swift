import Testing

@testable import Lint

@Suite struct EditTests {
  private func edit(_ line: Int, _ column: Int, _ action: Edit.Action) -> Edit {
    Edit(file: "a.yaml", line: line, column: column, action: action)
  }

  /// Makes edits of a file, and gives its text.
  private func apply(_ edits: [Edit], to text: String) -> (text: String, refused: [Edit]) {
    let repair = Repair(edits, of: Array(text.utf8), source: "a.yaml")
    return (String(decoding: repair.bytes, as: UTF8.self), repair.refused.map(\.edit))
  }

  @Test(arguments: [
    ("a: old # note\n", 4, "a: new # note\n"), ("a: \"old\"\n", 4, "a: \"new\"\n"), ("a: 'old'\n", 4, "a: 'new'\n"),
    ("{a: old, b: c}\n", 5, "{a: new, b: c}\n"), ("old: 1\n", 1, "new: 1\n"),
    ("a: old\r\nb: 1\r\n", 4, "a: new\r\nb: 1\r\n"),
  ])
  func replacesOneScalar(text: String, column: Int, expected: String) {
    let answer = apply([edit(1, column, .replace(old: "old", new: "new"))], to: text)
    #expect(answer.text == expected && answer.refused.isEmpty)
  }

  @Test(arguments: [("a: older\n", 4), ("a: old\n", 3), ("a: old\n", 40), ("a: \"old\n", 4), ("", 1)])
  func whatDoesNotFitIsRefused(text: String, column: Int) {
    let edit = edit(1, column, .replace(old: "old", new: "new"))
    let answer = apply([edit], to: text)
    #expect(answer.text == text && answer.refused == [edit])
  }

  @Test func insertsBeforeTheFirstFieldOfABlock() {
    let text = "g:\n  # why\n  b: 1  # b\n  c: 2\n"
    let answer = apply([edit(3, 3, .insert(key: "a", value: "true"))], to: text)
    #expect(answer.text == "g:\n  # why\n  a: true\n  b: 1  # b\n  c: 2\n")
  }

  @Test func insertsIntoAnItemAndIntoBraces() {
    #expect(apply([edit(1, 3, .insert(key: "a", value: "1"))], to: "- b: 2\n").text == "- a: 1\n  b: 2\n")
    #expect(apply([edit(1, 4, .insert(key: "a", value: "1"))], to: "g: {b: 2}").text == "g: {a: 1, b: 2}")
  }

  @Test func removesALineOfItsOwn() {
    let remove = edit(2, 3, .remove(key: "b", value: "2"))
    #expect(apply([remove], to: "a:\n  b: 2\n  c: 3\n").text == "a:\n  c: 3\n")
    #expect(apply([remove], to: "a:\n  b: 2 # why\n").refused == [remove])
    #expect(apply([edit(1, 3, .remove(key: "b", value: "2"))], to: "- b: 2\n").refused.count == 1)
    #expect(apply([edit(1, 3, .remove(key: "b", value: "2"))], to: "- b: 2\n  c: 3\n").text == "- c: 3\n")
  }

  @Test func severalEditsKeepEachOthersPlaces() {
    let edits = [
      edit(1, 1, .replace(old: "a", new: "alpha")), edit(1, 4, .replace(old: "b", new: "beta")),
      edit(2, 1, .remove(key: "c", value: "d")), edit(1, 1, .replace(old: "a", new: "alpha")),
    ]
    #expect(apply(edits, to: "a: b\nc: d\ne: f\n").text == "alpha: beta\ne: f\n")
  }
}
