/// Sentences fitted to a page: longer lines go on below, further in.
///
/// What is to be copied stays on one line, however long: commands, and what stands in backticks.
enum Prose {
  static func folded(_ text: String, on page: Page) -> String {
    guard let width = page.width, width > 20 else { return text }
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines += folded(line, width)
    }
    return lines.joined(separator: "\n")
  }

  private static func folded(_ line: Substring, _ width: Int) -> [String] {
    guard visible(line) > width else { return [String(line)] }
    let indent = line.prefix { $0 == " " }
    let words = pieces(of: line.dropFirst(indent.count))
    guard let first = words.first else { return [String(line)] }
    var lines: [String] = []
    var current = indent + first
    for word in words.dropFirst() {
      if visible(current[...]) + 1 + visible(word[...]) <= width {
        current += " \(word)"
      } else {
        lines.append(String(current))
        current = indent + "    \(word)"
      }
    }
    return lines + [String(current)]
  }

  /// The words of a line, with a command or what stands in backticks as one.
  private static func pieces(of line: Substring) -> [String] {
    var pieces: [String] = []
    var isOpen = false
    var isCommand = false
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      if isCommand, word.isEmpty || word.hasPrefix("(") {
        isCommand = false
      } else if !isOpen, !isCommand, programs.contains(String(word)), isStart(pieces.last) {
        isCommand = true
        pieces.append(String(word))
        continue
      }
      if isOpen || isCommand, let last = pieces.popLast() {
        pieces.append("\(last) \(word)")
        // As in "run this; or that".
        if word.hasSuffix(";") { isCommand = false }
      } else {
        pieces.append(String(word))
      }
      if word.count(where: { $0 == "`" }) % 2 == 1 { isOpen.toggle() }
    }
    return pieces
  }

  private static let programs: Set<String> = ["meshtrust", "oc", "kubectl", "chmod", "git"]

  /// Whether a command can begin behind this word, such as `next:`.
  private static func isStart(_ word: String?) -> Bool {
    word.map { $0.isEmpty || $0.hasSuffix(":") && $0 != "USAGE:" } ?? true
  }

  /// The characters that are seen: colours are not.
  private static func visible(_ text: Substring) -> Int {
    guard text.unicodeScalars.contains("\u{1B}") else { return text.count }
    var count = 0
    var isEscape = false
    for character in text {
      if character == "\u{1B}" {
        isEscape = true
      } else if isEscape {
        isEscape = !character.isLetter
      } else {
        count += 1
      }
    }
    return count
  }
}
