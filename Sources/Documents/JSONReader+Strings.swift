extension JSONReader {
  /// Reads a string from its opening to its closing quote; text without escapes is copied once.
  mutating func readString() throws(DocumentsError) -> String {
    let start = cursor.mark
    cursor.skip()
    var earlier: [UInt8] = []
    while true {
      let byte = try cursor.peek()
      let run = cursor.skipPlain()
      guard run.isEmpty else {
        if earlier.isEmpty, run.upperBound < cursor.chunk.count, cursor.chunk[run.upperBound] == UInt8(ascii: "\"") {
          let text = String(validating: cursor.chunk[run], as: UTF8.self)
          cursor.skip()
          return try valid(text, from: start)
        }
        earlier += cursor.chunk[run]
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        cursor.skip()
        return try valid(String(validating: earlier, as: UTF8.self), from: start)
      case UInt8(ascii: "\\"):
        cursor.skip()
        try readEscape(into: &earlier)
      default:
        throw unexpected(byte, due: byte == nil ? "`\"` at the end of a string" : "an escape for a control character")
      }
    }
  }

  private func valid(_ text: String?, from start: Mark) throws(DocumentsError) -> String {
    guard let text else {
      throw .encoding(problem: "the string that begins here is not UTF-8", start.place(in: source))
    }
    return text
  }

  private mutating func readEscape(into bytes: inout [UInt8]) throws(DocumentsError) {
    let byte = try cursor.peek()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte ?? 0)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      cursor.skip()
      bytes += String(Character(try readUnicodeEscape())).utf8
      return
    default: throw unexpected(byte, due: "one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
    cursor.skip()
  }

  /// The four digits after `\u`, and the second half of a surrogate pair (RFC 8259 section 7).
  private mutating func readUnicodeEscape() throws(DocumentsError) -> Unicode.Scalar {
    let place = cursor.mark.place(in: source)
    let unit = try readHexDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let alone = DocumentsError.jsonSyntax(
      expected: "both halves of a surrogate pair", found: "one half, `\\u\(String(unit, radix: 16))`", place)
    guard UTF16.isLeadSurrogate(unit) else { throw alone }
    for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
      guard try cursor.peek() == expected else { throw alone }
      cursor.skip()
    }
    let second = try readHexDigits()
    guard UTF16.isTrailSurrogate(second) else { throw alone }
    let value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(second & 0x3FF))
    guard let scalar = Unicode.Scalar(value) else { throw alone }
    return scalar
  }

  private mutating func readHexDigits() throws(DocumentsError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      let byte = try cursor.peek()
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected(byte, due: "four hexadecimal digits after `\\u`")
      }
      value = value << 4 | UInt16(digit)
      cursor.skip()
    }
    return value
  }
}
