/// What a web page leaves in a text that was copied from it.
public enum PastedNoise: Hashable, Sendable {
  /// The label of a button above or below the listing.
  case button(String)
  /// U+00A0 where a space should be; the line shows it as `␣`.
  case noBreakSpace(line: String)

  /// The buttons of the manual's listings, and of other documentation.
  private static let buttons = [
    "Copy to Clipboard", "Copied!", "Copied", "Toggle word wrap", "Toggle overflow", "Copy code", "Copy", "Expand",
  ]

  /// The noise in a line; nil for any other line.
  init?(line: some Sequence<UInt8>, wantsSpaces: Bool) {
    let text = String(decoding: Array(line), as: UTF8.self)
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    if let button = Self.button(in: words) {
      self = .button(button)
    } else if wantsSpaces, text.unicodeScalars.contains("\u{A0}") {
      self = .noBreakSpace(line: String(text.replacing("\u{A0}", with: "␣").prefix(60)))
    } else {
      return nil
    }
  }

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
