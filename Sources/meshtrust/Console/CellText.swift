/// The text of a table's cell in lines.
enum CellText {
  /// Breaks a text between words, and a word that is wider than a line behind one of its separators.
  static func lines(_ text: String, width: Int) -> [String] {
    guard text.count > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      let joined = line.isEmpty ? word : line + " " + word
      guard joined.count > width else {
        line = joined
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = word
      while line.count > width {
        let part = String(line.prefix(width))
        let end = part.lastIndex(where: separators.contains).map { part.index(after: $0) } ?? part.endIndex
        lines.append(String(part[..<end]))
        line = String(line.dropFirst(part[..<end].count))
      }
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }

  private static let separators: Set<Character> = ["/", ",", ":", ".", "-", "@", "="]
}
