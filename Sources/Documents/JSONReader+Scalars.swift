extension JSONReader {
  mutating func readScalar(_ first: UInt8?, at mark: Mark) throws(DocumentsError) -> Node {
    switch first {
    case UInt8(ascii: "t"): try readWord("true", .bool(true), at: mark)
    case UInt8(ascii: "f"): try readWord("false", .bool(false), at: mark)
    case UInt8(ascii: "n"): try readWord("null", .null, at: mark)
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): try readNumber(at: mark)
    default: throw unexpected(first, due: "a value")
    }
  }

  private mutating func readWord(
    _ word: String, _ content: Node.Content, at mark: Mark
  ) throws(DocumentsError) -> Node {
    for letter in word.utf8 {
      let byte = try cursor.peek()
      guard byte == letter else { throw unexpected(byte, due: "`\(word)`") }
      cursor.skip()
    }
    return Node(content, text: word, mark: mark)
  }

  /// `-? ( 0 | [1-9][0-9]* ) ( . [0-9]+ )? ( [eE] [-+]? [0-9]+ )?` (RFC 8259 section 6)
  private mutating func readNumber(at mark: Mark) throws(DocumentsError) -> Node {
    var text = ""
    try take(["-"], into: &text)
    if try take(["0"], into: &text) {
      let next = try cursor.peek()
      if let next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) {
        throw unexpected(next, due: "a number without leading zeros")
      }
    } else {
      try takeDigits(into: &text)
    }
    let isFraction = try take(["."], into: &text)
    if isFraction { try takeDigits(into: &text) }
    let hasExponent = try take(["e", "E"], into: &text)
    if hasExponent {
      try take(["-", "+"], into: &text)
      try takeDigits(into: &text)
    }
    if !isFraction, !hasExponent, let value = Int64(text) { return Node(.integer(value), text: text, mark: mark) }
    return Node(.decimal(text), mark: mark)
  }

  @discardableResult
  private mutating func take(_ allowed: [Unicode.Scalar], into text: inout String) throws(DocumentsError) -> Bool {
    guard let byte = try cursor.peek(), allowed.contains(Unicode.Scalar(byte)) else { return false }
    text.unicodeScalars.append(Unicode.Scalar(byte))
    cursor.skip()
    return true
  }

  private mutating func takeDigits(into text: inout String) throws(DocumentsError) {
    var count = 0
    while let byte = try cursor.peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      text.unicodeScalars.append(Unicode.Scalar(byte))
      cursor.skip()
      count += 1
    }
    if count == 0 { throw unexpected(try cursor.peek(), due: "a digit") }
  }
}
