import SwiftASN1

// The simple types of X.690 section 8, as DER writes them (sections 10 and 11).

extension DERNode {
  /// The octets of a primitive element of the type.
  fileprivate func content(_ wanted: ASN1Identifier) throws -> ArraySlice<UInt8> {
    guard identifier == wanted, let bytes = primitiveBytes else {
      throw Fault(detail: "an element has the wrong type")
    }
    return bytes
  }
}

extension FixedWidthInteger {
  /// An INTEGER that fits the type.
  init(derEncoded node: DERNode, withIdentifier identifier: ASN1Identifier = .integer) throws {
    let content = try node.content(identifier)
    guard let first = content.first else { throw DERNode.Fault(detail: "a number is empty") }
    if content.count > 1 {
      let second = content[content.startIndex + 1]
      guard !(first == 0 && second < 0x80), !(first == 0xFF && second >= 0x80) else {
        throw DERNode.Fault(detail: "a number is not minimally encoded")
      }
    }
    var value: Int128 = first >= 0x80 ? -1 : 0
    guard content.count <= 9 else { throw DERNode.Fault(detail: "a number is too large") }
    for octet in content { value = value << 8 | Int128(octet) }
    guard let exact = Self(exactly: value) else { throw DERNode.Fault(detail: "a number is too large") }
    self = exact
  }
}

extension ArraySlice<UInt8> {
  /// The octets of a non-negative INTEGER, without a leading zero.
  init(derEncoded node: DERNode) throws {
    let content = try node.content(.integer)
    guard let first = content.first, first < 0x80 else {
      throw DERNode.Fault(detail: "a number is empty or negative")
    }
    guard first == 0, content.count > 1 else {
      self = content
      return
    }
    guard content[content.startIndex + 1] >= 0x80 else {
      throw DERNode.Fault(detail: "a number is not minimally encoded")
    }
    self = content.dropFirst()
  }
}

extension Bool {
  /// A BOOLEAN: TRUE is all ones (X.690 section 11.1).
  init(derEncoded node: DERNode, withIdentifier identifier: ASN1Identifier = .boolean) throws {
    let content = try node.content(identifier)
    guard content.count == 1, let octet = content.first else {
      throw DERNode.Fault(detail: "a boolean is not one octet long")
    }
    guard octet == 0 || octet == 0xFF else {
      throw DERNode.Fault(
        detail: "TRUE is encoded as \([octet].hexadecimal) instead of ff; OpenSSL takes that, Go and BoringSSL do not")
    }
    self = octet == 0xFF
  }
}

/// A BIT STRING; unused bits must be zero (X.690 section 11.2.1).
struct BitString {
  let bytes: ArraySlice<UInt8>
  let paddingBits: Int

  init(derEncoded node: DERNode, withIdentifier identifier: ASN1Identifier = .bitString) throws {
    let content = try node.content(identifier)
    guard let padding = content.first, padding < 8, content.count > 1 || padding == 0 else {
      throw DERNode.Fault(detail: "a bit string does not state its unused bits")
    }
    bytes = content.dropFirst()
    paddingBits = Int(padding)
    guard let last = bytes.last else { return }
    guard last & ((1 << padding) - 1) == 0 else { throw DERNode.Fault(detail: "unused bits are not zero") }
  }
}
