import Diagnostics
import Documents
import Testing

@Suite struct JSONReaderTests {
  @Test func values() throws {
    let text = #"{"a": [null, true, false, 0, -1, 1.50, 1e5, -0, "x"], "b": {}, "c": []}"#
    let root = try read(text, format: .json)
    #expect(
      root["a"]?.sequence?.map(\.content) == [
        .null, .bool(true), .bool(false), .integer(0), .integer(-1), .decimal("1.50"), .decimal("1e5"), .integer(0),
        .string("x"),
      ])
    #expect(root.mapping?.keys == ["a", "b", "c"])
    #expect(root["b"] == .mapping([]) && root["c"] == .sequence([]))
  }

  @Test func positions() throws {
    let root = try read("{\r\n  \"é😀\": [1,\n    {\"k\": 2}]}", format: .json)
    #expect(root.mark == Mark(line: 1, column: 1))
    #expect(root.mapping?.entries.first?.keyMark == Mark(line: 2, column: 3))
    #expect(root["é😀"]?.mark == Mark(line: 2, column: 9))
    #expect(root["é😀"]?.sequence?[1]["k"]?.mark == Mark(line: 3, column: 11))
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD83D\uDE00""#, "é😀"), (#""\ud83d\ude00x""#, "😀x"),
    (#""\u0000""#, "\0"), (#""a\u0062c""#, "abc"), ("\"é😀\u{7F}\"", "é😀\u{7F}"), (#""""#, ""),
    (#""\uFFFF""#, "\u{FFFF}"),
  ])
  func strings(_ text: String, _ value: String) throws {
    #expect(try read(text, format: .json).content == .string(value))
  }

  @Test func numbersBeyond64BitsKeepTheirDigits() throws {
    #expect(try read("9223372036854775807", format: .json).content == .integer(.max))
    #expect(try read("9223372036854775808", format: .json).content == .decimal("9223372036854775808"))
  }

  @Test func longKeysAreRead() throws {
    let key = String(repeating: "k", count: 200_000)
    #expect(try read("{\"\(key)\": \"\(key)\"}").mapping?.keys == [key])
  }

  @Test func aByteOrderMarkIsIgnored() throws {
    #expect(try read("\u{FEFF}{\"a\": \"\\ud83d\\ude00\"}", format: .json)["a"]?.mark == Mark(line: 1, column: 7))
  }

  @Test(arguments: [
    ("{\"a\": 1,}", "1:9"), ("[1,]", "1:4"), ("[,1]", "1:2"), ("[1 2]", "1:4"), ("{\"a\" 1}", "1:6"), ("{a: 1}", "1:2"),
    ("{'a': 1}", "1:2"), ("[01]", "1:3"), ("[+1]", "1:2"), ("[.5]", "1:2"), ("[5.]", "1:4"), ("[1e]", "1:4"),
    ("[-]", "1:3"), ("[0x1]", "1:3"), ("[NaN]", "1:2"), ("[Infinity]", "1:2"), ("[-Infinity]", "1:3"), ("[tru]", "1:5"),
    ("[nul", "1:5"), ("[True]", "1:2"), ("[\"a\nb\"]", "1:4"), ("[\"a\tb\"]", "1:4"), ("[\"a", "1:4"),
    (#"["\x41"]"#, "1:4"), (#"["\u12g4"]"#, "1:7"), (#"["\ud800"]"#, "1:5"), (#"["\ud800\n"]"#, "1:5"),
    (#"["\udc00"]"#, "1:5"), (#"["\ud800\ud800"]"#, "1:5"), ("{\"a\": 1", "1:8"), ("[1", "1:3"), ("[", "1:2"),
    ("{", "1:2"), ("// c\n[]", "1:1"), ("[] // c", "1:4"), ("[1]]", "1:4"), ("{\"a\": }", "1:7"), ("[1}", "1:3"),
    ("\"a", "1:3"), ("[\u{A0}1]", "1:2"),
  ])
  func refusedSyntax(_ text: String, _ position: String) {
    #expect(failure(text, format: .json)?.short == "MT-DOC-04 " + position)
  }

  @Test(arguments: [
    ("{\"a\": 1,\n \"a\": 2}", "2:2"), (#"[{"a": 1, "\u0061": 2}]"#, "1:11"), ("{\"\": 1, \"\": 2}", "1:9"),
  ])
  func duplicateKeys(_ text: String, _ position: String) {
    #expect(failure(text, format: .json)?.short == "MT-DOC-07 " + position)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0x80], [0xE2, 0x82],
    ] as [[UInt8]])
  func invalidUTF8(_ bytes: [UInt8]) {
    let text = Array("[1,\n \"a".utf8) + bytes + Array("\"]".utf8)
    #expect(failure(text, format: .json)?.short == "MT-DOC-05 2:2")
    let withEscape = Array("[1,\n \"a\\n".utf8) + bytes + Array("\"]".utf8)
    #expect(failure(withEscape, format: .json)?.short == "MT-DOC-05 2:2")
  }

  @Test func errorsSayWhatIsDueAndWhatIsThere() {
    #expect(failure("[1 2]", format: .json)?.diagnostic.what == "is not JSON: expected `,` or `]`, found `2`")
    #expect(
      failure("[1, 2", format: .json)?.diagnostic.what == "is not JSON: expected `,` or `]`, found the end of the file")
    #expect(failure("[\u{1}]", format: .json)?.diagnostic.what == "is not JSON: expected a value, found the byte 0x01")
  }

  @Test func depthIsBounded() throws {
    let limits = ReadingLimits(maxDepth: 3)
    #expect(throws: Never.self) { _ = try read("[[{\"a\": 1}]]", format: .json, limits: limits) }
    #expect(failure("[[{\"a\": []}]]", format: .json, limits: limits)?.short == "MT-DOC-08 1:9")
    #expect(failure(String(repeating: "[", count: 1_000_000), format: .json)?.short == "MT-DOC-08 1:65")
  }

  @Test func sizeIsBounded() {
    let many = "[" + String(repeating: "1,", count: 100) + "1]"
    #expect(failure(many, format: .json, limits: ReadingLimits(maxExpandedNodes: 102)) == nil)
    #expect(failure(many, format: .json, limits: ReadingLimits(maxExpandedNodes: 101))?.exitStatus == .refused)
    #expect(failure("\"abcdef\"", format: .json, limits: ReadingLimits(maxDocumentBytes: 5))?.short == "MT-DOC-08 1:1")
  }
}
