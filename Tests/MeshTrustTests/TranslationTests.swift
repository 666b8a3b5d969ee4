import Foundation
import Testing

/// README.ja.md says what README.md says: the same headings, commands, tables and links in the same places. The words
/// are for people to compare.
@Suite struct TranslationTests {
  private let original: Outline
  private let translation: Outline

  init() throws {
    original = try Outline("README.md")
    translation = try Outline("README.ja.md")
  }

  @Test func headingsAreInTheSamePlaces() {
    #expect(translation.headings == original.headings)
  }

  @Test func blocksHaveTheSameCommandsAndOutput() {
    #expect(translation.blocks.count == original.blocks.count)
    for (translated, block) in zip(translation.blocks, original.blocks) { #expect(translated == block) }
  }

  @Test func tablesAndLinksAreTheSame() {
    #expect(translation.rows == original.rows)
    #expect(translation.links == original.links)
  }

  @Test func itIsJapanese() throws {
    let text = try Outline.text("README.ja.md").unicodeScalars
    #expect(text.count { (0x3041...0x30FF).contains($0.value) || (0x4E00...0x9FFF).contains($0.value) } > 1500)
  }
}

/// What a page has beside its words.
private struct Outline {
  /// The depth of each heading.
  var headings: [Int] = []
  /// The lines between fences, without the comments behind commands.
  var blocks: [[String]] = []
  /// The number of cells of each row of a table.
  var rows: [Int] = []
  /// Where links lead, sorted: the order of words differs between languages.
  var links: [String] = []

  static func text(_ name: String) throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../\(name)")
    return try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
  }

  init(_ name: String) throws {
    let text = try Self.text(name)
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append([]) }
      } else if line.hasPrefix("<!--") {
        blocks.append([String(line)])
      } else if isInside {
        blocks[blocks.count - 1].append(Self.command(line))
      }
      guard !isInside else { continue }
      if line.hasPrefix("#") { headings.append(line.prefix { $0 == "#" }.count) }
      if line.hasPrefix("|") { rows.append(line.split(separator: "|", omittingEmptySubsequences: false).count) }
    }
    links = text.matches(of: /\]\(([^()\s]+)\)|srcset="([^"]+)"| src="([^"]+)"/)
      .map { String($0.1 ?? $0.2 ?? $0.3 ?? "") }.sorted()
  }

  private static func command(_ line: Substring) -> String {
    let comment = line.firstMatch(of: #/\s+#\s/#)
    return line[..<(comment?.range.lowerBound ?? line.endIndex)].trimmingCharacters(in: .whitespaces)
  }
}
