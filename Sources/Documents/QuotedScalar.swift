import Diagnostics

/// A double-quoted string, which can contain any character.
enum QuotedScalar {
  enum Language {
    /// Escapes control characters (RFC 8259 section 7), and those that would act on a terminal.
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
      case _ where language == .yaml ? scalar.isPrintableInYAML : scalar.isPrintable:
        text.unicodeScalars.append(scalar)
      default: text += escape(scalar, language)
      }
    }
    return text + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar, _ language: Language) -> String {
    guard language == .yaml else {
      return UTF16.encode(scalar).map { unit in
        unit.map { "\\u" + digits(UInt32($0), count: 4, uppercase: false) }.joined()
      } ?? ""
    }
    switch scalar.value {
    case 0: return "\\0"
    case ...0xFF: return "\\x" + digits(scalar.value, count: 2, uppercase: true)
    case ...0xFFFF: return "\\u" + digits(scalar.value, count: 4, uppercase: true)
    default: return "\\U" + digits(scalar.value, count: 8, uppercase: true)
    }
  }

  private static func digits(_ value: UInt32, count: Int, uppercase: Bool) -> String {
    let digits = String(value, radix: 16, uppercase: uppercase)
    return String(repeating: "0", count: count - digits.count) + digits
  }
}
