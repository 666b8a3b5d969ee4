import Diagnostics
import Federation
import Testing

@Suite struct ServiceEditTests {
  private func edit(
    _ service: String, of owner: String = "red", from peer: String? = nil, _ text: String
  ) throws(ServiceEditError) -> ServiceEdit {
    let parts = service.split(separator: "/").map(String.init)
    return try ServiceEdit(
      removing: ServiceName(namespace: parts[0], name: parts[1]), of: owner, from: peer, in: Array(text.utf8),
      source: "federation.yaml")
  }

  private static let text = """
    apiVersion: meshtrust/v1
    kind: Federation
    spec:
      meshes:
      - name: red
        peers: [green, blue]
        exports:
          green:
          - {namespace: b, name: ratings, alias: {namespace: c}}   # four of five
          - {namespace: b, name: details}
          blue: [{namespace: b, name: ratings}]
      - name: green
        imports:
          red:
            rules:
            - {namespace: c, name: ratings}
      - name: blue

    """

  @Test func fromEverybody() throws {
    let edit = try edit("b/ratings", Self.text)
    let expected = Self.text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.contains("four of five") && !$0.contains("blue: [") }.joined(separator: "\n")
    #expect(String(decoding: edit.bytes, as: UTF8.self) == expected)
    #expect(edit.places.map(\.peer) == ["green", "blue"])
    #expect(edit.after.mesh(named: "red")?.exports.map(\.peer) == ["green"])
    #expect(edit.importers.map(\.mesh) == ["green"])
    #expect(edit.importers.map { "\($0.name)" } == ["c/ratings"])
  }

  /// A peer's imports go by the name under which the owner exports; what would be left empty goes as a whole.
  @Test func fromOneImporter() throws {
    let edit = try edit("b/ratings", from: "green", Self.text)
    let start = try #require(Self.text.firstRange(of: "    imports:"))
    let end = try #require(Self.text.firstRange(of: "  - name: blue"))
    #expect(
      String(decoding: edit.bytes, as: UTF8.self) == Self.text[..<start.lowerBound] + Self.text[end.lowerBound...])
    #expect(edit.places.map(\.isExport) == [false])
  }

  @Test func fromOnePeerOfTheOwner() throws {
    let edit = try edit("b/ratings", from: "blue", Self.text)
    #expect(
      String(decoding: edit.bytes, as: UTF8.self)
        == Self.text.replacing("      blue: [{namespace: b, name: ratings}]\n", with: ""))
  }

  @Test func allRulesOfAllPeers() throws {
    let text = Self.text.replacing("      - {namespace: b, name: details}\n", with: "")
    #expect(!String(decoding: try edit("b/ratings", text).bytes, as: UTF8.self).contains("exports"))
  }

  @Test func nothingToDo() throws {
    let edit = try edit("b/nothing", Self.text)
    #expect(edit.places.isEmpty && edit.findings.isEmpty && edit.bytes == Array(Self.text.utf8))
    let empty = Self.text.replacing("name: blue", with: "{name: blue, exports: {}}").replacing("- {", with: "- {")
    #expect(throws: Never.self) { try self.edit("b/x", of: "blue", empty) }
  }

  @Test func whatTakesOthersTooStays() throws {
    let edit = try edit("b/ratings", Self.text.replacing("{namespace: b, name: details}", with: "{namespace: b}"))
    #expect(edit.findings.map(\.code) == ["MT-REMOVE-02"])
    #expect(edit.places.count == 2)
  }

  @Test func whatAnAliasSharesIsNotTakenFromOne() throws {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: red
          peers: [green, blue]
          exports:
            green: &rules [{namespace: b, name: a}, {namespace: b, name: c}]
            blue: *rules
        - {name: green}
        - {name: blue}

      """
    #expect(throws: ServiceEditError.uncertain) { try edit("b/a", from: "blue", text) }
    #expect(throws: ServiceEditError.uncertain) { try edit("b/a", from: "green", text) }
    let both = try edit("b/a", text)
    #expect(String(decoding: both.bytes, as: UTF8.self) == text.replacing("{namespace: b, name: a}, ", with: ""))
  }
}
