import Diagnostics

/// Decides which strings YAML can carry without quotes: only those that no reader takes for anything else.
enum PlainScalar {
  /// Whether a plain scalar of this text is a string for readers of YAML 1.1 (Kubernetes, PyYAML) and of 1.2.
  static func isSafe(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.utf8.last else { return false }
    if "?:,[]{}#&*!|>'\"%@`= ".unicodeScalars.contains(first) || last == UInt8(ascii: " ") { return false }
    if text.hasPrefix("---") || text.hasPrefix("...") || text == "-" || text.hasPrefix("- ") { return false }
    return !breaksLine(text) && !looksTyped(text)
  }

  /// Whether something inside ends the scalar or cannot be in it: `: `, ` #`, tabs, breaks, control characters.
  private static func breaksLine(_ text: String) -> Bool {
    var previous: Unicode.Scalar = "a"
    for scalar in text.unicodeScalars {
      if !scalar.isPrintableInYAML || previous == ":" && scalar == " " || previous == " " && scalar == "#" {
        return true
      }
      previous = scalar
    }
    return previous == ":"
  }

  /// Whether some reader takes the text for a boolean, null, number, date, time or merge key.
  private static func looksTyped(_ text: String) -> Bool {
    if text.utf8.count <= 5, words.contains(text.lowercased()) { return true }
    let start = text.utf8.drop { "+-.".utf8.contains($0) }.first
    guard let start, "0123456789".utf8.contains(start) else { return false }
    return text.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_.,:+-tTzZ ".utf8.contains($0) }
  }

  private static let words: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "=",
    ".inf", "-.inf", "+.inf", ".nan",
  ]
}

extension Unicode.Scalar {
  /// Whether YAML allows the character unescaped within a line. Excluded are also the line breaks that only YAML 1.1
  /// has (NEL, LS, PS), tabs, byte order marks, C1 controls, and what changes the direction of text.
  var isPrintableInYAML: Bool {
    switch value {
    case 0x20...0x7E: true
    case _ where !isPrintable: false
    case 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...0x10_FFFF: true
    default: false
    }
  }
}
