import Cryptography

/// Keys of which the octets are written as hexadecimal digits: in DER, or in PEM.
///
/// Between two octets may stand a colon, as `openssl` writes them, a blank, as in `30 81` and `3081 8702`, `, 0x`, as
/// `xxd -i` does, or `\\x`; and line feeds anywhere, as those of `xxd -p`. Dumps of several lines that have the number of
/// each line, and its characters beside it, are not read.
struct HexadecimalKey {
  /// From the first digit to behind the last.
  let place: Range<Int>
  let octets: SecretBytes

  /// Whether it is a private key: PEM may be of anything.
  var isPrivate: Bool {
    octets.withBytes { bytes in
      let isDER = unsafe PrivateKeys.beginsKey(bytes, at: 0)
      let isPEM = unsafe PrivateKeys.holdsMark(bytes)
      return isDER || isPEM
    }
  }

  /// Those in a text, also those of which PEM says what they are.
  ///
  /// - Parameter fewest: The digits of the shortest one.
  static func all<Octets: RandomAccessCollection>(in text: Octets, fewest: Int) -> [HexadecimalKey]
  where Octets.Element == UInt8, Octets.Index == Int {
    var found: [HexadecimalKey] = []
    var index = text.startIndex
    while index < text.endIndex {
      guard isDigit(text[index]) else {
        index += 1
        continue
      }
      // Hardly any word begins as a key does, and only of those that do the end is looked for.
      if let most = longest(text, at: index), let key = HexadecimalKey(text, at: index, most: most),
        key.octets.count * 2 >= fewest
      {
        found.append(key)
        index = key.place.upperBound
      } else {
        while index < text.endIndex, isDigit(text[index]) { index += 1 }
      }
    }
    return found
  }

  private init?<Octets: RandomAccessCollection>(_ text: Octets, at start: Int, most: Int)
  where Octets.Element == UInt8, Octets.Index == Int {
    guard let (octets, end) = Self.read(text, at: start, most: most) else { return nil }
    place = start..<end
    self.octets = octets
  }

  /// The octets that a key may have which begins at a place, as its DER says: words of the text around it may look like
  /// more. Nil if none begins there.
  private static func longest<Octets: RandomAccessCollection>(_ text: Octets, at start: Int) -> Int?
  where Octets.Element == UInt8, Octets.Index == Int {
    let head = text[start...].prefix(2)
    guard head.elementsEqual("30".utf8) || head.elementsEqual("2d".utf8) || head.elementsEqual("2D".utf8),
      let (octets, _) = read(text, at: start, most: longestHead)
    else { return nil }
    return octets.withBytes { bytes in unsafe longest(behind: bytes, most: text.endIndex - start) }
  }

  private static func longest<Octets: RandomAccessCollection>(behind head: Octets, most: Int) -> Int?
  where Octets.Element == UInt8, Octets.Index == Int {
    guard PrivateKeys.beginsKey(head, at: head.startIndex) else {
      return head.starts(with: EncodedLayers.beginning) ? most : nil
    }
    var reader = HeadReader(head, at: head.startIndex)
    // The form of OpenSSH says it elsewhere.
    guard reader.header() == 0x30 else { return most }
    return min(most, reader.rest.startIndex - head.startIndex + reader.length)
  }

  /// The octets up to what is none, and the place behind the last.
  private static func read<Octets: RandomAccessCollection>(
    _ text: Octets, at start: Int, most: Int
  ) -> (SecretBytes, Int)? where Octets.Element == UInt8, Octets.Index == Int {
    var (count, end, index) = (0, start, start)
    while count < most, let next = pair(text, from: index) {
      count += 1
      index = next + 2
      end = index
    }
    guard count > 0 else { return nil }
    let octets = SecretBytes(count: count) { target in
      var index = start
      for number in 0..<count {
        guard let place = pair(text, from: index) else { return }
        unsafe target[number] = value(text[place]) << 4 | value(text[place + 1])
        index = place + 2
      }
    }
    return (octets, end)
  }

  /// The place of the next two digits; nil if something else stands there.
  private static func pair<Octets: RandomAccessCollection>(_ text: Octets, from start: Int) -> Int?
  where Octets.Element == UInt8, Octets.Index == Int {
    func octet(_ index: Int) -> UInt8? { index < text.endIndex ? text[index] : nil }
    var index = start
    let separator = octet(index)
    let isComma = separator == UInt8(ascii: ",")
    if isComma || separator == UInt8(ascii: ":") { index += 1 }
    if octet(index) == UInt8(ascii: " ") { index += 1 }
    if octet(index) == 0x0A || octet(index) == 0x0D {
      let limit = min(text.endIndex, index + longestMargin)
      while index < limit, text[index] <= 0x20 { index += 1 }
    }
    // Numbers with nothing but commas between them are decimal.
    let isMarked = (octet(index + 1) ?? 0) | 0x20 == UInt8(ascii: "x")
    if isMarked, octet(index) == UInt8(ascii: "\\") || octet(index) == UInt8(ascii: "0") && index > start {
      index += 2
    } else if isComma {
      return nil
    }
    guard let first = octet(index), let second = octet(index + 1), isDigit(first), isDigit(second) else { return nil }
    return index
  }

  /// Whether a text has no letters but those of hexadecimal digits, and of `0x`.
  static func mayBe(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "x") || !PrivateKeys.isDigit($0) }
  }

  private static func isDigit(_ octet: UInt8) -> Bool {
    switch octet {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
  }

  private static func value(_ octet: UInt8) -> UInt8 { octet <= 0x39 ? octet & 0x0F : (octet & 0x0F) + 9 }

  /// The octets that tell what begins.
  private static let longestHead = 40
  private static let longestMargin = 40
}
