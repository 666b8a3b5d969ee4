import Diagnostics
import Documents
import Testing

@Suite struct MappingReaderTests {
  private func reader(_ text: String) throws -> MappingReader {
    try MappingReader(read(text), at: "", source: "federation.yaml")
  }

  /// The message a command would print: place, what, what to do.
  private func message(_ body: () throws(DocumentsError) -> Void) -> String? {
    do throws(DocumentsError) {
      try body()
      return nil
    } catch {
      let diagnostic = error.diagnostic
      return "\(error.place): \(diagnostic.what.description); \(diagnostic.next.description)"
    }
  }

  @Test func fieldsOfEveryKind() throws {
    var reader = try reader("name: red\nport: 8188\nmtls: true\npeers: [a, b]\nspec: {x: 1}\nany: [1]\n")
    #expect(try reader.requiredString("name") == "red")
    #expect(try reader.int("port", in: 1...65535) == 8188)
    #expect(try reader.bool("mtls") == true)
    #expect(try reader.strings("peers") == ["a", "b"])
    #expect(try reader.sequence("any") == [.int(1)])
    var spec = try #require(try reader.mapping("spec"))
    #expect(spec.path == "spec")
    #expect(try spec.int("x", in: 0...1) == 1)
    #expect(spec.mark == Mark(line: 5, column: 7))
    #expect(throws: Never.self) { try spec.finish() }
    #expect(throws: Never.self) { try reader.finish() }
  }

  @Test func missingAndNullFieldsAreNil() throws {
    var reader = try reader("name:\nport: ~\n")
    #expect(try reader.string("name") == nil)
    #expect(try reader.int("port", in: 1...2) == nil)
    #expect(try reader.bool("a") == nil)
    #expect(try reader.strings("b").isEmpty)
    #expect(try reader.mapping("c") == nil)
    #expect(throws: Never.self) { try reader.finish() }
  }

  @Test func aMisspeltField() throws {
    var reader = try reader("name: red\n\npeerss: []\n")
    _ = try reader.string("name")
    _ = try reader.strings("peers")
    #expect(
      message { () throws(DocumentsError) in try reader.finish() }
        == "federation.yaml:3:1: unknown field `peerss`; did you mean `peers`?")
  }

  @Test func anUnknownFieldNearNothing() throws {
    var reader = try reader("spec:\n  zzzzzz: 1\n")
    var spec = try #require(try reader.mapping("spec"))
    _ = try spec.string("name")
    #expect(
      message { () throws(DocumentsError) in try spec.finish() }
        == "federation.yaml:2:3: unknown field `spec.zzzzzz`; the fields here are name")
  }

  @Test func nobodyAskedForAnything() throws {
    let reader = try reader("a: 1")
    #expect(
      message { () throws(DocumentsError) in try reader.finish() }
        == "federation.yaml:1:1: unknown field `a`; remove it")
  }

  @Test func wrongKinds() throws {
    var reader = try reader("name: 5\nport: 70000\nflag: yes\nlist: a\nlist2: [a, 1]\nspec: [1]\n")
    var messages: [String?] = []
    messages.append(message { () throws(DocumentsError) in _ = try reader.string("name") })
    messages.append(message { () throws(DocumentsError) in _ = try reader.int("port", in: 1...65535) })
    messages.append(message { () throws(DocumentsError) in _ = try reader.bool("flag") })
    messages.append(message { () throws(DocumentsError) in _ = try reader.strings("list") })
    messages.append(message { () throws(DocumentsError) in _ = try reader.strings("list2") })
    messages.append(message { () throws(DocumentsError) in _ = try reader.mapping("spec") })
    messages.append(message { () throws(DocumentsError) in _ = try reader.requiredString("other") })
    let expected = [
      "1:7: `name` is `5` (a whole number), but should be a string in quotes; write a string in quotes",
      "2:7: `port` is `70000` (a whole number), but should be a whole number from 1 to 65535; "
        + "write a whole number from 1 to 65535",
      "3:7: `flag` is `yes` (a string), but should be `true` or `false`; write `true` or `false`",
      "4:7: `list` is `a` (a string), but should be a sequence; write a sequence",
      "5:12: `list2[1]` is `1` (a whole number), but should be a string in quotes; write a string in quotes",
      "6:7: `spec` is a sequence, but should be a mapping; write a mapping",
      "1:1: `other` is missing; add `other:` here",
    ]
    #expect(messages == expected.map { "federation.yaml:" + $0 })
  }

  @Test(arguments: ["[a]", "text", "5", "---\n"]) func theTopIsNoMapping(_ text: String) throws {
    let node = try read(text)
    #expect(throws: DocumentsError.self) { try MappingReader(node, at: "", source: "x") }
  }

  @Test func pathsGoDown() throws {
    var top = try reader("spec:\n  gateway:\n    port: x\n")
    var spec = try #require(try top.mapping("spec"))
    var gateway = try #require(try spec.mapping("gateway"))
    #expect(
      message { () throws(DocumentsError) in _ = try gateway.int("port", in: 0...(.max)) }
        == "federation.yaml:3:11: `spec.gateway.port` is `x` (a string), but should be a whole number from 0 on; "
        + "write a whole number from 0 on")
  }

  @Test func madeNodesHaveNoLine() {
    let error = DocumentsError.invalid(.null, at: "a", expected: "a string", source: "x.yaml")
    #expect(error.place == Place(file: "x.yaml"))
    #expect(error.diagnostic.what == "`a` is null, but should be a string")
  }
}
