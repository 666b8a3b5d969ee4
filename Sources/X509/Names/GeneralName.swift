import Diagnostics
import SwiftASN1

/// A subject alternative name or name constraint (RFC 5280 section 4.2.1.6).
public enum GeneralName: Hashable, Sendable {
  /// `rfc822Name`: a mailbox.
  case email(String)
  /// `dNSName`.
  case dns(String)
  /// `directoryName`.
  case directory(DistinguishedName)
  /// `uniformResourceIdentifier`, as the exact bytes of its IA5String.
  case uri([UInt8])
  /// `iPAddress`: 4 or 16 octets in a certificate, 8 or 32 in a constraint.
  case ip([UInt8])
  /// `registeredID`, as its dotted number.
  case registeredID(String)
  /// `otherName`, `x400Address` or `ediPartyName`, undecoded.
  case other(tag: Int, der: [UInt8])

  init(derEncoded node: DERNode) throws {
    guard node.identifier.tagClass == .contextSpecific else {
      throw broken("general name", "its tag \(node.identifier) is not context-specific")
    }
    switch node.identifier.tagNumber {
    case 1: self = .email(try Self.text(node))
    case 2: self = .dns(try Self.text(node))
    case 4:
      self = .directory(try DistinguishedName(derEncoded: node.only(node.identifier, of: "general name")))
    case 6: self = .uri(Array(try Self.ascii(node)))
    case 7: self = .ip(Array(try node.primitive(node.identifier, of: "general name")))
    case 8:
      self = .registeredID(
        try ObjectID(derEncoded: node, withIdentifier: node.identifier).description)
    case 0, 3, 5: self = .other(tag: Int(node.identifier.tagNumber), der: Array(node.encodedBytes))
    default: throw broken("general name", "the kind [\(node.identifier.tagNumber)] is unknown")
    }
  }

  func serialize(into coder: inout DER.Serializer) {
    switch self {
    case .email(let text): Self.write(1, text.utf8, into: &coder)
    case .dns(let text): Self.write(2, text.utf8, into: &coder)
    case .directory(let name):
      coder.appendConstructedNode(identifier: .context(4)) { $0.serializeRawBytes(name.der) }
    case .uri(let bytes): Self.write(6, bytes, into: &coder)
    case .ip(let bytes): Self.write(7, bytes, into: &coder)
    case .registeredID(let text):
      let oid = ObjectID(text)
      Self.write(8, oid?.contentBytes ?? [], into: &coder)
    case .other(_, let der): coder.serializeRawBytes(der)
    }
  }

  private static func write(_ tag: UInt, _ bytes: some Sequence<UInt8>, into coder: inout DER.Serializer) {
    coder.appendPrimitiveNode(identifier: .context(tag)) { $0.append(contentsOf: bytes) }
  }

  /// The text of an IA5String, which must be ASCII.
  private static func text(_ node: DERNode) throws -> String { String(decoding: try ascii(node), as: UTF8.self) }

  private static func ascii(_ node: DERNode) throws -> ArraySlice<UInt8> {
    let bytes = try node.primitive(node.identifier, of: "general name")
    guard bytes.allSatisfy({ $0 < 0x80 }) else { throw broken("general name", "a name contains non-ASCII bytes") }
    return bytes
  }
}

extension GeneralName: CustomStringConvertible {
  /// `URI:spiffe://…`, `DNS:…`, as in OpenSSL; unprintable characters are escaped.
  public var description: String {
    switch self {
    case .email(let text): "email:" + text.printable
    case .dns(let text): "DNS:" + text.printable
    case .directory(let name): "DirName:" + name.description
    case .uri(let bytes): "URI:" + String(decoding: bytes, as: UTF8.self).printable
    case .ip(let bytes): "IP:" + Self.address(bytes)
    case .registeredID(let text): "RID:" + text
    case .other(let tag, let der): "other[\(tag)]:" + der.hexadecimal
    }
  }

  /// The text of a URI; nil for other kinds.
  package var uri: String? {
    if case .uri(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }

  private static func address(_ bytes: [UInt8]) -> String {
    switch bytes.count {
    case 4: bytes.map(String.init).joined(separator: ".")
    case 8: address(Array(bytes.prefix(4))) + "/" + address(Array(bytes.suffix(4)))
    case 16:
      stride(from: 0, to: 16, by: 2)
        .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    case 32: address(Array(bytes.prefix(16))) + "/" + address(Array(bytes.suffix(16)))
    default: bytes.hexadecimal
    }
  }
}
