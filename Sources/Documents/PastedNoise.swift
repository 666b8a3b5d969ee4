/// What a web page leaves in a text that was copied from it.
public enum PastedNoise: Hashable, Sendable {
  /// The label of a button above or below the listing.
  case button(String)
  /// U+00A0 where a space should be; the line shows it as `␣`.
  case noBreakSpace(line: String)
  /// A line of Markdown around a listing.
  case fence(String)
  /// A line of a shell around a listing: a prompt with a command, or the end of a document given to it.
  case shell(String)
  /// U+FF1A, the colon of a Japanese or Chinese keyboard.
  case wideColon(line: String)

  /// The buttons of the manual's listings, and of other documentation.
  private static let buttons = [
    "Copy to Clipboard", "Copied!", "Copied", "Toggle word wrap", "Toggle overflow", "Copy code", "Copy", "Expand",
  ]

  /// The noise in a line; nil for any other line.
  init?(line: some Sequence<UInt8>, wantsSpaces: Bool) {
    let text = String(decoding: Array(line), as: UTF8.self)
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    if text.hasPrefix("```") {
      self = .fence(Self.quoted(words))
    } else if text.hasPrefix("$ ") || words == "EOF" && text.hasPrefix("EOF") {
      self = .shell(Self.quoted(words))
    } else if wantsSpaces, text.unicodeScalars.contains("\u{FF1A}"), !text.contains(":") {
      self = .wideColon(line: Self.quoted(text))
    } else if let button = Self.button(in: words) {
      self = .button(button)
    } else if wantsSpaces, text.unicodeScalars.contains("\u{A0}") {
      self = .noBreakSpace(line: Self.quoted(text.replacing("\u{A0}", with: "␣")))
    } else {
      return nil
    }
  }

  /// The beginning of a line. Of a long word, which may be a line of a private key, only the beginning is shown.
  private static func quoted(_ line: String) -> String {
    var (result, word) = ("", "")
    for character in line + " " {
      guard character == " " || character == "␣" else {
        word.append(character)
        continue
      }
      result += word.count > longestWord ? "\(word.prefix(8))…" : word
      result.append(character)
      word = ""
    }
    return String(result.dropLast().prefix(60))
  }

  private static let longestWord = 40

  /// One label, or several on one line, and nothing else.
  private static func button(in words: String) -> String? {
    var rest = words[...]
    while !rest.isEmpty {
      guard let next = buttons.first(where: { rest.hasPrefix($0) }) else { return nil }
      rest = rest.dropFirst(next.count).drop { $0 == " " }
    }
    return words.isEmpty ? nil : words
  }
}
