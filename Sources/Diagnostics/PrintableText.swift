extension String {
  /// The text on one line, with control and bidirectional characters escaped: safe for a terminal and a log.
  public var printable: String { printable(keeping: { _ in false }) }

  /// The same, but line feeds and tabs stay.
  public var printableLines: String { printable(keeping: { $0 == "\n" || $0 == "\t" }) }

  private var isPrintableASCII: Bool {
    let octets = utf8.span
    for index in octets.indices where !(0x20...0x7E).contains(octets[index]) { return false }
    return true
  }

  private func printable(keeping isKept: (Unicode.Scalar) -> Bool) -> String {
    // Most texts are safe as they are.
    if isPrintableASCII || unicodeScalars.allSatisfy({ $0.isPrintable || isKept($0) }) { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isPrintable || isKept(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16)
        result += scalar.value < 0x100 ? "\\x\(digits.count < 2 ? "0" : "")\(digits)" : "\\u{\(digits)}"
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether printing it cannot move the cursor, run a terminal command or change the text direction.
  public var isPrintable: Bool {
    if (0x20...0x7E).contains(value) { return true }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
