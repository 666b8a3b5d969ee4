/// A double-quoted string, which can contain any character.
enum QuotedScalar {
  enum Language {
    /// Escapes control characters only (RFC 8259 section 7).
    case json
    /// Escapes every character that is not printable in YAML 1.1 (section 5.1).
    case yaml
  }

  /// Writes the string on one line.
  static func write(_ value: String, for language: Language) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where language == .yaml ? scalar.isPrintableInYAML : scalar.value >= 0x20:
        text.unicodeScalars.append(scalar)
      default: text += escape(scalar, language)
      }
    }
    return text + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar, _ language: Language) -> String {
    guard language == .yaml else { return "\\u" + digits(scalar, count: 4, uppercase: false) }
    switch scalar.value {
    case 0: return "\\0"
    case ...0xFF: return "\\x" + digits(scalar, count: 2, uppercase: true)
    case ...0xFFFF: return "\\u" + digits(scalar, count: 4, uppercase: true)
    default: return "\\U" + digits(scalar, count: 8, uppercase: true)
    }
  }

  private static func digits(_ scalar: Unicode.Scalar, count: Int, uppercase: Bool) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: uppercase)
    return String(repeating: "0", count: count - digits.count) + digits
  }
}
