import SwiftASN1

/// An OBJECT IDENTIFIER (X.690 section 8.19). Up to 15 octets, which covers all common ones, are packed into two
/// integers for fast comparison.
struct ObjectID: Hashable, Sendable {
  /// The number of octets, then the octets, most significant first.
  private let head: UInt64
  private let tail: UInt64
  /// The octets of a longer identifier.
  private let rest: [UInt8]?

  init(derEncoded node: DERNode, withIdentifier identifier: ASN1Identifier = .objectIdentifier) throws {
    guard node.identifier == identifier, let content = node.primitiveBytes else {
      throw DERNode.Fault(detail: "an element has the wrong type")
    }
    var startsArc = true
    for octet in content {
      guard !startsArc || octet != 0x80 else { throw Self.fault }
      startsArc = octet < 0x80
    }
    guard startsArc, !content.isEmpty else { throw Self.fault }
    self.init(content: content)
  }

  private init(content: some Collection<UInt8>) {
    guard content.count < 16 else {
      (head, tail, rest) = (0, 0, Array(content))
      return
    }
    var words: (UInt64, UInt64) = (0, UInt64(content.count))
    for octet in content {
      words.0 = words.0 << 8 | words.1 >> 56
      words.1 = words.1 << 8 | UInt64(octet)
    }
    (head, tail, rest) = (words.0, words.1, nil)
  }

  /// Parses dotted numbers; nil if the text is not an identifier.
  init?(_ dotted: some StringProtocol) {
    let arcs = dotted.split(separator: ".", omittingEmptySubsequences: false).map { UInt64($0) }
    let known = arcs.compactMap { $0 }
    guard known.count == arcs.count, known.count >= 2, known[0] <= 2, known[0] == 2 || known[1] < 40,
      known[1] < UInt64.max - 80
    else { return nil }
    self.init(arcs: known)
  }

  private init(arcs: [UInt64]) {
    var content: [UInt8] = []
    for arc in [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2) {
      let groups = max(1, (UInt64.bitWidth - arc.leadingZeroBitCount + 6) / 7)
      for group in (0..<groups).reversed() {
        content.append(UInt8(arc >> UInt64(7 * group) & 0x7F) | (group > 0 ? 0x80 : 0))
      }
    }
    self.init(content: content)
  }

  /// The octets after tag and length.
  var contentBytes: [UInt8] {
    if let rest { return rest }
    var bytes: [UInt8] = []
    var (high, low) = (head, tail)
    while high != 0 || low != 0 {
      bytes.append(UInt8(truncatingIfNeeded: low))
      (low, high) = (low >> 8 | high << 56, high >> 8)
    }
    // The last octet extracted is the count.
    return bytes.dropLast().reversed()
  }

  /// Appends bytes unique to this identifier, for comparison keys.
  func appendKey(to key: inout [UInt8]) {
    Self.append(head, to: &key)
    Self.append(tail, to: &key)
    if let rest {
      key.append(length: rest.count)
      key.append(contentsOf: rest)
    }
  }

  private static func append(_ word: UInt64, to key: inout [UInt8]) {
    key.append(length: Int(truncatingIfNeeded: word >> 32))
    key.append(length: Int(truncatingIfNeeded: word))
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0.append(contentsOf: contentBytes) }
  }

  private static let fault = DERNode.Fault(detail: "an object identifier is not minimally encoded")
}

extension ObjectID: ExpressibleByArrayLiteral {
  init(arrayLiteral arcs: UInt64...) { self.init(arcs: arcs) }
}

extension ObjectID: CustomStringConvertible {
  /// Dotted numbers.
  var description: String {
    var arcs: [String] = []
    var arc: UInt128 = 0
    for octet in contentBytes {
      arc = arc << 7 | UInt128(octet & 0x7F)
      guard octet < 0x80 else { continue }
      if arcs.isEmpty {
        let first = min(arc / 40, 2)
        arcs += ["\(first)", "\(arc - first * 40)"]
      } else {
        arcs.append("\(arc)")
      }
      arc = 0
    }
    return arcs.joined(separator: ".")
  }
}
