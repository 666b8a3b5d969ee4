import Documents
import Testing

@testable import Cluster

@Suite struct ListScannerTests {
  private static let items = [
    #"{"metadata":{"name":"a"},"items":[1,{"b":"]}"}]}"#, #"{"name":"quote \" and brace }","n":[[],{}]}"#, "{}",
    #"{"text":"\\","items":"items"}"#,
  ]

  /// Every list, cut at every place, gives the same items and the same frame.
  @Test(arguments: [
    #"{"kind":"PodList","apiVersion":"v1","metadata":{"continue":"x"},"items":[ITEMS]}"#,
    #"{"apiVersion":"maistra.io/v2","items":[ITEMS],"kind":"XList","metadata":{"items":["no"],"continue":"x"}}"#,
    "{ \"kind\" : \"XList\" ,\n \"items\" : [ ITEMS ] , \"metadata\":{ \"continue\" : \"x\" } }\n",
  ])
  func itemsAreTakenOneByOne(form: String) throws {
    for count in 0...Self.items.count {
      let wanted = Array(Self.items.prefix(count))
      let text = Array(form.replacing("ITEMS", with: wanted.joined(separator: " ,\n")).utf8)
      for cut in 0...text.count {
        var scanner = ListScanner()
        var found: [String] = []
        for part in [Array(text[..<cut]), Array(text[cut...])] {
          try scanner.take(part) { found.append(String(decoding: $0, as: UTF8.self)) }
        }
        #expect(found == wanted)
        let frame = try DocumentReader.all(bytes: scanner.frame, source: "frame", format: .json).first?.root
        #expect(frame?["items"]?.sequence?.isEmpty == true)
        #expect(frame?["metadata"]?["continue"]?.string == "x")
      }
    }
  }

  @Test func anEndlessItemIsRefused() {
    var scanner = ListScanner(limit: 100)
    #expect(throws: AnswerFault.self) {
      try scanner.take(Array(#"{"items":[{"a":""#.utf8)) { _ in }
      for _ in 0..<20 { try scanner.take(Array("0123456789".utf8)) { _ in } }
    }
  }

  /// What stands between items and is none is not passed over: it may have been one.
  @Test(arguments: ["1", "null", "\"a\"", "[{}]", "{},null", "{} {}", "{},", ",{}", "{},,{}", "{},\"b\",{}"])
  func anItemThatIsNoObjectIsRefused(items: String) {
    var scanner = ListScanner()
    #expect(throws: AnswerFault.self) { try scanner.take(Array("{\"items\":[\(items)]}".utf8)) { _ in } }
  }

  /// What is no list hands over nothing that could be taken for an object of one.
  @Test(arguments: ["[{}]", #"{"data":{"items":[{}]}}"#, "<html>{items:[{}]}</html>", #"{"items":{"a":[{}]}}"#])
  func otherAnswersHaveNoItems(text: String) throws {
    var scanner = ListScanner()
    var count = 0
    try scanner.take(Array(text.utf8)) { _ in count += 1 }
    #expect(count == 0)
  }
}
