import Diagnostics
import Documents
import Testing

/// What people copy from a web page with the listing.
@Suite struct PastedNoiseTests {
  private static func error(_ text: String) -> DocumentsError? {
    do throws(DocumentsError) {
      _ = try DocumentReader.all(bytes: Array(text.utf8), source: "x.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("a: 1\nb:\n  c: 2\nCopy to Clipboard\n", 4), ("Copy to Clipboard Copied! Toggle word wrap\na: 1\n", 1),
    ("a: 1\nToggle overflow\nCopied!\n", 2),
  ])
  func aButtonIsQuotedWithItsLine(text: String, line: Int) throws {
    let error = try #require(Self.error(text))
    guard case .pasted(.button(let label), let place) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(place.line == line && text.contains(label))
    #expect(error.diagnostic.what.description.contains(label) && error.diagnostic.next.description == "remove the line")
  }

  @Test(arguments: ["a:\n\u{A0}\u{A0}b: 1\n", "a:\n  b: 1\n\u{A0} c: 2\n"])
  func noBreakSpacesAreNamed(text: String) throws {
    let error = try #require(Self.error(text))
    guard case .pasted(.noBreakSpace, let place) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(place.line != nil && error.diagnostic.what.description.contains("U+00A0"))
  }

  @Test(arguments: [
    ("```yaml\na: 1\n```\n", PastedNoise.fence("```yaml"), 1),
    ("$ oc apply -f - <<EOF\na: 1\nEOF\n", .shell("$ oc apply -f - <<EOF"), 1), ("a: 1\nEOF\n", .shell("EOF"), 2),
    ("a:\n  b： 1\n  c: 2\n", .wideColon(line: "  b： 1"), 2),
  ])
  func whatIsAroundOrTypedWronglyIsNamed(text: String, noise: PastedNoise, line: Int) throws {
    let error = try #require(Self.error(text))
    guard case .pasted(noise, let place) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(place.line == line)
  }

  @Test(arguments: [
    "a: Copy to Clipboard\n", "Copy: to\n", "- Copied!\n", "a: \"x\u{A0}y\"\n", "a: |\n  $ b\n  EOF\n  ```\n",
  ])
  func theSameWordsAsValuesAreFine(text: String) {
    #expect(Self.error(text) == nil)
  }
}

@Suite struct TextEncodingTests {
  @Test func everyFormOfUnicodeBecomesUTF8() {
    let text = "kind: Ä\n"
    let units = Array(text.utf16)
    let little = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big = units.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    for bytes in [[0xFF, 0xFE] + little, little, [0xFE, 0xFF] + big, big, [0xEF, 0xBB, 0xBF] + Array(text.utf8)] {
      #expect(TextEncoding.utf8(bytes) == Array(text.utf8))
    }
    for bytes: [UInt8] in [[], [0x30], [0x30, 0x82, 1], Array(text.utf8), [0, 0], [0xFF, 0xFE, 0x41]] {
      #expect(TextEncoding.utf8(bytes) == bytes)
    }
  }
}
