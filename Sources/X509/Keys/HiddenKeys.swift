extension String {
  /// The text as it may be shown: with a note in place of every private key in it, also of one that is cut off. Certificates
  /// and public keys stay.
  package var withoutPrivateKeys: String { PrivateKeys.hidden(in: self, hidingParts: false) }

  /// The same of what others wrote, of which base64 may be a part of a key without its beginning. Certificates, public keys and
  /// digests stay, as far as ``PrivateKeys/parts(in:beside:)`` can tell.
  package var withoutQuotedKeys: String { PrivateKeys.hidden(in: self, hidingParts: true) }
}

extension PrivateKeys {
  package static let note = "[private key not shown]"
  private static let noteOfPart = "[base64 not shown]"
  /// The digits from which on base64 that is cut off is read: those of the head of every key.
  static let fewestCut = 20

  fileprivate static func hidden(in text: String, hidingParts: Bool) -> String {
    // Nearly every text has no word that could be of a key.
    guard mayStand(in: text) else { return text }
    let octets = Array(text.utf8)
    var hidden: [(place: Range<Int>, note: String)] = []
    for place in places(in: octets, ofCut: fewestCut) where !isMarkAlone(octets[place]) {
      hidden.append((withoutWords(quoted(place, in: octets), in: octets), note))
    }
    if hidingParts {
      for part in parts(in: octets, beside: hidden.map(\.place)) { hidden.append((part, noteOfPart)) }
    }
    guard !hidden.isEmpty else { return text }
    var (shown, end) = ([UInt8](), 0)
    for part in hidden.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
      if part.place.lowerBound >= end {
        shown += octets[end..<part.place.lowerBound]
        shown += Array(part.note.utf8)
      }
      end = max(end, part.place.upperBound)
    }
    shown += octets[end...]
    return String(decoding: shown, as: UTF8.self)
  }

  /// Whether a text has the dashes of PEM, a long word of capital and small letters, or one that begins as a key does in
  /// hexadecimal.
  private static func mayStand(in text: String) -> Bool {
    var (count, dashes, hasCapital, hasSmall) = (0, 0, false, false)
    var head: (first: UInt8, second: UInt8) = (0, 0)
    for octet in text.utf8 {
      dashes = octet == UInt8(ascii: "-") ? dashes + 1 : 0
      if dashes == 5 { return true }
      let isOfHexadecimal =
        head.first == 0x33 && head.second == 0x30 || head.first == 0x32 && (head.second | 0x20) == 0x64
      // Base64url has hyphens.
      guard isDigit(octet) || octet == UInt8(ascii: "-") && count > 0 else {
        // One, two or four octets may stand together.
        if isOfHexadecimal, [2, 4, 8].contains(count), ": ,\\".utf8.contains(octet) { return true }
        (count, hasCapital, hasSmall) = (0, false, false)
        continue
      }
      // `\x` and `0x` stand before hexadecimal.
      if octet == UInt8(ascii: "x"), count <= 1 {
        count = 0
        continue
      }
      if count == 0 { head = (first: octet, second: 0) }
      if count == 1 { head.second = octet }
      count += 1
      if (0x41...0x5A).contains(octet) { hasCapital = true }
      if (0x61...0x7A).contains(octet) { hasSmall = true }
      if count >= 16, hasCapital && hasSmall || isOfHexadecimal { return true }
    }
    return false
  }

  /// Whether a place has the marks of a block, and nothing of its body: words about a key are no key.
  private static func isMarkAlone(_ place: ArraySlice<UInt8>) -> Bool {
    guard EncodedLayers.find(EncodedLayers.dashes, in: place) != nil else { return false }
    return !holdsBody(place)
  }

  /// Whether enough words look like base64, which has numbers among its letters.
  private static func holdsBody(_ text: ArraySlice<UInt8>) -> Bool {
    let digits = words(of: text).reduce(0) { sum, word in
      let hasNumber = text[word].contains { (0x30...0x39).contains($0) }
      return word.count >= 4 && hasNumber ? sum + word.count : sum
    }
    return digits >= 16
  }

  /// A block without its end goes on to the end of its line: what follows the quotation is shown.
  private static func quoted(_ place: Range<Int>, in octets: [UInt8]) -> Range<Int> {
    guard let end = octets[place].firstIndex(of: UInt8(ascii: "`")), !holdsBody(octets[end..<place.upperBound]) else {
      return place
    }
    return place.lowerBound..<end
  }

  /// Without the words of a sentence that stand around base64: all their letters are small, except for the first.
  private static func withoutWords(_ place: Range<Int>, in octets: [UInt8]) -> Range<Int> {
    // Two hexadecimal digits look like a word.
    guard !HexadecimalKey.mayBe(octets[place]) else { return place }
    let space = UInt8(ascii: " ")
    var place = place
    while let end = octets[place].firstIndex(of: space), isWord(octets[place.lowerBound..<end]) {
      place = (end + 1)..<place.upperBound
    }
    while let start = octets[place].lastIndex(of: space), isWord(octets[(start + 1)..<place.upperBound]) {
      place = place.lowerBound..<start
    }
    return place
  }

  private static func isWord(_ word: ArraySlice<UInt8>) -> Bool {
    word.count <= 12 && (word.first.map(isLetterOrNumber) ?? true) && word.dropFirst().allSatisfy { kind($0) == .small }
  }

  /// The places of what consists of digits of base64 alone.
  static func words<Octets: RandomAccessCollection>(
    of octets: Octets
  ) -> [Range<Int>] where Octets.Element == UInt8, Octets.Index == Int {
    var (found, start) = ([Range<Int>](), octets.startIndex)
    while let first = octets[start...].firstIndex(where: isDigit) {
      let end = octets[first...].firstIndex { !isDigit($0) } ?? octets.endIndex
      found.append(first..<end)
      start = end
    }
    return found
  }
}
