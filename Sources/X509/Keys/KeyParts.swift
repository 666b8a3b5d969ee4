import Cryptography

extension PrivateKeys {
  /// The pairs of characters that are looked at together: a little less than a line of PEM has (RFC 7468), and more than
  /// SHA-256 has in base64.
  private static let pairsOfPart = 47
  /// The digits of the shortest line of a key that is looked at together with the lines beside it.
  private static let fewestOfLine = 16
  /// The octets that may stand between two lines of a key: a line feed, and the marks of comments, lists and quotations.
  private static let longestGap = 16
  private static let gaps = Set(" \t\r\n\\\"',;#>|*-".utf8)

  /// The words that may be parts of keys: long base64 of random octets; lines of one width that together are; and what follows
  /// either, or a key, in the same quotation, such as a short last line.
  ///
  /// Digests stay. A word is one if the name of its function stands before it and it has that function's length, or if it
  /// stands alone and has the length of SHA-512 with its padding, which no line of PEM has. What stands in no text cannot be
  /// known: 64 digits may be SHA-384 or a line of a key, and are hidden without the name; a key that is 64 octets without any
  /// structure, as libsodium writes those of Ed25519, looks like SHA-512 and is shown; and the end of a key that is quoted
  /// alone, with fewer than 48 digits, looks like any word.
  ///
  /// - Parameter keys: The places of whole keys.
  static func parts(in text: [UInt8], beside keys: [Range<Int>]) -> [Range<Int>] {
    let octets = withoutEscapes(text)
    let all = words(of: octets)
    guard !keys.isEmpty || all.contains(where: { $0.count >= fewestOfLine }) else { return [] }
    let ofBodies = words(all, in: publicBodies(in: octets))
    let candidates = all.filter { !ofBodies.contains($0) }
    let ofKeys = words(candidates, in: keys)
    return chains(of: candidates, in: octets).flatMap { parts(of: $0, in: octets, ofKeys) }
  }

  /// The words that are in some places, or reach into them.
  ///
  /// - Parameter words: In order, and apart from each other.
  private static func words(_ words: [Range<Int>], in places: [Range<Int>]) -> Set<Range<Int>> {
    var found: Set<Range<Int>> = []
    var first = words.startIndex
    for place in places.sorted(by: { $0.lowerBound < $1.lowerBound }) where !place.isEmpty {
      while first < words.endIndex, words[first].upperBound <= place.lowerBound { first += 1 }
      var next = first
      while next < words.endIndex, words[next].lowerBound < place.upperBound {
        found.insert(words[next])
        next += 1
      }
      // The last one may reach into the next place, which begins no earlier.
      first = max(first, next - 1)
    }
    return found
  }

  /// The text with spaces in place of white space that is escaped, whose letters are no digits.
  private static func withoutEscapes(_ text: [UInt8]) -> [UInt8] {
    var octets = text
    for start in text.indices where text[start] == UInt8(ascii: "\\") {
      for escape in escapes where text[(start + 1)...].starts(with: escape) {
        for index in start...(start + escape.count) { octets[index] = 0x20 }
      }
    }
    return octets
  }

  private static let escapes = ["n", "r", "t", "x0a", "x0d", "x09"].map { Array($0.utf8) }

  /// The words with nothing between them but what may stand between the lines of a key.
  private static func chains(of words: [Range<Int>], in octets: [UInt8]) -> [ArraySlice<Range<Int>>] {
    var chains: [ArraySlice<Range<Int>>] = []
    var start = 0
    for index in words.indices {
      let next = index + 1
      if next < words.count {
        let gap = octets[words[index].upperBound..<words[next].lowerBound]
        if gap.count <= longestGap, gap.allSatisfy(gaps.contains) { continue }
      }
      chains.append(words[start..<next])
      start = next
    }
    return chains
  }

  /// - Parameter ofKeys: The words of whole keys.
  private static func parts(
    of chain: ArraySlice<Range<Int>>, in octets: [UInt8], _ ofKeys: Set<Range<Int>>
  ) -> [Range<Int>] {
    let random = chain.filter { isMixed(octets[$0]) } + lines(of: chain, in: octets)
    var hidden = Set(random.filter { !isNamedDigest($0, in: octets) && !isPublic(octets[$0], depth: 0) })
    let isBesideKey = chain.contains(where: ofKeys.contains)
    if !isBesideKey, hidden.count == 1, let only = hidden.first, hasLengthOfDigest(octets[only]) { return [] }
    var isBehind = false
    for word in chain {
      let isOfKey = hidden.contains(word) || ofKeys.contains(word)
      isBehind = isOfKey || isBehind && isEnd(octets[word]) && !isNamedDigest(word, in: octets)
      if isBehind { hidden.insert(word) }
    }
    return chain.filter { hidden.contains($0) && !ofKeys.contains($0) }
  }

  /// Words of one width, of which only the last may be shorter, that are base64 of random octets together.
  private static func lines(of chain: ArraySlice<Range<Int>>, in octets: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = chain.startIndex
    while start < chain.endIndex {
      let width = chain[start].count
      var end = start + 1
      guard width >= fewestOfLine else {
        start = end
        continue
      }
      while end < chain.endIndex, chain[end].count == width { end += 1 }
      // What follows may be the last line.
      let isLonger = end < chain.endIndex && chain[end].count < width && isEnd(octets[chain[end]])
      let group = chain[start..<(isLonger ? end + 1 : end)]
      let digits = group.flatMap { octets[$0] }
      if group.count > 1, let first = group.first, let last = group.last,
        !octets[first.lowerBound..<chain[end - 1].upperBound].contains(UInt8(ascii: "=")),
        isMixed(digits[...]), !isPublic(octets[first.lowerBound..<last.upperBound], depth: 0)
      {
        found += group
      }
      start = end
    }
    return found
  }

  /// Whether a word behind a line of a key may be its last line: not a word of a sentence.
  private static func isEnd(_ word: ArraySlice<UInt8>) -> Bool {
    if word.contains(where: { "+/=".utf8.contains($0) }) { return true }
    let kinds = word.compactMap(kind)
    let hasInnerCapital = zip(kinds, kinds.dropFirst()).contains { $0 == .small && $1 == .capital }
    return hasInnerCapital || kinds.contains(.number) && kinds.contains { $0 != .number }
  }
}

// MARK: - Random octets

extension PrivateKeys {
  enum Kind {
    case small, capital, number
  }

  static func kind(_ octet: UInt8) -> Kind? {
    switch octet {
    case 0x30...0x39: .number
    case 0x41...0x5A: .capital
    case 0x61...0x7A: .small
    default: nil
    }
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
}

// MARK: - What is no key

extension PrivateKeys {
  /// The names of digests, and their digits in base64 without padding.
  private static let digests = [("sha256", 43), ("sha384", 64), ("sha512", 86)].map { (Array($0.utf8), $1) }

  /// Whether a word is a digest by the name before it, and has its length: `sha384-…`, `sha512:…`, `SHA256=…`, `sha384/…`.
  /// The last two are one word with their digest.
  private static func isNamedDigest(_ word: Range<Int>, in octets: [UInt8]) -> Bool {
    for (name, digits) in digests {
      for start in [word.lowerBound - name.count - 1, word.lowerBound] where start >= 0 {
        let value = start + name.count + 1
        guard value < word.upperBound, value >= word.lowerBound, "-:/=".utf8.contains(octets[value - 1]),
          octets[start..<(value - 1)].map({ $0 | 0x20 }).elementsEqual(name.map { $0 | 0x20 })
        else { continue }
        if octets[value..<word.upperBound].prefix(while: { $0 != UInt8(ascii: "=") }).count == digits { return true }
      }
    }
    return false
  }

  /// Whether a word has the length of SHA-512 in base64 with its padding.
  private static func hasLengthOfDigest(_ word: ArraySlice<UInt8>) -> Bool {
    word.count == 88 && word.suffix(2).elementsEqual("==".utf8)
  }

  /// The places of the base64 in blocks of PEM that are of no key, as far as they go. Those of keys are hidden as a whole.
  private static func publicBodies(in octets: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while let begin = EncodedLayers.find(EncodedLayers.beginning, in: octets[index...]) {
      index = begin + EncodedLayers.beginning.count
      let head = octets[index...].prefix(EncodedLayers.longestLabel)
      guard let dashes = EncodedLayers.find(EncodedLayers.dashes, in: head) else { continue }
      let start = dashes + EncodedLayers.dashes.count
      let isOfKey = holdsMark(octets[index..<start])
      index = octets[start...].firstIndex { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "`") } ?? octets.count
      if !isOfKey { found.append(start..<index) }
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
