/// Digits of base64 with nothing but white space between them.
struct DigitRun {
  /// The place of the first digit.
  let start: Int
  private(set) var count = 1
  /// The numbers of the digits with which base64 may begin: before them something else stands, or what may be part of a path.
  private(set) var words = [0]
  /// The place behind the last digit.
  private(set) var endOfDigits = 0
  /// The place behind the digit before the last word; nil if there is one word.
  private var endBeforeLastWord: Int?

  /// The place behind the last digit, without the name of a field that follows on the next line.
  func end(in octets: [UInt8]) -> Int {
    guard let endBeforeLastWord, Self.isName(endingAt: endOfDigits, in: octets) else { return endOfDigits }
    return endBeforeLastWord
  }

  /// Whether a word belongs to the name of a field, by what follows.
  private static func isName(endingAt end: Int, in octets: [UInt8]) -> Bool {
    let next = octets[end...].prefix(2)
    guard let mark = next.first else { return false }
    if ":.-_".utf8.contains(mark) { return true }
    return "\"'".utf8.contains(mark) && next.count == 2 && next.last == UInt8(ascii: ":")
  }

  /// The next one; nil at the end.
  init?<Octets>(_ reader: inout DigitReader<Octets>) {
    var start = reader.index
    while let symbol = reader.next() {
      if case .digit(let value) = symbol {
        self.start = start
        endOfDigits = reader.index
        finish(&reader, behind: value)
        return
      }
      start = reader.index
    }
    return nil
  }

  private mutating func finish<Octets>(_ reader: inout DigitReader<Octets>, behind first: UInt8) {
    var (isBehindSpace, last) = (false, first)
    while let symbol = reader.next() {
      switch symbol {
      case .digit(let value):
        if isBehindSpace {
          words.append(count)
          endBeforeLastWord = endOfDigits
        } else if Self.separators.contains(last), Self.heads.contains(value) {
          words.append(count)
        }
        (isBehindSpace, last) = (false, value)
        count += 1
        endOfDigits = reader.index
      case .space: isBehindSpace = true
      case .other: return
      }
    }
  }
}

extension DigitRun {
  /// `+` and `/`.
  private static let separators: ClosedRange<UInt8> = 62...63
  /// The digits with which DER and PEM begin in base64, and base64 of it: `M`, `L` and `T`.
  private static let heads: [UInt8] = [12, 11, 19]
}

/// Reads octets as base64 (RFC 4648 section 4), in which JSON may have escaped any character (RFC 8259 section 7): some
/// writers do so with `+` and `/`. YAML, and texts that were made printable, also have `\\x` and two digits.
struct DigitReader<Octets: RandomAccessCollection> where Octets.Element == UInt8, Octets.Index == Int {
  enum Symbol {
    case digit(UInt8)
    case space
    case other
  }

  private let octets: Octets
  private(set) var index: Int

  init(_ octets: Octets, at index: Int) {
    self.octets = octets
    self.index = index
  }

  mutating func next() -> Symbol? {
    guard index < octets.endIndex else { return nil }
    let octet = octets[index]
    index += 1
    return octet == UInt8(ascii: "\\") ? escaped() : Self.symbol(octet)
  }

  static func symbol(_ octet: UInt8) -> Symbol {
    switch octet {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return .digit(octet - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): return .digit(octet - UInt8(ascii: "a") + 26)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return .digit(octet - UInt8(ascii: "0") + 52)
    case UInt8(ascii: "+"): return .digit(62)
    case UInt8(ascii: "/"): return .digit(63)
    case 0x20, 0x09, 0x0A, 0x0D: return .space
    default: return .other
    }
  }

  /// JSON in JSON has more than one backslash.
  private mutating func escaped() -> Symbol {
    while index < octets.endIndex, octets[index] == UInt8(ascii: "\\") { index += 1 }
    guard index < octets.endIndex else { return .other }
    switch octets[index] {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 1
      return .space
    case UInt8(ascii: "/"):
      index += 1
      return .digit(63)
    case UInt8(ascii: "u"):
      index += 1
      return coded(digits: 4)
    case UInt8(ascii: "x"):
      index += 1
      return coded(digits: 2)
    default: return .other
    }
  }

  /// The character behind `\\u` or `\\x`.
  private mutating func coded(digits: Int) -> Symbol {
    var value = 0
    for _ in 0..<digits {
      guard index < octets.endIndex, let digit = Character(Unicode.Scalar(octets[index])).hexDigitValue else {
        return .other
      }
      value = value << 4 | digit
      index += 1
    }
    guard let octet = UInt8(exactly: value) else { return .other }
    return Self.symbol(octet)
  }
}
