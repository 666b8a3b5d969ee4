import SwiftASN1

/// One attribute of a name: a type and a value (RFC 5280 section 4.1.2.4).
public struct NameAttribute: Hashable, Sendable, CustomStringConvertible {
  let type: ASN1ObjectIdentifier
  let valueType: ASN1Identifier
  let value: ArraySlice<UInt8>
  private let valueDER: ArraySlice<UInt8>

  /// A new attribute; text is written as UTF8String, as RFC 5280 asks.
  init(_ type: ASN1ObjectIdentifier, _ text: String) {
    self.type = type
    valueType = .utf8String
    value = Array(text.utf8)[...]
    var coder = DER.Serializer()
    coder.appendPrimitiveNode(identifier: .utf8String) { $0.append(contentsOf: text.utf8) }
    valueDER = coder.serializedBytes[...]
  }

  init(derEncoded node: ASN1Node) throws {
    let fields = try node.children(.sequence, of: "name attribute")
    guard fields.count == 2 else { throw broken("name attribute", "it must hold a type and a value") }
    type = try ASN1ObjectIdentifier(derEncoded: fields[0])
    valueType = fields[1].identifier
    valueDER = fields[1].encodedBytes
    if case .primitive(let bytes) = fields[1].content {
      value = bytes
    } else {
      // X.690 section 10.2: in DER no string is put together of pieces.
      guard !Self.foldedTypes.contains(valueType) else { throw broken("name attribute", "a string is in pieces") }
      value = fields[1].encodedBytes
    }
    if valueType == .utf8String, String(validating: value, as: UTF8.self) == nil {
      throw broken("name attribute", "a UTF8String is not UTF-8")
    }
    if valueType == .ia5String, value.contains(where: { $0 >= 0x80 }) {
      throw broken("name attribute", "an IA5String holds bytes beyond ASCII")
    }
    if valueType == .printableString { _ = try ASN1PrintableString(derEncoded: fields[1]) }
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0.append(contentsOf: type.contentBytes) }
      coder.serializeRawBytes(valueDER)
    }
  }

  /// The value as text; bytes of types older than UTF-8 are shown as Latin-1.
  public var text: String {
    String(validating: value, as: UTF8.self)
      ?? String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
  }

  /// `CN=red-mesh root CA g1`, or the dotted number of a type without a short name; special characters are escaped
  /// (RFC 4514 section 2.4).
  public var description: String {
    (Self.shortNames[type] ?? type.description) + "=" + escaped
  }

  private var escaped: String {
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

  /// Bytes equal for values that match (RFC 5280 section 7.1): directory strings without case and with white space
  /// folded whatever their encoding, every other type by its exact bytes.
  var comparisonKey: [UInt8] {
    // Both parts carry their lengths, so that no two attributes have one key.
    let type = Array(type.contentBytes)
    guard Self.foldedTypes.contains(valueType) else {
      return type.count.octets + type + [0] + valueDER.count.octets + valueDER
    }
    let folded = Self.folded(value)
    return type.count.octets + type + [0x0C] + folded.count.octets + folded
  }

  private static func folded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var pendingSpace = false
    let text: some Sequence<UInt8> =
      value.allSatisfy { $0 < 0x80 } ? Array(value) : Array(String(decoding: value, as: UTF8.self).lowercased().utf8)
    for byte in text {
      if byte == 0x20 || (9...13).contains(byte) {
        pendingSpace = !result.isEmpty
        continue
      }
      if pendingSpace { result.append(0x20) }
      pendingSpace = false
      result.append((0x41...0x5A).contains(byte) ? byte + 32 : byte)
    }
    return result
  }

  private static let foldedTypes: Set<ASN1Identifier> = [.utf8String, .printableString, .ia5String]

  private static let shortNames: [ASN1ObjectIdentifier: String] = [
    .NameAttributes.commonName: "CN",
    .NameAttributes.countryName: "C",
    .NameAttributes.domainComponent: "DC",
    .NameAttributes.localityName: "L",
    .NameAttributes.organizationName: "O",
    .NameAttributes.organizationalUnitName: "OU",
    .NameAttributes.serialNumber: "serialNumber",
    .NameAttributes.stateOrProvinceName: "ST",
    .emailAddress: "emailAddress",
  ]
}

extension Int {
  /// A length as four octets, for comparison keys.
  var octets: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) } }
}
