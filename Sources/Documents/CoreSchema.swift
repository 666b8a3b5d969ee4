/// What a plain scalar means in the core schema (YAML 1.2 section 10.3.2).
enum CoreSchema {
  static func resolve(_ text: String) -> Node.Content {
    let bytes = text.utf8
    guard let first = bytes.first else { return .null }
    switch first {
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "~"), UInt8(ascii: "t"), UInt8(ascii: "T"),
      UInt8(ascii: "f"), UInt8(ascii: "F"):
      return word(text) ?? .string(text)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return number(text) ?? .string(text)
    default:
      return .string(text)
    }
  }

  static func isNumber(_ text: String) -> Bool { number(text) != nil }

  private static func word(_ text: String) -> Node.Content? {
    switch text {
    case "~", "null", "Null", "NULL": .null
    case "true", "True", "TRUE": .bool(true)
    case "false", "False", "FALSE": .bool(false)
    default: nil
    }
  }

  private static func number(_ text: String) -> Node.Content? {
    // Compared as bytes: every number in a long stream passes here.
    if text.utf8.starts(with: "0o".utf8) { return digits(text, radix: 8) }
    if text.utf8.starts(with: "0x".utf8) { return digits(text, radix: 16) }
    if let value = Int64(text) { return .integer(value) }
    return isDecimal(text) || isSpecial(text) ? .decimal(text) : nil
  }

  private static func digits(_ text: String, radix: Int) -> Node.Content? {
    let digits = text.dropFirst(2)
    guard let first = digits.first, first != "+", first != "-" else { return nil }
    if let value = Int64(digits, radix: radix) { return .integer(value) }
    return digits.allSatisfy { $0.isASCII && ($0.hexDigitValue ?? radix) < radix } ? .decimal(text) : nil
  }

  private static func isSpecial(_ text: String) -> Bool {
    switch text {
    case ".nan", ".NaN", ".NAN": true
    default: [".inf", ".Inf", ".INF"].contains(text.first == "+" || text.first == "-" ? text.dropFirst() : text[...])
    }
  }

  /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    skipSign(&rest)
    let whole = skipDigits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = skipDigits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      skipSign(&rest)
      guard skipDigits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func skipSign(_ rest: inout Substring.UTF8View) {
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
  }

  private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    rest.removeFirst(digits)
    return digits
  }
}
