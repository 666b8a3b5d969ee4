import Documents
import Testing

@Suite struct JSONWriterTests {
  private let node = Node.mapping([
    ("b", .sequence([.int(1), .null, .bool(false)])), ("a", .mapping([("k", .string("v"))])), ("e", .sequence([])),
    ("f", .mapping([])),
  ])

  @Test func compact() {
    #expect(JSONWriter.write(node) == #"{"b":[1,null,false],"a":{"k":"v"},"e":[],"f":{}}"#)
  }

  @Test func pretty() {
    let expected = """
      {
        "b": [
          1,
          null,
          false
        ],
        "a": {
          "k": "v"
        },
        "e": [],
        "f": {}
      }
      """
    #expect(JSONWriter.write(node, pretty: true) == expected)
  }

  @Test(arguments: [false, true])
  func `members that are written one by one give the same text`(pretty: Bool) {
    var json = JSONWriter(pretty: pretty)
    json.mapping { json in
      json.key("b")
      json.sequence(count: 3) { json, index in json.node([.int(1), .null, .bool(false)][index]) }
      json.key("a")
      json.mapping { json in json.member("k", "v") }
      json.member("e", .sequence([]))
      json.key("f")
      json.mapping { _ in }
    }
    #expect(String(decoding: json.bytes, as: UTF8.self) == JSONWriter.write(node, pretty: pretty))
  }

  @Test func `what is missing is null, and each document has its line`() {
    var json = JSONWriter()
    for number in 1...2 {
      json.mapping { json in
        json.member("number", number)
        json.member("text", nil as String?)
        json.member("flag", number == 1 ? true : nil)
      }
      json.endLine()
    }
    let expected = """
      {"number":1,"text":null,"flag":true}
      {"number":2,"text":null,"flag":null}

      """
    #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
  }

  @Test func escapes() throws {
    let text = "\"\\/\n\r\t\u{0}\u{1F}\u{7F}é😀\u{2028}"
    let written = JSONWriter.write(.string(text))
    #expect(written == "\"\\\"\\\\/\\n\\r\\t\\u0000\\u001f\\u007fé😀\\u2028\"")
    #expect(try read(written, format: .json) == .string(text))
  }

  /// Text is looked at in groups of eight octets.
  @Test func everyOctetIsSeenInEveryPlace() throws {
    for octet in UInt8(0)..<128 {
      let isPlain = (0x20...0x7E).contains(octet) && octet != UInt8(ascii: "\"") && octet != UInt8(ascii: "\\")
      for place in 0..<19 {
        var octets = [UInt8](repeating: UInt8(ascii: "!"), count: 19)
        octets[place] = octet
        let text = String(decoding: octets, as: UTF8.self)
        var json = JSONWriter()
        json.string(text)
        let written = String(decoding: json.bytes, as: UTF8.self)
        #expect((written == "\"\(text)\"") == isPlain)
        #expect(try read(written, format: .json) == .string(text))
      }
    }
  }

  @Test(arguments: [
    ("1.50", "1.50"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5.0"), ("+1.5", "1.5"), ("007.5", "7.5"),
    ("1.e3", "1.0e3"),
    ("1E+3", "1E+3"), ("99999999999999999999", "99999999999999999999"), ("0.0", "0.0"), ("-0.0", "-0.0"),
  ])
  func numbers(_ source: String, _ expected: String) throws {
    #expect(JSONWriter.write(try read(source)) == expected)
    #expect(throws: Never.self) { _ = try read(expected, format: .json) }
  }

  @Test(arguments: [".inf", "-.Inf", ".NaN", "0xFFFFFFFFFFFFFFFFFF", "0o7777777777777777777777777"])
  func whatJSONHasNoNumberFor(_ source: String) throws {
    #expect(JSONWriter.write(try read(source)) == "\"\(source)\"")
  }

  @Test func aMadeDecimalThatIsNone() {
    #expect(JSONWriter.write(Node(.decimal("1,5"))) == "\"1,5\"")
    #expect(JSONWriter.write(Node(.decimal("5"))) == "5")
  }

  @Test func writtenJSONReadsTheSame() throws {
    for pretty in [true, false] {
      #expect(try read(JSONWriter.write(node, pretty: pretty), format: .json) == node)
      #expect(try read(JSONWriter.write(node, pretty: pretty), format: .yaml) == node)
    }
  }
}
