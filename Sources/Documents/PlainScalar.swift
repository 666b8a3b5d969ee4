import Diagnostics

/// Decides which strings YAML can carry without quotes: only those that no reader takes for anything else.
enum PlainScalar {
  /// Whether a plain scalar of this text is a string for readers of YAML 1.1 (Kubernetes, PyYAML) and of 1.2.
  static func isSafe(_ text: String) -> Bool {
    let octets = text.utf8.span
    guard octets.count > 0 else { return false }
    let (first, last) = (octets[0], octets[octets.count - 1])
    if indicators.contains(first) || last == space || last == UInt8(ascii: ":") { return false }
    if first == dash, octets.count == 1 || octets[1] == space { return false }
    if text.hasPrefix("---") || text.hasPrefix("...") { return false }
    return isInOneLine(octets, text) && !looksTyped(octets, text)
  }

  private static let indicators = Array("?:,[]{}#&*!|>'\"%@`= ".utf8)
  private static let (space, dash) = (UInt8(ascii: " "), UInt8(ascii: "-"))

  /// Whether nothing inside ends the scalar or cannot be in it: `: `, ` #`, tabs, breaks, control characters.
  private static func isInOneLine(_ octets: borrowing Span<UInt8>, _ text: String) -> Bool {
    var previous = UInt8(ascii: "a")
    var isASCII = true
    for index in 0..<octets.count {
      let octet = octets[index]
      if previous == UInt8(ascii: ":") && octet == space || previous == space && octet == UInt8(ascii: "#") {
        return false
      }
      if !(0x20...0x7E).contains(octet) { isASCII = false }
      previous = octet
    }
    // Nearly every text is printable ASCII.
    return isASCII || text.unicodeScalars.allSatisfy(\.isPrintableInYAML)
  }

  /// Whether some reader takes the text for a boolean, null, number, date, time or merge key.
  private static func looksTyped(_ octets: borrowing Span<UInt8>, _ text: String) -> Bool {
    if octets.count <= 5, words.contains(text.lowercased()) { return true }
    var start = 0
    while start < octets.count, signs.contains(octets[start]) { start += 1 }
    guard start < octets.count, (0x30...0x39).contains(octets[start]) else { return false }
    for index in 0..<octets.count where !ofNumbers.contains(octets[index]) { return false }
    return true
  }

  private static let signs = Array("+-.".utf8)
  private static let ofNumbers = Array("0123456789abcdefABCDEFxXoO_.,:+-tTzZ ".utf8)

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
