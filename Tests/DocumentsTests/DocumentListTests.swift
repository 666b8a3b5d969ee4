import Documents
import Testing

@Suite struct DocumentListTests {
  private func unroll(_ text: String) throws -> [Document] {
    try DocumentReader.all(bytes: Array(text.utf8), source: "x.yaml").flatMap { $0.unrolled() }
  }

  @Test func listsAreUnrolled() throws {
    let documents = try unroll("kind: List\napiVersion: v1\nitems:\n- kind: A\n- kind: B\n---\nkind: C\n")
    #expect(documents.map { $0.root["kind"] } == [.string("A"), .string("B"), .string("C")])
    #expect(documents.map(\.index) == [0, 0, 1])
    #expect(documents.map(\.mark.line) == [4, 5, 7])
    #expect(documents.allSatisfy { $0.source == "x.yaml" })
  }

  @Test func listsInLists() throws {
    let text = "{kind: List, items: [{kind: List, items: [{kind: A}]}, {kind: B}]}"
    #expect(try unroll(text).map { $0.root["kind"]?.string } == ["A", "B"])
  }

  @Test func typedListsNameTheirItems() throws {
    let text = #"{"kind": "ConfigMapList", "apiVersion": "v1", "items": [{"metadata": {}}, {"kind": "Secret"}]}"#
    let documents = try unroll(text)
    #expect(documents.first?.root.mapping?.keys == ["apiVersion", "kind", "metadata"])
    #expect(documents.map { $0.root["kind"] } == [.string("ConfigMap"), .string("Secret")])
    #expect(documents.last?.root["apiVersion"] == nil)
  }

  @Test(arguments: ["{kind: List, items: []}", "{kind: List, items: null}", "---\n", "---\n---\n"])
  func nothingInIt(_ text: String) throws {
    #expect(try unroll(text).isEmpty)
  }

  @Test(arguments: [
    "{kind: List}", "{kind: List, items: {a: 1}}", "{kind: ConfigMap, items: [{kind: A}]}", "{items: [{kind: A}]}",
    "[{kind: A}]", "text", "{kind: 5, items: []}",
  ])
  func everythingElseStays(_ text: String) throws {
    #expect(try unroll(text).map(\.root) == [read(text)])
  }
}
