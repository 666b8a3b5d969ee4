import Cryptography

/// A text, and what base64 in it says, and keys in hexadecimal, down to a depth.
enum EncodedLayers {
  /// So many octets of a block are more than any key or certificate has that is worth the time.
  private static let longest = 1 << 16
  /// So many blocks, and so many bare structures, of a layer are read.
  private static let most = 1000
  /// So many octets behind its beginning the label of a block ends.
  static let longestLabel = 80
  static let beginning = PEMScanner.begin
  static let dashes = PEMScanner.dashes

  /// Calls `body` with every layer, and the places in it where DER may begin.
  static func each(
    of text: SecretBytes, starts: [Int] = [0], depth: Int = 0, _ body: (_ layer: SecretBytes, _ starts: [Int]) -> Void
  ) {
    body(text, starts)
    guard depth < PrivateKeys.deepest else { return }
    let parts = text.withBytes { bytes in unsafe decoded(bytes) }
    for part in parts { each(of: part.text, starts: part.starts, depth: depth + 1, body) }
  }

  private static func decoded<Octets: RandomAccessCollection>(
    _ octets: Octets
  ) -> [(text: SecretBytes, starts: [Int])] where Octets.Element == UInt8, Octets.Index == Int {
    var parts: [(text: SecretBytes, starts: [Int])] = []
    var reader = DigitReader(octets, at: octets.startIndex)
    while let run = DigitRun(&reader) {
      guard run.count >= PrivateKeys.fewestDigits else { continue }
      _ = PrivateKeys.anyDecoding(octets, run, fewest: PrivateKeys.fewestDigits) { text, starts in
        parts.append((text, starts))
        return false
      }
    }
    parts += HexadecimalKey.all(in: octets, fewest: PrivateKeys.fewestDigits * 3 / 2).map {
      (text: $0.octets, starts: [0])
    }
    return parts
  }

  /// The structures of DER in a layer: in blocks of PEM, and at the places where DER may begin.
  ///
  /// - Parameter label: The end of the labels of the blocks.
  static func structures(in layer: SecretBytes, _ starts: [Int], label: String) -> [SecretBytes] {
    let mark = Array(label.utf8) + dashes
    let bodies = layer.withBytes { bytes in unsafe blocks(in: bytes, mark) }
    let bare = layer.withBytes { bytes in unsafe structures(in: bytes, at: starts) }
    // A block may have more behind its structure.
    return bodies.compactMap { body in body.withBytes { bytes in unsafe structure(in: bytes, at: 0) } } + bare
  }

  private static func structures<Octets: RandomAccessCollection>(
    in octets: Octets, at starts: [Int]
  ) -> [SecretBytes] where Octets.Element == UInt8, Octets.Index == Int {
    var found: [SecretBytes] = []
    for start in starts where found.count < most {
      if let whole = structure(in: octets, at: start) { found.append(whole) }
    }
    return found
  }

  /// A SEQUENCE without what follows it.
  private static func structure<Octets: RandomAccessCollection>(
    in octets: Octets, at start: Int
  ) -> SecretBytes? where Octets.Element == UInt8, Octets.Index == Int {
    var reader = HeadReader(octets, at: start)
    guard reader.header() == 0x30, reader.length <= longest else { return nil }
    let end = reader.rest.startIndex + reader.length
    return end <= octets.endIndex ? SecretBytes(copying: octets[start..<end]) : nil
  }

  /// What the digits of blocks say, whatever stands between them: the end of a block may be missing.
  private static func blocks<Octets: RandomAccessCollection>(
    in octets: Octets, _ mark: [UInt8]
  ) -> [SecretBytes] where Octets.Element == UInt8, Octets.Index == Int {
    var bodies: [SecretBytes] = []
    var index = octets.startIndex
    while bodies.count < most, let begin = find(beginning, in: octets[index...]) {
      index = begin + beginning.count
      guard let label = find(mark, in: octets[index...].prefix(longestLabel)) else { continue }
      index = label + mark.count
      let rest = octets[index...].prefix(longest)
      let end = find(dashes, in: rest) ?? rest.endIndex
      bodies.append(digits(of: octets[index..<end]))
    }
    return bodies
  }

  private static func digits<Octets: RandomAccessCollection>(
    of body: Octets
  ) -> SecretBytes where Octets.Element == UInt8, Octets.Index == Int {
    var reader = DigitReader(body, at: body.startIndex)
    var count = 0
    while let symbol = reader.next() {
      if case .digit = symbol { count += 1 }
    }
    return PrivateKeys.decode(body, at: body.startIndex, digits: count, from: 0)
  }

  static func find<Octets: RandomAccessCollection>(
    _ word: [UInt8], in octets: Octets
  ) -> Int? where Octets.Element == UInt8, Octets.Index == Int {
    guard let first = word.first else { return nil }
    var index = octets.startIndex
    while let start = octets[index...].firstIndex(of: first) {
      if octets[start...].starts(with: word) { return start }
      index = start + 1
    }
    return nil
  }
}
