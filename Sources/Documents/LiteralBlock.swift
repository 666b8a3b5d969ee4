/// Text of several lines as a YAML literal block, which needs no escapes.
struct LiteralBlock {
  /// Whether the first non-empty line begins with a blank, so that the header must give the indentation.
  let needsIndicator: Bool

  private let value: String

  /// Nil for text without line breaks, with nothing but line breaks, or with characters that only escapes can write.
  init?(_ value: String) {
    guard value.utf8.contains(UInt8(ascii: "\n")),
      let first = value.utf8.first(where: { $0 != UInt8(ascii: "\n") }),
      value.unicodeScalars.allSatisfy({ $0.isPrintableInYAML || $0 == "\n" || $0 == "\t" })
    else { return nil }
    needsIndicator = first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
    self.value = value
  }

  /// Writes the block from its `|` to its last line break.
  func write(to text: inout String, indent: Int) {
    text += needsIndicator ? "|2" : "|"
    var lines = value.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty != true {
      text += "-"
    } else {
      lines.removeLast()
      if lines.last?.isEmpty == true { text += "+" }
    }
    text += "\n"
    let margin = String(repeating: " ", count: indent)
    for line in lines {
      if !line.isEmpty { text += margin + String(Substring(line)) }
      text += "\n"
    }
  }
}
