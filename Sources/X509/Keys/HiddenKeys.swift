import Cryptography

extension String {
  /// The text as it may be shown: with a note in place of every private key in it, also of one that is cut off. Certificates
  /// and public keys stay.
  package var withoutPrivateKeys: String { PrivateKeys.hidden(in: self, hidingParts: false) }

  /// The same of what others wrote, of which base64 may be a part of a key without its beginning. Certificates and public keys
  /// stay.
  package var withoutQuotedKeys: String { PrivateKeys.hidden(in: self, hidingParts: true) }
}

extension PrivateKeys {
  private static let note = "[private key not shown]"
  private static let noteOfPart = "[base64 not shown]"
  /// The digits from which on base64 that is cut off is read: those of the head of every key.
  private static let fewestCut = 20
  /// The pairs of characters that are looked at together: a little less than a line of PEM has (RFC 7468), and more than
  /// SHA-256 has in base64.
  private static let pairsOfPart = 47

  fileprivate static func hidden(in text: String, hidingParts: Bool) -> String {
    // Nearly every text has no word that could be of a key.
    guard mayStand(in: text) else { return text }
    let octets = Array(text.utf8)
    var hidden: [(place: Range<Int>, note: String)] = []
    for place in places(in: octets, ofCut: fewestCut) where !isMarkAlone(octets[place]) {
      hidden.append((withoutWords(quoted(place, in: octets), in: octets), note))
    }
    if hidingParts {
      for part in parts(in: octets) { hidden.append((part, noteOfPart)) }
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

  /// Whether a text has the dashes of PEM, or a long word of capital and small letters.
  private static func mayStand(in text: String) -> Bool {
    var (count, dashes, hasCapital, hasSmall) = (0, 0, false, false)
    for octet in text.utf8 {
      dashes = octet == UInt8(ascii: "-") ? dashes + 1 : 0
      if dashes == 5 { return true }
      guard isDigit(octet) else {
        (count, hasCapital, hasSmall) = (0, false, false)
        continue
      }
      count += 1
      if (0x41...0x5A).contains(octet) { hasCapital = true }
      if (0x61...0x7A).contains(octet) { hasSmall = true }
      if count >= 16, hasCapital, hasSmall { return true }
    }
    return false
  }

  /// Whether a place has the marks of a block, and nothing of its body: words about a key are no key.
  private static func isMarkAlone(_ place: ArraySlice<UInt8>) -> Bool {
    guard place.contains(UInt8(ascii: "-")) else { return false }
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
  private static func words<Octets: RandomAccessCollection>(
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

// MARK: - Parts of keys

extension PrivateKeys {
  private enum Kind {
    case small, capital, number
  }

  private static func kind(_ octet: UInt8) -> Kind? {
    switch octet {
    case 0x30...0x39: .number
    case 0x41...0x5A: .capital
    case 0x61...0x7A: .small
    default: nil
    }
  }

  /// The words that may be parts of keys.
  private static func parts(in octets: [UInt8]) -> [Range<Int>] {
    let found = words(of: octets).filter { isMixed(octets[$0]) }
    guard !found.isEmpty else { return [] }
    let bodies = publicBodies(in: octets)
    return found.filter { word in !bodies.contains { $0.overlaps(word) } && !isPublic(octets[word], depth: 0) }
  }

  /// Whether capitals, small letters and numbers alternate somewhere as in base64 of random octets: in 27 of 47 pairs on
  /// average. They do so in no path, and hardly in a name; hexadecimal digits have one kind of letters.
  private static func isMixed(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count > pairsOfPart else { return false }
    let kinds = word.map(kind)
    let changes = Array(zip(kinds, kinds.dropFirst()))
    var (cases, numbers) = (0, 0)
    for (index, change) in changes.enumerated() {
      count(change, 1, &cases, &numbers)
      if index >= pairsOfPart { count(changes[index - pairsOfPart], -1, &cases, &numbers) }
      if cases >= 6, numbers >= 4, cases + numbers >= 18 { return true }
    }
    return false
  }

  private static func count(_ pair: (Kind?, Kind?), _ step: Int, _ cases: inout Int, _ numbers: inout Int) {
    guard let first = pair.0, let second = pair.1, first != second else { return }
    if first == .number || second == .number { numbers += step } else { cases += step }
  }

  /// The places of the base64 in blocks of PEM that are of no key, as far as they go. Those of keys are hidden as a whole.
  private static func publicBodies(in octets: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while let begin = EncodedLayers.find(EncodedLayers.beginning, in: octets[index...]) {
      index = begin + EncodedLayers.beginning.count
      let head = octets[index...].prefix(EncodedLayers.longestLabel)
      guard let dashes = EncodedLayers.find(EncodedLayers.dashes, in: head) else { continue }
      let label = String(decoding: octets[index..<dashes], as: UTF8.self)
      let start = dashes + EncodedLayers.dashes.count
      index = octets[start...].firstIndex { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "`") } ?? octets.count
      if !label.contains("PRIVATE KEY") { found.append(start..<index) }
    }
    return found
  }

  /// Whether base64 begins as certificates and public keys do, in DER, in PEM or for SSH, or is base64 of that.
  private static func isPublic(_ word: ArraySlice<UInt8>, depth: Int) -> Bool {
    var reader = DigitReader(word, at: word.startIndex)
    while let run = DigitRun(&reader) {
      let isFound = anyDecoding(word, run, fewest: fewestCut) { text, starts in
        let octets = text.withBytes { bytes in unsafe Array(bytes) }
        return starts.contains { beginsPublic(octets[$0...], depth: depth) }
      }
      if isFound { return true }
    }
    return false
  }

  private static func beginsPublic(_ octets: ArraySlice<UInt8>, depth: Int) -> Bool {
    var reader = HeadReader(octets, at: octets.startIndex)
    if reader.header() == 0x30, reader.header() == 0x30 { return true }
    // SSH writes the length of a name first (RFC 4253 section 6.6).
    if octets.starts(with: EncodedLayers.beginning) || octets.starts(with: [0, 0, 0]) { return true }
    return depth < deepest && octets.allSatisfy(isDigit) && isPublic(octets, depth: depth + 1)
  }
}
