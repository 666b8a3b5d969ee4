package import Cryptography

/// Private keys in a value, by what they look like: PEM (RFC 7468), DER (RFC 5958, RFC 5915, RFC 8017, RFC 7292), OpenSSH's
/// own form, both in base64, also in JSON and in base64 once more, in hexadecimal, and JSON Web Keys (RFC 7517).
///
/// Whatever finds, hides or leaves out keys asks here. Numbers alone are not recognised, such as what `openssl pkey -text`
/// prints, nor DER in base64url.
package enum PrivateKeys {
  /// The digits of the shortest key in base64: one of P-256 without its point has 39 octets (RFC 5915 section 3).
  static let fewestDigits = 52
  /// How often base64 is taken off.
  static let deepest = 3
  private static let marks = ["PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"].map { Array($0.utf8) }
  /// What OpenSSH's own form begins with (PROTOCOL.key).
  private static let openSSH = Array("openssh-key-v1\0".utf8)
  /// The arcs pkcs-5 and pkcs-12PbeIds, whose schemes encrypt a key.
  private static let encryptions: [[UInt8]] = [
    [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05], [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01],
  ]

  package static func areIn(_ text: String) -> Bool {
    // Nearly every text is shorter than any key, and than the mark of one.
    let octets = text.utf8
    guard octets.count < WebKey.shortest else { return areIn(octets: Array(octets), starts: [0], depth: 0) }
    return octets.contains(UInt8(ascii: "-")) && holdsMark(Array(octets))
  }

  package static func areIn(_ value: SecretBytes) -> Bool {
    value.withBytes { bytes in unsafe areIn(octets: bytes, starts: [0], depth: 0) }
  }

  /// - Parameters:
  ///   - starts: Where DER may begin.
  ///   - fewest: The digits of the shortest base64 that is read.
  private static func areIn<Octets: RandomAccessCollection>(
    octets: Octets, starts: [Int], depth: Int, fewest: Int = PrivateKeys.fewestDigits
  ) -> Bool where Octets.Element == UInt8, Octets.Index == Int {
    if holdsMark(octets) || starts.contains(where: { beginsKey(octets, at: $0) }) { return true }
    if !webKeys(in: octets, mayBeCut: fewest < fewestDigits).isEmpty { return true }
    if holdsHexadecimal(octets, fewest: fewest) { return true }
    guard depth < deepest else { return false }
    var reader = DigitReader(octets, at: octets.startIndex)
    while let run = DigitRun(&reader) {
      guard run.count >= fewest else { continue }
      if holdsKey(octets, run, depth: depth, fewest: fewest) { return true }
    }
    return false
  }

  /// Whether base64 in a text is that of a key.
  private static func holdsKey<Octets: RandomAccessCollection>(
    _ octets: Octets, _ run: DigitRun, depth: Int, fewest: Int
  ) -> Bool where Octets.Element == UInt8, Octets.Index == Int {
    anyDecoding(octets, run, fewest: fewest) { decoded, places in
      decoded.withBytes { bytes in
        unsafe areIn(octets: bytes, starts: places, depth: depth + 1, fewest: fewest)
      }
    }
  }

  /// Whether `body` returns true for what base64 in a text says. It also takes the places at which a word begins.
  static func anyDecoding<Octets: RandomAccessCollection>(
    _ octets: Octets, _ run: DigitRun, fewest: Int, _ body: (SecretBytes, [Int]) -> Bool
  ) -> Bool where Octets.Element == UInt8, Octets.Index == Int {
    // Words before it may move the groups of four by any number of digits.
    for phase in 0..<4 {
      let words = run.words.filter { $0 % 4 == phase }
      guard let first = words.first, run.count - first >= fewest else { continue }
      let decoded = decode(octets, at: run.start, digits: run.count, from: first)
      if body(decoded, words.map { ($0 - first) / 4 * 3 }) { return true }
    }
    return false
  }

  /// - Parameter fewest: The digits of the shortest base64 that is read.
  private static func holdsHexadecimal<Octets: RandomAccessCollection>(_ octets: Octets, fewest: Int) -> Bool
  where Octets.Element == UInt8, Octets.Index == Int {
    HexadecimalKey.all(in: octets, fewest: fewest * 3 / 2).contains(where: \.isPrivate)
  }

  /// Whether a text has the mark of a private key in PEM, at its beginning or at its end.
  package static func holdsMark<Octets: RandomAccessCollection>(_ octets: Octets) -> Bool
  where Octets.Element == UInt8, Octets.Index == Int {
    var index = octets.startIndex
    while let start = octets[index...].firstIndex(of: UInt8(ascii: "P")) {
      if marks.contains(where: { octets[start...].starts(with: $0) }) { return true }
      index = start + 1
    }
    return false
  }

  /// Into memory that is wiped, since it may be a key. What stands between the digits is passed over.
  ///
  /// - Parameter first: The number of the digit to begin with.
  static func decode<Octets: RandomAccessCollection>(
    _ octets: Octets, at start: Int, digits count: Int, from first: Int
  ) -> SecretBytes where Octets.Element == UInt8, Octets.Index == Int {
    SecretBytes(count: (count - first) * 6 / 8) { target in
      var reader = DigitReader(octets, at: start)
      var (number, group, bits, index): (Int, UInt32, UInt32, Int) = (0, 0, 0, 0)
      while index < target.count, let symbol = reader.next() {
        guard case .digit(let value) = symbol else { continue }
        number += 1
        guard number > first else { continue }
        group = group << 6 | UInt32(value)
        bits += 6
        guard bits >= 8 else { continue }
        bits -= 8
        unsafe target[index] = UInt8(truncatingIfNeeded: group >> bits)
        index += 1
      }
    }
  }

  /// Whether DER at a place begins as a private key does.
  static func beginsKey<Octets: RandomAccessCollection>(_ octets: Octets, at start: Int) -> Bool
  where Octets.Element == UInt8, Octets.Index == Int {
    if start < octets.endIndex, octets[start...].starts(with: openSSH) { return true }
    var reader = HeadReader(octets, at: start)
    guard reader.header() == 0x30, let tag = reader.header() else { return false }
    if tag == 0x30 {
      guard reader.header() == 0x06 else { return false }
      return encryptions.contains { reader.rest.starts(with: $0) }
    }
    guard tag == 0x02, reader.length == 1, let version = reader.octet(), let next = reader.header() else {
      return false
    }
    switch (version, next) {
    // PKCS #1, SEC 1, PKCS #12.
    case (0, 0x02), (1, 0x02), (1, 0x04), (3, 0x30): return true
    // PKCS #8.
    case (0, 0x30), (1, 0x30): return reader.header() == 0x06
    default: return false
    }
  }
}

// MARK: - Places

extension PrivateKeys {
  /// The octets before a mark among which the beginning of its line is looked for.
  private static let longestHead = 80

  /// Where keys stand in a text: blocks of PEM, up to the first line that cannot be theirs where their end is missing, and
  /// base64 that holds a key, in all its lines.
  ///
  /// - Parameter fewest: The digits of the shortest base64 that is read where it may be cut off, and no names of fields
  ///   follow it; nil for those of the shortest key.
  package static func places(in octets: [UInt8], ofCut fewest: Int? = nil) -> [Range<Int>] {
    let least = fewest ?? fewestDigits
    var places = blocks(in: octets) + webKeys(in: octets, mayBeCut: fewest != nil)
    places += HexadecimalKey.all(in: octets, fewest: least * 3 / 2).filter(\.isPrivate).map(\.place)
    var reader = DigitReader(octets, at: 0)
    while let run = DigitRun(&reader) {
      guard run.count >= least, holdsKey(octets, run, depth: 0, fewest: least) else { continue }
      places.append(run.start..<(fewest == nil ? run.end(in: octets) : run.endOfDigits))
    }
    return places
  }

  private static func blocks(in octets: [UInt8]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var open: Range<Int>?
    var index = 0
    while let start = octets[index...].firstIndex(of: UInt8(ascii: "P")) {
      index = start + 1
      guard let mark = marks.first(where: { octets[start...].starts(with: $0) }) else { continue }
      index = start + mark.count
      let end = last(PEMScanner.end, before: start, in: octets)
      if let begin = last(PEMScanner.begin, before: start, in: octets), begin > end ?? -1 {
        if let known = open, known.upperBound < begin {
          places.append(known)
          open = nil
        }
        open = open ?? begin..<endOfOpen(behind: index, in: octets)
      } else {
        places.append((open?.lowerBound ?? bodyStart(before: end ?? start, in: octets))..<index)
        open = nil
      }
    }
    if let open { places.append(open) }
    return places
  }

  private static func last(_ word: [UInt8], before end: Int, in octets: [UInt8]) -> Int? {
    (max(0, end - longestHead)..<end).last { octets[$0...].starts(with: word) }
  }

  /// Where the base64 begins that stands before a place: the line before it may be missing.
  private static func bodyStart(before end: Int, in octets: [UInt8]) -> Int {
    var start = end
    while start > 0, isOfBody(octets[start - 1]) { start -= 1 }
    return start
  }

  private static func isOfBody(_ octet: UInt8) -> Bool {
    switch DigitReader<[UInt8]>.symbol(octet) {
    case .digit, .space: true
    case .other: octet == UInt8(ascii: "=") || octet == UInt8(ascii: "\\") || octet == UInt8(ascii: "#")
    }
  }
}

// MARK: - Blocks without an end

extension PrivateKeys {
  /// What may stand around a line of a block: the marks of comments, lists and quotations.
  private static let margins = Set(" \t\r#->|\"'*,;\\`".utf8)
  /// The headers of encrypted PEM (RFC 1421), and of OpenPGP (RFC 9580).
  private static let headers = ["Proc-Type:", "DEK-Info:", "Version:", "Comment:", "Hash:", "Charset:"]
    .map { Array($0.utf8) }
  /// So many digits in a row are of a body, whatever stands beside them.
  private static let fewestDigitsOfLine = 40

  private enum BodyLine {
    case digits, filler, end, other
  }

  /// Where a block ends whose end is missing: behind its last line of base64, or behind the line of its beginning if none
  /// follows.
  ///
  /// - Parameter mark: The place behind the mark of its beginning.
  private static func endOfOpen(behind mark: Int, in octets: [UInt8]) -> Int {
    var end = lineEnd(from: mark, in: octets)
    var hasDigits = false
    var start = end + 1
    while start < octets.count {
      let next = lineEnd(from: start, in: octets)
      switch bodyLine(octets[start..<next]) {
      case .digits:
        hasDigits = true
        end = next
      case .filler: break
      case .end: return hasDigits ? next : end
      case .other: return end
      }
      start = next + 1
    }
    return end
  }

  /// A NUL stands between lines with different margins.
  private static func lineEnd(from start: Int, in octets: [UInt8]) -> Int {
    octets[start...].firstIndex { $0 == 0x0A || $0 == 0 } ?? octets.count
  }

  private static func bodyLine(_ line: ArraySlice<UInt8>) -> BodyLine {
    guard let first = line.firstIndex(where: { !margins.contains($0) }) else { return .filler }
    let text = line[first...]
    if first > line.startIndex, line[first - 1] == UInt8(ascii: "-"), text.starts(with: "END ".utf8) { return .end }
    if headers.contains(where: { text.starts(with: $0) }) { return .filler }
    var (words, run, longest) = (0, 0, 0)
    var (isBase64, isInWord) = (true, false)
    for octet in text {
      if isDigit(octet) {
        run += 1
        longest = max(longest, run)
        guard isLetterOrNumber(octet), !isInWord else { continue }
        words += 1
        isInWord = true
      } else {
        run = 0
        if !margins.contains(octet) { isBase64 = false }
        // An escaped line feed belongs to its line.
        if octet != UInt8(ascii: "\\") { isInWord = false }
      }
    }
    return longest >= fewestDigitsOfLine || isBase64 && words <= 1 ? .digits : .other
  }

  static func isDigit(_ octet: UInt8) -> Bool { isLetterOrNumber(octet) || "+/=_".utf8.contains(octet) }

  static func isLetterOrNumber(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}

/// Reads the tags and lengths at the beginning of DER.
struct HeadReader<Octets: RandomAccessCollection> where Octets.Element == UInt8, Octets.Index == Int {
  private let octets: Octets
  private var index: Int
  /// That of the last header.
  private(set) var length = 0

  init(_ octets: Octets, at index: Int) {
    self.octets = octets
    self.index = index
  }

  var rest: Octets.SubSequence { octets[index...] }

  mutating func octet() -> UInt8? {
    guard index < octets.endIndex else { return nil }
    defer { index += 1 }
    return octets[index]
  }

  /// The tag of a header, of which nothing is left.
  mutating func header() -> UInt8? {
    guard let tag = octet(), let first = octet() else { return nil }
    length = Int(first)
    guard first >= 0x80 else { return tag }
    guard (0x81...0x83).contains(first) else { return nil }
    length = 0
    for _ in 0..<(first & 0x0F) {
      guard let next = octet() else { return nil }
      length = length << 8 | Int(next)
    }
    return tag
  }
}
