import Diagnostics
import Documents
import Testing

@Suite struct DocumentReaderTests {
  private func roots(_ text: String) throws -> [Node] {
    try DocumentReader.all(bytes: Array(text.utf8), source: "-").map(\.root)
  }

  @Test(arguments: [
    "{a: b, c: [d, e]}", "{a: 1,\n b: 2,}", "[a, b] # comment", "[{name: x}]", "{\"a\": 1,}", "{'a': 1}", "[1, 2,]",
    "{a: b}\n---\nc: d\n",
  ])
  func flowYAMLIsReadWhereJSONFails(_ text: String) throws {
    #expect(try !roots(text).isEmpty)
  }

  @Test func surrogatesShowThatJSONIsReadAsJSON() throws {
    #expect(try roots(" \n\t{\"a\": \"\\ud83d\\ude00\"}") == [.mapping([("a", .string("😀"))])])
    #expect(failure("{\"a\": \"\\ud83d\\ude00\"}", format: .yaml)?.diagnostic.code == "MT-DOC-03")
  }

  @Test func jsonLinesAndJoinedValues() throws {
    #expect(try roots("{\"a\": 1}\n{\"a\": 2}\n").count == 2)
    #expect(try roots("[1][2] \"x\" 3 null").count == 5)
    #expect(try roots("[1]\n-5\n").last == .int(-5))
  }

  @Test func yamlMayFollowJSON() throws {
    let text = "{\"a\": \"\\ud83d\\ude00\"}\n---\nb: 1\n---\n{\"c\": 2}\n"
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "x")
    #expect(documents.map { $0.root.mapping?.keys ?? [] } == [["a"], ["b"], ["c"]])
    #expect(documents.map(\.mark.line) == [1, 3, 5])
    #expect(documents.map(\.index) == [0, 1, 2])
    #expect(failure("{\"a\": 1}\n---\nb: 1\nb: 2\n")?.short == "MT-DOC-07 4:1")
    #expect(failure("{\"a\": 1}\n---\n---\n{{ x }}\n")?.short == "MT-DOC-06 4:2")
  }

  @Test(arguments: [
    ("{\"a\": 1, \"b\": 2", "MT-DOC-04 1:16"), ("{\"a\": \"x", "MT-DOC-04 1:9"), ("{a: b", "MT-DOC-03 2:1"),
    ("{\"a\": 1}\nx", "MT-DOC-04 2:1"), ("{\"a\": 1}\n{b: 1}", "MT-DOC-04 2:2"), ("{{ .Values }}", "MT-DOC-06 1:2"),
    ("{\"a\": {{ .x }} }", "MT-DOC-06 1:8"), ("{\"a\": 1, \"a\": 2}", "MT-DOC-07 1:10"), ("[", "MT-DOC-03 2:1"),
  ])
  func theMoreTellingErrorIsGiven(_ text: String, _ expected: String) {
    #expect(failure(text)?.short == expected)
  }

  @Test(arguments: ["", " \n\t\n", "# only a comment\n", "\u{FEFF}", "\t"])
  func nothingInIt(_ text: String) {
    let error = failure(text)
    #expect(error?.exitStatus == .malformed)
    #expect(error == .empty(Place(file: "test.yaml")))
  }

  @Test(arguments: [DocumentReader.Format.json, .yaml]) func nothingInItInEitherFormat(_ format: DocumentReader.Format)
  {
    #expect(failure("  ", format: format) == .empty(Place(file: "test.yaml")))
  }

  @Test func byteOrderMarksAndUTF16() throws {
    #expect(try roots("\u{FEFF}a: 1\n") == [.mapping([("a", .int(1))])])
    let text = "a: é😀\n"
    let little: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { unit in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let big: [UInt8] = [0xFE, 0xFF] + text.utf16.flatMap { unit in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
    for bytes in [little, big] {
      #expect(try DocumentReader.all(bytes: bytes, source: "x").first?.root["a"] == .string("é😀"))
    }
  }

  @Test(
    arguments: [
      ([0xFF], "2:5"), ([0xC3, 0x28], "2:6"), ([0xED, 0xA0, 0x80], "2:5"), ([0xF8], "2:5"), ([0x00], "2:5"),
      ([0x1B], "2:5"),
    ] as [([UInt8], String)])
  func bytesThatAreNoText(_ bytes: [UInt8], _ position: String) {
    let error = failure(Array("é: 1\né: a".utf8) + bytes + Array("\n".utf8))
    #expect(error?.short == "MT-DOC-05 " + position)
    #expect(error?.exitStatus == .malformed)
  }

  @Test func garbageIsRefused() {
    var state: UInt32 = 1
    let garbage = (0..<2_000_000).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    #expect(failure(garbage)?.exitStatus == .malformed)
    #expect(failure([UInt8](repeating: 0x7B, count: 2_000_000)) != nil)
    #expect(failure([UInt8](repeating: 0, count: 2_000_000))?.short == "MT-DOC-05 1:1")
    #expect(failure([UInt8](repeating: 0x41, count: 2_000_000)) == nil)
  }

  @Test func everyPrefixOfAManifestReadsOrFailsCleanly() throws {
    let text = "a: &x {k: [1, \"two\", 'three']}\nb: |\n  text é\nc: *x\n---\n{\"d\": {\"e\": \"\\u00e9\"}}\n"
    for count in 1..<text.utf8.count {
      let prefix = Array(text.utf8.prefix(count))
      if let error = failure(prefix) { #expect(error.place.file == "test.yaml") }
    }
  }
}
