import SwiftASN1

/// Which key signed a certificate (RFC 5280 section 4.2.1.1).
public struct AuthorityKeyIdentifier: Hashable, Sendable {
  /// The issuer's subject key identifier.
  public let keyIdentifier: [UInt8]?
  /// The issuer's issuer; breaks when a root is issued again with the same key, so this tool never writes it.
  public let issuer: [GeneralName]?
  /// The issuer's serial number, which goes with ``issuer``.
  public let serialNumber: SerialNumber?

  /// Names a key by its identifier alone.
  public init(keyIdentifier: [UInt8]) {
    self.keyIdentifier = keyIdentifier
    issuer = nil
    serialNumber = nil
  }

  init(derEncoded node: DERNode) throws {
    var key: [UInt8]?
    var names: [GeneralName]?
    var serial: SerialNumber?
    var lastTag: UInt?
    for field in try node.children(.sequence, of: "authority key identifier") {
      let tag = field.identifier.tagNumber
      guard field.identifier.tagClass == .contextSpecific, tag <= 2, lastTag.map({ $0 < tag }) ?? true else {
        throw broken("authority key identifier", "its fields are not those of the standard, in their order")
      }
      lastTag = tag
      switch tag {
      case 0: key = Array(try field.primitive(field.identifier, of: "authority key identifier"))
      case 1:
        names = try field.children(field.identifier, of: "authority key identifier").map(GeneralName.init(derEncoded:))
        guard names?.isEmpty == false else { throw broken("authority key identifier", "the issuer has no name") }
      default:
        let content = try field.primitive(field.identifier, of: "authority key identifier")
        var coder = DER.Serializer()
        coder.appendPrimitiveNode(identifier: .integer) { $0.append(contentsOf: content) }
        serial = try SerialNumber(derEncoded: DERNode.parse(coder.serializedBytes))
      }
    }
    // RFC 5280 4.2.1.1: issuer and serial number are both present or both absent.
    guard (names == nil) == (serial == nil) else {
      throw broken("authority key identifier", "issuer and serial number do not come together")
    }
    (keyIdentifier, issuer, serialNumber) = (key, names, serial)
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      if let keyIdentifier {
        coder.appendPrimitiveNode(identifier: .context(0)) { $0.append(contentsOf: keyIdentifier) }
      }
    }
  }
}
