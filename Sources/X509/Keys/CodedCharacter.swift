/// A character of ASCII that is written as its number: `\\u0064` in JSON (RFC 8259 section 7), `\\x64` in YAML. JSON in JSON
/// has more than one backslash.
struct CodedCharacter {
  let octet: UInt8
  /// From the first backslash to behind the last digit.
  let place: Range<Int>

  /// The one that begins with the backslash at a place.
  static func first<Octets: RandomAccessCollection>(at start: Int, in octets: Octets) -> Self?
  where Octets.Element == UInt8, Octets.Index == Int {
    guard start < octets.endIndex, octets[start] == UInt8(ascii: "\\") else { return nil }
    var index = start
    while index < octets.endIndex, index - start < mostBackslashes, octets[index] == UInt8(ascii: "\\") { index += 1 }
    for head in heads where octets[index...].starts(with: head) {
      let digits = index + head.count
      guard digits + 2 <= octets.endIndex, let octet = value(octets[digits], octets[digits + 1]) else { return nil }
      return Self(octet: octet, place: start..<(digits + 2))
    }
    return nil
  }

  /// The one that ends before a place.
  static func last<Octets: RandomAccessCollection>(before end: Int, in octets: Octets) -> Self?
  where Octets.Element == UInt8, Octets.Index == Int {
    let digits = end - 2
    guard digits > octets.startIndex, let octet = value(octets[digits], octets[digits + 1]) else { return nil }
    for head in heads {
      var start = digits - head.count
      guard start > octets.startIndex, octets[start..<digits].elementsEqual(head),
        octets[start - 1] == UInt8(ascii: "\\")
      else { continue }
      let limit = max(octets.startIndex, start - mostBackslashes)
      while start > limit, octets[start - 1] == UInt8(ascii: "\\") { start -= 1 }
      return Self(octet: octet, place: start..<end)
    }
    return nil
  }

  private static let heads = ["u00", "x"].map { Array($0.utf8) }
  /// Those of JSON in JSON in JSON, and one more.
  private static let mostBackslashes = 8

  private static func value(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard let high = digit(high), let low = digit(low), high < 8 else { return nil }
    return high << 4 | low
  }

  private static func digit(_ octet: UInt8) -> UInt8? {
    switch octet {
    case 0x30...0x39: octet - 0x30
    case 0x41...0x46, 0x61...0x66: (octet & 0x0F) + 9
    default: nil
    }
  }
}
