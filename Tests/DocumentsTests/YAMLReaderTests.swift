import Diagnostics
import Documents
import Testing

@Suite struct YAMLReaderTests {
  @Test func everyNodeHasItsPosition() throws {
    let text = "# a comment\nname: red\nlist:\n- é: {x: 1}\n-   two\nempty:\n"
    let root = try read(text)
    #expect(root.mark == Mark(line: 2, column: 1))
    #expect(root["name"]?.mark == Mark(line: 2, column: 7))
    #expect(root.mapping?.entries.map(\.keyMark.line) == [2, 3, 6])
    let items = try #require(root["list"]?.sequence)
    #expect(items.map(\.mark) == [Mark(line: 4, column: 3), Mark(line: 5, column: 5)])
    #expect(items[0]["é"]?.mark == Mark(line: 4, column: 6))
    #expect(items[0]["é"]?["x"]?.mark == Mark(line: 4, column: 10))
    #expect(root["empty"]?.content == .null)
  }

  @Test func documentsOfAStream() throws {
    let text = "%YAML 1.2\n---\na: 1\n...\n---\n- b\n---\n---\nlast\n"
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "x")
    #expect(documents.map(\.root) == [.mapping([("a", .int(1))]), .sequence([.string("b")]), .null, .string("last")])
    #expect(documents.map(\.index) == [0, 1, 2, 3])
    #expect(documents.map(\.mark.line) == [3, 6, 8, 9])
    #expect(documents[3].place.description == "x:9:1")
  }

  @Test func scalarStyles() throws {
    let root = try read(
      "a: |\n  x\n   y\n\nb: >-\n  one\n  two\nc: 'it''s'\nd: \"\\u00e9\\x41\\n\"\ne: plain\n  folded\n")
    #expect(
      root.mapping?.entries.map { $0.value.string } == ["x\n y\n", "one two", "it's", "éA\n", "plain folded"])
  }

  @Test func keysThatAreNoStringsGiveTheirText() throws {
    #expect(try read("1: a\ntrue: b\n1.50: c\n~: d\n0x1F: e\n").mapping?.keys == ["1", "true", "1.50", "~", "0x1F"])
  }

  @Test func aliasesRepeat() throws {
    let root = try read("a: &x {k: [1, 2]}\nb: *x\nc: &k key\n*k : *k\n")
    #expect(root["b"] == root["a"])
    #expect(root["b"]?.mark == Mark(line: 2, column: 4))
    #expect(root["key"] == .string("key"))
  }

  @Test func anAnchorCanBeGivenAgain() throws {
    #expect(try read("[&a 1, *a, &a 2, *a]").sequence == [.int(1), .int(1), .int(2), .int(2)])
  }

  @Test func anchorsEndWithTheirDocument() {
    #expect(failure("a: &x 1\n---\nb: *x\n") == .alias("x", .unknown, Mark(line: 3, column: 4).place(in: "test.yaml")))
  }

  @Test(arguments: [
    ("a: &x [*x]", "MT-DOC-09 1:8"), ("&x {a: {b: *x}}", "MT-DOC-09 1:12"), ("a: *nothing", "MT-DOC-09 1:4"),
    ("a: 1\nb: 2\na: 3", "MT-DOC-07 3:1"), ("{a: 1, 'a': 2}", "MT-DOC-07 1:8"), ("1: a\n'1': b", "MT-DOC-07 2:1"),
    ("? [a]\n: b", "MT-DOC-11 1:3"), ("{{a: b}: c}", "MT-DOC-06 1:2"), ("? {a: b}\n: c", "MT-DOC-11 1:3"),
    ("a: &x [1]\n*x : 2", "MT-DOC-11 2:1"),
    ("a: b: c", "MT-DOC-03 1:5"), ("a: [1, 2\n", "MT-DOC-03 2:1"), ("a: 'x\n", "MT-DOC-03 2:1"),
    ("a:\n\t- b", "MT-DOC-03 2:1"), ("a: @b", "MT-DOC-03 1:4"), ("a: 1\n b: 2", "MT-DOC-03 2:3"),
    ("%FOO\na", "MT-DOC-03 1:5"), ("- a\nb: 1", "MT-DOC-03 2:1"), ("}", "MT-DOC-03 1:1"),
    ("a: \u{1}", "MT-DOC-05 1:4"), ("é: 1\né: \u{7F}", "MT-DOC-05 2:4"),
  ])
  func errors(_ text: String, _ expected: String) {
    #expect(failure(text)?.short == expected)
  }

  @Test func manyKeysAreStillCheckedForDuplicates() {
    let keys = (0..<1000).map { "key\($0): 1" }.joined(separator: "\n")
    #expect(failure(keys) == nil)
    #expect(failure(keys + "\nkey500: 2")?.diagnostic.why.description.contains("line 501, column 1") == true)
    #expect(failure(keys + "\nkey999: 2")?.short == "MT-DOC-07 1001:1")
  }

  @Test func syntaxErrorsHaveLibyamlsWords() throws {
    let diagnostic = try #require(failure("a: 1\nb: [1, 2\nc: 3\n")?.diagnostic)
    #expect(diagnostic.what == "is not YAML: did not find expected ',' or ']'")
    #expect(diagnostic.why == "while parsing a flow sequence that begins on line 2, column 4")
    #expect(diagnostic.place?.file == "test.yaml")
  }

  @Test(arguments: [
    "name: {{ .Values.name }}\n", "a: 1\n{{- if .Values.x }}\nb: 1\n{{- end }}\n",
    "a:\n{{ toYaml .Values | indent 2 }}\n",
    "image: \"a\"\nname: {{ include \"x\" . }}-b\n", "{{ .Values }}", "{{/* comment */}}\na: b\n",
  ])
  func templatesAreNamedAsSuch(_ text: String) {
    #expect(failure(text)?.diagnostic.code == "MT-DOC-06")
  }

  @Test func bracesInTextAreNoTemplate() throws {
    #expect(try read("a: |\n  {{ $labels.pod }}\nb: '{{ x }}'\n")["b"] == .string("{{ x }}"))
    #expect(failure("a: |\n  {{ x }}\nb: c: d\n")?.diagnostic.code == "MT-DOC-03")
  }

  @Test func afterAnErrorThereIsNothing() throws {
    var reader = DocumentReader(bytes: Array("a: 1\n---\n}\n---\nb: 2\n".utf8), source: "x")
    #expect(try reader.next()?.root == .mapping([("a", .int(1))]))
    var isRefused = false
    do { _ = try reader.next() } catch { isRefused = true }
    #expect(isRefused)
    #expect(try reader.next() == nil)
  }
}
