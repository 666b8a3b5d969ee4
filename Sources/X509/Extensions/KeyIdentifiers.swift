import SwiftASN1

/// Identifies the key that signed a certificate (RFC 5280 section 4.2.1.1).
public struct AuthorityKeyIdentifier: Hashable, Sendable {
  /// The issuer's subject key identifier.
  package let keyIdentifier: [UInt8]?
  /// The issuer's issuer. This tool never writes it, because it breaks if a root is reissued with the same key.
  package let issuer: [GeneralName]?
  /// The issuer's serial number, paired with ``issuer``.
  package let serialNumber: SerialNumber?

  package init(keyIdentifier: [UInt8]) {
    self.keyIdentifier = keyIdentifier
    issuer = nil
    serialNumber = nil
  }

  init(derEncoded node: DERNode) throws {
    var key: [UInt8]?
    var names: [GeneralName]?
    var serial: SerialNumber?
    var lastTag: UInt?
    var fields = try node.fields(.sequence, of: "authority key identifier")
    while let field = try fields.next() {
      let tag = field.identifier.tagNumber
      guard field.identifier.tagClass == .contextSpecific, tag <= 2, lastTag.map({ $0 < tag }) ?? true else {
        throw broken("authority key identifier", "it has unknown or misplaced fields")
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
      throw broken("authority key identifier", "it has an issuer without a serial number, or the reverse")
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
