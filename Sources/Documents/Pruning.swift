/// Takes items and entries out of a YAML or JSON text, in block or flow style, and leaves every other byte as it was:
/// comments, order and layout.
public struct Pruning: Sendable {
  /// The text without what was taken out.
  public private(set) var text: String
  private let source: String

  /// Takes a text; positions are those of nodes that were read from exactly this text.
  public init(_ text: String) {
    self.text = text
    source = text
    cuts = []
  }

  private var cuts: [Range<Int>]

  /// Takes an item out of the sequence that stands at a key; nil of the text changes when the place cannot be found.
  public mutating func removeItem(_ index: Int, of sequence: Node) -> Bool {
    guard let items = sequence.sequence, items.indices.contains(index) else { return false }
    let layout = Layout(source)
    guard let start = layout.offset(items[index].mark) else { return false }
    if layout.isFlow(sequence.mark, "[") { return cut(layout.flow(from: start)) }
    guard let dash = layout.dash(before: start) else { return false }
    return cut(layout.block(from: dash, isItem: true))
  }

  /// Takes an entry out of a mapping.
  public mutating func removeEntry(_ key: String, of mapping: Node) -> Bool {
    guard let entry = mapping.mapping?.entries.first(where: { $0.key == key }) else { return false }
    let layout = Layout(source)
    guard let start = layout.offset(entry.keyMark) else { return false }
    if layout.isFlow(mapping.mark, "{") { return cut(layout.flow(from: start)) }
    guard layout.isFirst(start) else { return false }
    return cut(layout.block(from: start, isItem: false))
  }

  /// Cuts in the order of the text; one within another counts once.
  private mutating func cut(_ range: Range<Int>?) -> Bool {
    guard let range else { return false }
    cuts.append(range)
    var kept: [Character] = []
    var index = 0
    let characters = Array(source)
    for cut in cuts.sorted(by: { $0.lowerBound < $1.lowerBound }) where cut.upperBound > index {
      if cut.lowerBound > index { kept += characters[index..<cut.lowerBound] }
      index = cut.upperBound
    }
    text = String(kept + characters[index...])
    return true
  }

  /// The characters of the text, and where its lines begin.
  private struct Layout {
    let characters: [Character]
    let lines: [Int]

    init(_ text: String) {
      let characters = Array(text)
      self.characters = characters
      lines = [0] + characters.indices.filter { characters[$0].isNewline }.map { $0 + 1 }
    }

    func offset(_ mark: Mark) -> Int? {
      guard lines.indices.contains(mark.line - 1), mark.column > 0 else { return nil }
      let offset = lines[mark.line - 1] + mark.column - 1
      return characters.indices.contains(offset) ? offset : nil
    }

    func isFlow(_ mark: Mark, _ bracket: Character) -> Bool { offset(mark).map { characters[$0] == bracket } ?? false }

    private func lineStart(_ offset: Int) -> Int { lines.last { $0 <= offset } ?? 0 }

    private func isBlank(_ range: Range<Int>) -> Bool { characters[range].allSatisfy { $0 == " " } }

    /// Whether nothing but spaces stands in front on the line.
    func isFirst(_ offset: Int) -> Bool { isBlank(lineStart(offset)..<offset) }

    /// The dash of a block item, with nothing but spaces around it.
    func dash(before offset: Int) -> Int? {
      let start = lineStart(offset)
      guard let dash = characters[start..<offset].lastIndex(of: "-"), isBlank(start..<dash), isBlank(dash + 1..<offset)
      else { return nil }
      return dash
    }

    /// The whole lines of a block item or entry: all that is indented more, and for an entry a sequence at its own
    /// depth.
    func block(from offset: Int, isItem: Bool) -> Range<Int>? {
      let start = lineStart(offset)
      let depth = offset - start
      var end = start
      for (index, line) in lines.enumerated() where line >= start && line < characters.count {
        let next = index + 1 < lines.count ? lines[index + 1] : characters.count
        let content = characters[line..<next].prefix { !$0.isNewline }
        let indent = content.prefix { $0 == " " }.count
        if line > start {
          let rest = content.dropFirst(indent)
          if rest.isEmpty { continue }
          let isOwnItem =
            !isItem && indent == depth && rest.first == "-" && (rest.count == 1 || rest.dropFirst().first == " ")
          guard indent > depth || isOwnItem else { break }
        }
        end = next
      }
      return start..<end
    }

    /// An item or entry between brackets, with one comma beside it.
    func flow(from start: Int) -> Range<Int>? {
      var depth = 0
      var quote: Character?
      var end = start
      search: while end < characters.count {
        let character = characters[end]
        if let open = quote {
          if character == "\\", open == "\"" { end += 1 } else if character == open { quote = nil }
        } else {
          switch character {
          case "#" where end > 0 && characters[end - 1].isWhitespace:
            // What a comment says is no part of the list.
            while end + 1 < characters.count, !characters[end + 1].isNewline { end += 1 }
          case "\"", "'": if end == start || " [{,:\n".contains(characters[end - 1]) { quote = character }
          case "[", "{": depth += 1
          case "]", "}":
            if depth == 0 { break search }
            depth -= 1
          case ",": if depth == 0 { break search }
          default: break
          }
        }
        end += 1
      }
      guard end < characters.count else { return nil }
      if characters[end] == "," {
        var after = end + 1
        while after < characters.count, characters[after] == " " { after += 1 }
        return start..<after
      }
      var before = start
      while before > 0, characters[before - 1] == " " || characters[before - 1].isNewline { before -= 1 }
      if before > 0, characters[before - 1] == "," { return before - 1..<trimmed(end, from: start) }
      return start..<trimmed(end, from: start)
    }

    private func trimmed(_ end: Int, from start: Int) -> Int {
      var end = end
      while end > start, characters[end - 1].isWhitespace { end -= 1 }
      return end
    }
  }
}
