/// Text of several lines as a YAML literal block, which needs no escapes.
struct LiteralBlock {
  /// Whether the first non-empty line begins with a blank, so that the header must give the indentation.
  let needsIndicator: Bool

  private let value: String

  private static let lineFeed = UInt8(ascii: "\n")

  /// Nil for text without line breaks, with nothing but line breaks, or with characters that only escapes can write.
  init?(_ value: String) {
    guard value.utf8.contains(Self.lineFeed), let first = value.utf8.first(where: { $0 != Self.lineFeed }),
      Self.isWritable(value)
    else { return nil }
    needsIndicator = first == UInt8(ascii: " ") || first == UInt8(ascii: "\t")
    self.value = value
  }

  private static func isWritable(_ value: String) -> Bool {
    // Nearly every text is ASCII.
    value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == lineFeed || $0 == UInt8(ascii: "\t") }
      || value.unicodeScalars.allSatisfy { $0.isPrintableInYAML || $0 == "\n" || $0 == "\t" }
  }

  /// Writes the block from its `|` to its last line break.
  func write(to text: inout [UInt8], indent: Int) {
    let bytes = Array(value.utf8)
    text.append(contentsOf: (needsIndicator ? "|2" : "|").utf8)
    if bytes.last != Self.lineFeed {
      text.append(UInt8(ascii: "-"))
    } else if bytes.dropLast().last == Self.lineFeed {
      text.append(UInt8(ascii: "+"))
    }
    text.append(Self.lineFeed)
    let margin = Array(repeating: UInt8(ascii: " "), count: indent)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: Self.lineFeed) ?? bytes.count
      if end > start {
        text.append(contentsOf: margin)
        text.append(contentsOf: bytes[start..<end])
      }
      text.append(Self.lineFeed)
      start = end + 1
    }
  }
}
