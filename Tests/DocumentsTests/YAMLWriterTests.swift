import Documents
import Testing

@Suite struct YAMLWriterTests {
  @Test func aManifest() {
    let node = Node.mapping([
      ("apiVersion", .string("v1")), ("kind", .string("ConfigMap")),
      ("metadata", .mapping([("name", .string("red")), ("labels", .mapping([])), ("on", .bool(true))])),
      ("data", .mapping([("root-cert.pem", .string("-----BEGIN X-----\nAA==\n-----END X-----\n"))])),
      (
        "list",
        .sequence([
          .string("a"), .mapping([("x", .int(1)), ("y", .sequence([.string("no"), .sequence([.null, .null])]))]),
          .sequence([]), .string("two\nlines"),
        ])
      ),
    ])
    let expected = """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: red
        labels: {}
        "on": true
      data:
        root-cert.pem: |
          -----BEGIN X-----
          AA==
          -----END X-----
      list:
      - a
      - x: 1
        "y":
        - "no"
        - - null
          - null
      - []
      - |-
        two
        lines

      """
    #expect(YAMLWriter.string([node]) == expected)
    #expect(YAMLWriter.write([node]) == Array(expected.utf8))
  }

  @Test func documentsAndComments() {
    let text = YAMLWriter.string(
      [.string("a"), .mapping([]), .null], comments: [["made by x", ""], [], ["two\nlines"]])
    #expect(text == "# made by x\n#\na\n---\n{}\n---\n# two\n# lines\nnull\n")
  }

  @Test func nothingToWrite() {
    #expect(YAMLWriter.string([]).isEmpty)
  }

  @Test(arguments: [
    "plain", "two words", "a:b", "http://x:80/y", "a#b", "-x", "--flag", "10Mi", "24h", "v2.5", "é😀", "a'b", "a\"b",
    "spiffe://red/ns/a/sa/b", "a, b", "x]", "8188/tcp", "red-mesh.local", "C:\\x", "nope", "yesterday",
  ])
  func plainStrings(_ text: String) throws {
    #expect(YAMLWriter.string([.string(text)]) == text + "\n")
    #expect(try read(YAMLWriter.string([.string(text)])) == .string(text))
  }

  @Test(arguments: [
    "", "yes", "No", "ON", "off", "y", "N", "true", "NULL", "~", "0", "-1", "0777", "0o7", "0x1F", "1e3", "1.5", ".5",
    "1_000", "12:30", "190:20:30", "0b1", "2024-01-01", "2024-01-01T00:00:00Z", "1.2.3.4", ".inf", "-.INF", ".nan",
    "<<", "=", " a", "a ", "a: b", "a:", "a #b", "#a", "-", "- a", "---", "...", "? a", ":a", "[a", "]", "{a", "}",
    "&a", "*a", "!a", "|", ">", "'a'", "\"a\"", "%a", "@a", "`a", "a\tb", "\t", "\r", "a\r\nb", "\u{85}", "a\u{2028}b",
    "\u{FEFF}a", "\0", "\u{1B}[0m", "\u{7F}", "\u{9F}", "\n", "\n\n", "+1", ",a",
  ])
  func quotedStrings(_ text: String) throws {
    for node in [Node.string(text), .sequence([.string(text)]), .mapping([(text, .string(text))])] {
      let written = YAMLWriter.string([node])
      #expect(written.contains("\""))
      #expect(try read(written, format: .yaml) == node)
    }
  }

  @Test(arguments: [
    ("a\nb\n", "|"), ("a\nb", "|-"), ("a\n\n", "|+"), ("a\n", "|"), ("\na\n", "|"), ("  a\nb\n", "|2"),
    ("\ta\nb", "|2-"),
    (" \na\n\n", "|2+"), ("a\n  b\n\tc \n", "|"), ("---\na\n", "|"), ("# a\n{{ b }}\n", "|"), ("a\n \n", "|"),
  ])
  func literalBlocks(_ text: String, _ header: String) throws {
    for node in [
      Node.mapping([("k", .string(text)), ("l", .int(1))]), .sequence([.string(text), .null]),
      .sequence([.sequence([.mapping([("k", .sequence([.string(text)]))])])]),
    ] {
      let written = YAMLWriter.string([node, node])
      #expect(written.contains(" \(header)\n"))
      let read = try DocumentReader.all(bytes: Array(written.utf8), source: "x").map(\.root)
      #expect(read == [node, node])
    }
    #expect(try read(YAMLWriter.string([.string(text)])) == .string(text))
  }

  @Test func longLinesAreNotFolded() {
    let words = String(repeating: "word ", count: 500) + "end"
    #expect(YAMLWriter.string([.string(words)]) == words + "\n")
    #expect(YAMLWriter.string([.string("#" + words)]) == "\"#\(words)\"\n")
  }

  @Test func longKeys() throws {
    let key = String(repeating: "k", count: 3000)
    for value in [Node.int(1), .sequence([.int(1)]), .mapping([("a", .string("x\ny\n"))])] {
      let node = Node.sequence([.mapping([(key, value), ("b", .null)])])
      #expect(try read(YAMLWriter.string([node])) == node)
    }
  }

  @Test func numbersAreWrittenAsTheyWereRead() throws {
    let node = try read("[1.50, .5, 1e3, .inf, 0xFFFFFFFFFFFFFFFFFF, 0x10, 0777, 99999999999999999999]")
    #expect(
      YAMLWriter.string([node]) == """
        - 1.50
        - .5
        - 1e3
        - .inf
        - 0xFFFFFFFFFFFFFFFFFF
        - 0x10
        - 0777
        - 99999999999999999999

        """)
    #expect(YAMLWriter.string([Node(.decimal("no number"))]) == "\"no number\"\n")
  }

  @Test func writingWhatWasReadChangesNothing() throws {
    let text = "a:\n- b: |\n    x\n  c: \"5\"\n- - d\nname: x\n---\nlast: {}\n"
    let nodes = try DocumentReader.all(bytes: Array(text.utf8), source: "x").map(\.root)
    #expect(YAMLWriter.string(nodes) == text)
  }
}
