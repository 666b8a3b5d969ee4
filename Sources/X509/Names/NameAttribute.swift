import Diagnostics
import SwiftASN1

/// One attribute of a name: a type and a value (RFC 5280 section 4.1.2.4).
package struct NameAttribute: Hashable, Sendable, CustomStringConvertible {
  let type: ObjectID
  let valueType: ASN1Identifier
  let value: ArraySlice<UInt8>
  private let valueDER: ArraySlice<UInt8>

  /// A new attribute; text is encoded as UTF8String, as RFC 5280 requires.
  init(_ type: ObjectID, _ text: String) {
    self.type = type
    valueType = .utf8String
    value = Array(text.utf8)[...]
    var coder = DER.Serializer()
    coder.appendPrimitiveNode(identifier: .utf8String) { $0.append(contentsOf: text.utf8) }
    valueDER = coder.serializedBytes[...]
  }

  init(derEncoded node: DERNode) throws {
    var fields = try node.fields(.sequence, of: "name attribute")
    guard let first = try fields.next(), let second = try fields.next(), fields.isAtEnd else {
      throw broken("name attribute", "it must contain a type and a value")
    }
    type = try ObjectID(derEncoded: first)
    valueType = second.identifier
    valueDER = second.encodedBytes
    if let bytes = second.primitiveBytes {
      value = bytes
    } else {
      // X.690 section 10.2: DER strings are primitive.
      guard !Self.isFolded(valueType) else { throw broken("name attribute", "a string is constructed") }
      value = valueDER
    }
    if valueType == .utf8String, value.contains(where: { $0 >= 0x80 }), String(validating: value, as: UTF8.self) == nil
    {
      throw broken("name attribute", "a UTF8String is not UTF-8")
    }
    if valueType == .ia5String, value.contains(where: { $0 >= 0x80 }) {
      throw broken("name attribute", "an IA5String contains non-ASCII bytes")
    }
    if valueType == .printableString, !value.allSatisfy(Self.isPrintable) {
      throw broken("name attribute", "a PrintableString contains characters that are not allowed")
    }
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0.append(contentsOf: type.contentBytes) }
      coder.serializeRawBytes(valueDER)
    }
  }

  /// The value as text; bytes that are not UTF-8 are read as Latin-1.
  package var text: String {
    String(validating: value, as: UTF8.self)
      ?? String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
  }

  /// `CN=red-mesh root CA g1`, or the dotted number of a type without a short name; special characters are escaped
  /// (RFC 4514 section 2.4).
  public var description: String {
    (Self.shortNames[type] ?? type.description) + "=" + escaped
  }

  private var escaped: String {
    let text = text
    if Self.isPlain(text.utf8) { return text }
    var result = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case ",", "+", "\"", "\\", "<", ">", ";", "=": result += "\\" + String(scalar)
      case " " where index == 0 || index == scalars.count - 1, "#" where index == 0: result += "\\" + String(scalar)
      case _ where !scalar.isPrintable:
        for byte in String(scalar).utf8 { result += "\\" + [byte].hexadecimal }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Printable ASCII that needs no escape in any position.
  private static func isPlain(_ text: String.UTF8View) -> Bool {
    text.first != 0x20 && text.last != 0x20
      && text.allSatisfy { byte in
        switch byte {
        case 0x2B, 0x2C, 0x22, 0x23, 0x3B...0x3E, 0x5C: false
        default: (0x20...0x7E).contains(byte)
        }
      }
  }

  /// Whether the value is built of parts, which DER allows no string to be; it is kept as it is encoded.
  var isConstructed: Bool { value.count == valueDER.count }

  /// Whether the values match, avoiding comparison keys in simple cases.
  func matches(_ other: NameAttribute) -> Bool {
    guard type == other.type else { return false }
    if valueDER.isIdentical(to: other.valueDER) { return true }
    // All other types are compared as bytes.
    guard Self.isFolded(valueType), Self.isFolded(other.valueType) else { return false }
    if let isSame = isSameWithoutSpaces(other) { return isSame }
    if value.isASCII, other.value.isASCII { return FoldedText(value).elementsEqual(FoldedText(other.value)) }
    var (key, otherKey): ([UInt8], [UInt8]) = ([], [])
    appendComparisonKey(to: &key)
    other.appendComparisonKey(to: &otherKey)
    return key == otherKey
  }

  /// Whether the values match, if that shows before the first octet that is white space or no ASCII: most names differ
  /// in their first letters.
  private func isSameWithoutSpaces(_ other: NameAttribute) -> Bool? {
    for (ours, theirs) in zip(value, other.value) {
      guard (0x21..<0x80).contains(ours), (0x21..<0x80).contains(theirs) else { return nil }
      if ours.foldedLetter != theirs.foldedLetter { return false }
    }
    return value.count == other.value.count ? true : nil
  }

  /// Appends bytes that are equal for matching values (RFC 5280 section 7.1): directory strings ignoring case, white
  /// space and encoding, all other types by their exact bytes.
  ///
  /// Every part is length-prefixed, so no two attributes share a key.
  func appendComparisonKey(to key: inout [UInt8]) {
    type.appendKey(to: &key)
    guard Self.isFolded(valueType) else {
      key.append(0)
      key.append(length: valueDER.count)
      key.append(contentsOf: valueDER)
      return
    }
    key.append(0x0C)
    let start = key.count
    key.append(length: 0)
    if value.isASCII {
      key.append(contentsOf: FoldedText(value))
    } else {
      key.append(contentsOf: FoldedText(String(decoding: value, as: UTF8.self).lowercased().utf8))
    }
    let length = key.count - start - 4
    for index in 0..<4 { key[start + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
  }

  /// Whether values of the type are compared ignoring case and white space.
  private static func isFolded(_ type: ASN1Identifier) -> Bool {
    type == .utf8String || type == .printableString || type == .ia5String
  }

  /// X.680 section 41.4.
  private static func isPrintable(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x20, 0x27...0x29, 0x2B...0x2F, 0x3A, 0x3D, 0x3F: true
    default: false
    }
  }

  private static let shortNames: [ObjectID: String] = [
    .commonName: "CN",
    .countryName: "C",
    .domainComponent: "DC",
    .localityName: "L",
    .organizationName: "O",
    .organizationalUnitName: "OU",
    .serialNumberAttribute: "serialNumber",
    .stateOrProvinceName: "ST",
    .emailAddress: "emailAddress",
  ]
}

/// Text as names compare it: ASCII in lower case, white space collapsed and trimmed.
private struct FoldedText<Text: Sequence<UInt8>>: Sequence, IteratorProtocol {
  private var rest: Text.Iterator
  private var held: UInt8?
  private var hasBegun = false

  init(_ text: Text) {
    rest = text.makeIterator()
  }

  mutating func next() -> UInt8? {
    if let byte = held {
      held = nil
      return byte
    }
    var isSpaced = false
    while let byte = rest.next() {
      if byte == 0x20 || (9...13).contains(byte) {
        isSpaced = hasBegun
        continue
      }
      hasBegun = true
      guard isSpaced else { return byte.foldedLetter }
      held = byte.foldedLetter
      return 0x20
    }
    return nil
  }
}

extension UInt8 {
  /// A letter of ASCII in lower case.
  fileprivate var foldedLetter: UInt8 { (0x41...0x5A).contains(self) ? self + 32 : self }
}

extension ArraySlice<UInt8> {
  fileprivate var isASCII: Bool { allSatisfy { $0 < 0x80 } }
}

extension [UInt8] {
  /// Appends a length as four octets.
  mutating func append(length: Int) {
    append(UInt8(truncatingIfNeeded: length >> 24))
    append(UInt8(truncatingIfNeeded: length >> 16))
    append(UInt8(truncatingIfNeeded: length >> 8))
    append(UInt8(truncatingIfNeeded: length))
  }
}
