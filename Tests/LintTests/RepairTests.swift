import Testing

@testable import Lint

@Suite struct RepairTests {
  private func edit(_ line: Int, _ column: Int, _ action: Edit.Action) -> Edit {
    Edit(file: "a", line: line, column: column, action: action)
  }

  private func repair(_ text: String, _ edits: Edit...) -> (text: String, reasons: [Refusal.Reason]) {
    let repair = Repair(edits, of: Array(text.utf8), source: "a")
    return (String(decoding: repair.bytes, as: UTF8.self), repair.refused.map(\.reason))
  }

  private static let replace = Edit.Action.replace(old: "old", new: "new")

  @Test(arguments: [
    // Characters outside ASCII count as one, and a byte order mark as none.
    ("ä€𝄞: {a: old}\n", 1, 10, "ä€𝄞: {a: new}\n"), ("\u{FEFF}a: old\n", 1, 4, "\u{FEFF}a: new\n"),
    // Several documents, and a last line without an end.
    ("a: 1\n---\na: old", 3, 4, "a: 1\n---\na: new"), ("a: 1\r\n---\r\na: old\r\n", 3, 4, "a: 1\r\n---\r\na: new\r\n"),
    // Line ends of both kinds stay.
    ("a: old\r\nb: 1\n", 1, 4, "a: new\r\nb: 1\n"),
    ("{\"a\": \"old\"}", 1, 7, "{\"a\": \"new\"}"), ("{\"old\": 1}\n{\"b\": 2}", 1, 2, "{\"new\": 1}\n{\"b\": 2}"),
  ])
  func replaces(text: String, line: Int, column: Int, expected: String) {
    let answer = repair(text, edit(line, column, Self.replace))
    #expect(answer.text == expected)
    #expect(answer.reasons.isEmpty)
  }

  @Test(arguments: [
    // An alias, a block scalar, an escape: the place holds something else.
    ("a: &x old\nb: *x\n", 2, 4, Refusal.Reason.notThere), ("a: >-\n  old\n", 1, 4, .notThere),
    ("a: \"\\x6fld\"\n", 1, 4, .notThere), ("a: older\n", 1, 4, .notThere), ("a: old\n", 9, 1, .notThere),
    // A key that is there already would stand there twice.
    ("old: 1\nnew: 2\n", 1, 1, .meaning),
    // Lines that readers count differently.
    ("b: 1\ra: old\n", 2, 4, .lineBreaks), ("b: \"\u{2028}\"\na: old\n", 2, 4, .lineBreaks),
    ("b: \"\u{85}\"\na: old\n", 2, 4, .lineBreaks), ("b: 1\r", 1, 1, .lineBreaks),
  ])
  func refuses(text: String, line: Int, column: Int, reason: Refusal.Reason) {
    let answer = repair(text, edit(line, column, Self.replace))
    #expect(answer.text == text)
    #expect(answer.reasons == [reason])
  }

  @Test func otherEncodingsAreRefused() {
    let bytes: [UInt8] = [0xFF, 0xFE] + "a: old\n".utf8.flatMap { [$0, 0] }
    let repair = Repair([edit(1, 4, Self.replace)], of: bytes, source: "a")
    #expect(repair.bytes == bytes)
    #expect(repair.refused.map(\.reason) == [.encoding])
  }

  @Test func oneBadRepairDoesNotKeepTheOthersBack() {
    let text = "old: 1\nnew: 2\nb: old\n"
    let answer = repair(text, edit(1, 1, Self.replace), edit(3, 4, Self.replace))
    #expect(answer.text == "old: 1\nnew: 2\nb: new\n")
    #expect(answer.reasons == [.meaning])
  }

  @Test func repairsOfOnePlaceAreMadeOneAfterTheOther() {
    let other = Edit.Action.replace(old: "old", new: "other")
    let answer = repair("a: old\n", edit(1, 4, Self.replace), edit(1, 4, other), edit(1, 4, Self.replace))
    #expect(answer.text == "a: new\n")
    #expect(answer.reasons == [.overlap])
  }

  @Test func aNumberInTheOldTextsPlaceGetsQuotesIfItMustStayAText() {
    #expect(repair("a: 20%\n", edit(1, 4, .replace(old: "20%", new: "20"))).text == "a: \"20\"\n")
    #expect(repair("a: 8189\n", edit(1, 4, .replace(old: "8189", new: "8188"))).text == "a: 8188\n")
    #expect(repair("a: '20%'\n", edit(1, 4, .replace(old: "20%", new: "20"))).text == "a: '20'\n")
  }

  @Test(arguments: [
    ("g:\n  b: 1\n", 2, 3, "g:\n  a: true\n  b: 1\n"), ("g:\r\n  b: 1", 2, 3, "g:\r\n  a: true\r\n  b: 1"),
    ("- - b: 1\n", 1, 5, "- - a: true\n    b: 1\n"), ("{\"g\": {\"b\": 1}}", 1, 7, "{\"g\": {\"a\": true, \"b\": 1}}"),
    ("{\"g\": {\n  \"b\": 1\n}}", 1, 7, "{\"g\": {\n  \"a\": true,\n  \"b\": 1\n}}"),
  ])
  func inserts(text: String, line: Int, column: Int, expected: String) {
    let answer = repair(text, edit(line, column, .insert(key: "a", value: "true")))
    #expect(answer.text == expected)
    #expect(answer.reasons.isEmpty)
  }

  @Test func twoFieldsMayComeToOnePlace() {
    let answer = repair(
      "g:\n  b: 1\n", edit(2, 3, .insert(key: "a", value: "1")), edit(2, 3, .insert(key: "c", value: "2")))
    #expect(answer.text == "g:\n  a: 1\n  c: 2\n  b: 1\n")
    #expect(answer.reasons.isEmpty)
  }

  @Test func textsInBracesHaveQuotes() {
    #expect(
      repair("{\"b\": 1}", edit(1, 1, .insert(key: "kind", value: "ConfigMap"))).text
        == "{\"kind\": \"ConfigMap\", \"b\": 1}")
  }

  @Test(arguments: [
    ("a: 1\nb: 2\n", 2, 1, "a: 1\n"), ("- b: 2\n  c: 3\n", 1, 3, "- c: 3\n"), ("{a: 1, b: 2}\n", 1, 8, "{a: 1}\n"),
    ("{b: 2, c: 1}\n", 1, 2, "{c: 1}\n"), ("{\n  \"b\": 2,\n  \"c\": 1\n}\n", 2, 3, "{\n  \"c\": 1\n}\n"),
    ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", 3, 3, "{\n  \"a\": 1\n}\n"), ("g: {b: 2}\n", 1, 5, "g: {}\n"),
    ("a: 1\r\nb: \"2\"\r\n", 2, 1, "a: 1\r\n"), ("a: 1\nb: 2", 2, 1, "a: 1\n"),
  ])
  func removes(text: String, line: Int, column: Int, expected: String) {
    let answer = repair(text, edit(line, column, .remove(key: "b", value: "2")))
    #expect(answer.text == expected)
    #expect(answer.reasons.isEmpty)
  }

  @Test(arguments: [
    ("a: 1\nb: 2 # why\n", 2, 1, Refusal.Reason.comment), ("- b: 2\n", 1, 3, .notThere),
    ("- b: 2\n  # why\n  c: 3\n", 1, 3, .notThere), ("g:\n  b: 2\n", 2, 3, .meaning),
    ("b: 2\n  more\n", 1, 1, .notThere),
  ])
  func refusesToRemove(text: String, line: Int, column: Int, reason: Refusal.Reason) {
    let answer = repair(text, edit(line, column, .remove(key: "b", value: "2")))
    #expect(answer.text == text)
    #expect(answer.reasons == [reason])
  }
}
