import SwiftASN1

/// One DER element, represented by its position in the document (X.690 sections 8 and 10).
///
/// swift-asn1 keeps two slices per element in nested lists; reference counting took 60 % of the time to decode a
/// certificate. A node here is a few integers and one reference, which is several times faster. swift-asn1 still does
/// the encoding.
struct DERNode {
  let identifier: ASN1Identifier
  private let document: ArraySlice<UInt8>
  private let place: Place

  /// Offsets from the start of the document.
  fileprivate struct Place {
    let start: Int
    let content: Int
    let end: Int
    let isConstructed: Bool
  }

  /// A fault in an encoding; the decoder adds the name of the structure.
  struct Fault: Error {
    let detail: String

    static let truncated = Fault(detail: "the bytes end in the middle of an element")
  }

  /// Parses bytes that must be exactly one element, and checks all nested elements.
  static func parse(_ document: ArraySlice<UInt8>) throws -> DERNode {
    let bytes = document.span
    let (identifier, place) = try header(bytes, 0, bytes.count)
    guard place.end == bytes.count else { throw Fault(detail: "there is trailing data") }
    try check(bytes, place, depth: 1)
    return DERNode(identifier: identifier, document: document, place: place)
  }

  static func parse(_ document: [UInt8]) throws -> DERNode { try parse(document[...]) }

  /// The entire element with tag and length.
  var encodedBytes: ArraySlice<UInt8> { slice(place.start) }

  /// The octets of a primitive element; nil for a constructed one.
  var primitiveBytes: ArraySlice<UInt8>? { place.isConstructed ? nil : slice(place.content) }

  private func slice(_ start: Int) -> ArraySlice<UInt8> {
    document[(document.startIndex + start)..<(document.startIndex + place.end)]
  }

  /// The nested elements of a constructed element; nil for a primitive one.
  func nested() throws -> [DERNode]? {
    guard var fields else { return nil }
    var nodes: [DERNode] = []
    nodes.reserveCapacity(8)
    while let node = try fields.next() { nodes.append(node) }
    return nodes
  }

  /// An iterator over nested elements, which avoids an array; nil for a primitive element.
  var fields: Fields? {
    place.isConstructed ? Fields(document: document, index: place.content, end: place.end) : nil
  }

  struct Fields {
    fileprivate let document: ArraySlice<UInt8>
    fileprivate var index: Int
    fileprivate let end: Int

    /// The next element; nil at the end.
    mutating func next() throws -> DERNode? {
      guard index < end else { return nil }
      let (identifier, inner) = try DERNode.header(document.span, index, end)
      index = inner.end
      return DERNode(identifier: identifier, document: document, place: inner)
    }

    /// The next element if it has this tag; otherwise it stays the next one.
    mutating func next(if wanted: ASN1Identifier) throws -> DERNode? {
      let before = index
      guard let node = try next() else { return nil }
      if node.identifier == wanted { return node }
      index = before
      return nil
    }

    var isAtEnd: Bool { index == end }
  }

  /// A bound for hostile input; no X.509 structure is nested deeper.
  private static let maximumDepth = 50

  /// Checks that all nested elements are well-formed, even those that no decoder reads.
  private static func check(_ document: Span<UInt8>, _ place: Place, depth: Int) throws {
    guard place.isConstructed else { return }
    guard depth < maximumDepth else { throw Fault(detail: "elements are nested too deeply") }
    var index = place.content
    while index < place.end {
      let (_, inner) = try header(document, index, place.end)
      try check(document, inner, depth: depth + 1)
      index = inner.end
    }
  }

  /// Tag and length of the element at an index, which must end before `limit`.
  @inline(__always)
  fileprivate static func header(
    _ document: Span<UInt8>, _ start: Int, _ limit: Int
  ) throws -> (ASN1Identifier, Place) {
    guard limit - start >= 2 else { throw Fault.truncated }
    let first = document[start]
    var index = start + 1
    var number = UInt(first & 0x1F)
    if number == 0x1F { number = try longNumber(document, &index, limit) }
    let identifier = ASN1Identifier(tagWithNumber: number, tagClass: tagClass(first))
    guard first & 0xDF != 0 else { throw Fault(detail: "unexpected end-of-contents octets") }
    let length = try length(document, &index, limit)
    guard length <= limit - index else { throw Fault.truncated }
    return (identifier, Place(start: start, content: index, end: index + length, isConstructed: first & 0x20 != 0))
  }

  private static func tagClass(_ first: UInt8) -> ASN1Identifier.TagClass {
    switch first >> 6 {
    case 0: .universal
    case 1: .application
    case 2: .contextSpecific
    default: .private
    }
  }

  /// A tag number of 31 or more, minimally encoded.
  private static func longNumber(_ document: Span<UInt8>, _ index: inout Int, _ limit: Int) throws -> UInt {
    var number: UInt = 0
    while index < limit {
      let octet = document[index]
      index += 1
      guard number != 0 || octet != 0x80, number >> 24 == 0 else { break }
      number = number << 7 | UInt(octet & 0x7F)
      if octet < 0x80 {
        guard number >= 0x1F else { break }
        return number
      }
    }
    throw Fault(detail: "a tag is not minimally encoded, or is truncated")
  }

  /// A minimally encoded length; DER has no indefinite form (X.690 section 10.1).
  @inline(__always)
  private static func length(_ document: Span<UInt8>, _ index: inout Int, _ limit: Int) throws -> Int {
    guard index < limit else { throw Fault.truncated }
    let first = document[index]
    index += 1
    guard first >= 0x80 else { return Int(first) }
    let count = Int(first & 0x7F)
    guard count > 0 else { throw Fault(detail: "a length is indefinite, which DER does not allow") }
    guard count <= 4 else { throw Fault(detail: "a length is too large") }
    guard limit - index >= count else { throw Fault.truncated }
    var length = 0
    for _ in 0..<count {
      length = length << 8 | Int(document[index])
      index += 1
    }
    guard length >= 0x80, count == 1 || length >> (8 * (count - 1)) != 0 else {
      throw Fault(detail: "a length is not minimally encoded")
    }
    return length
  }
}

extension DERNode {
  /// The bytes of a primitive node of the wanted type.
  func primitive(_ identifier: ASN1Identifier, of structure: String) throws -> ArraySlice<UInt8> {
    guard self.identifier == identifier, let bytes = primitiveBytes else {
      throw broken(structure, "expected \(identifier), found \(self.identifier)")
    }
    return bytes
  }

  /// The children of a constructed node of the wanted type.
  func children(_ identifier: ASN1Identifier, of structure: String) throws -> [DERNode] {
    guard self.identifier == identifier, let nodes = try nested() else {
      throw broken(structure, "expected \(identifier), found \(self.identifier)")
    }
    return nodes
  }

  /// An iterator over the children of a constructed node of the wanted type.
  func fields(_ identifier: ASN1Identifier, of structure: String) throws -> Fields {
    guard self.identifier == identifier, let fields else {
      throw broken(structure, "expected \(identifier), found \(self.identifier)")
    }
    return fields
  }

  /// The one node inside an explicit tag.
  func only(_ identifier: ASN1Identifier, of structure: String) throws -> DERNode {
    var fields = try fields(identifier, of: structure)
    guard let node = try fields.next(), fields.isAtEnd else {
      let count = try children(identifier, of: structure).count
      throw broken(structure, "a tag must contain one element, and contains \(count)")
    }
    return node
  }
}
