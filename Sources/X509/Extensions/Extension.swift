import SwiftASN1

/// One undecoded extension of a certificate or request (RFC 5280 section 4.2).
package struct Extension: Hashable, Sendable {
  let oid: ObjectID
  /// Whether verifiers that do not understand it must reject the certificate.
  package let isCritical: Bool
  /// The octets inside `extnValue`.
  package let value: ArraySlice<UInt8>

  /// Dotted numbers.
  package var identifier: String { oid.description }

  /// The name in RFC 5280 section 4.2, or dotted numbers.
  var name: String { Self.names[oid] ?? identifier }

  private static let names: [ObjectID: String] = [
    .authorityKeyIdentifier: "authorityKeyIdentifier", .subjectKeyIdentifier: "subjectKeyIdentifier",
    .keyUsage: "keyUsage", .certificatePolicies: "certificatePolicies", .policyMappings: "policyMappings",
    .subjectAltName: "subjectAltName", .issuerAltName: "issuerAltName", .basicConstraints: "basicConstraints",
    .nameConstraints: "nameConstraints", .policyConstraints: "policyConstraints", .extendedKeyUsage: "extKeyUsage",
    .cRLDistributionPoints: "cRLDistributionPoints", .inhibitAnyPolicy: "inhibitAnyPolicy",
    .freshestCRL: "freshestCRL", .authorityInfoAccess: "authorityInfoAccess", .subjectInfoAccess: "subjectInfoAccess",
    .subjectDirectoryAttributes: "subjectDirectoryAttributes",
  ]

  init(derEncoded node: DERNode) throws {
    var fields = try node.fields(.sequence, of: "extension")
    guard let first = try fields.next() else { throw broken("extension", "it is empty") }
    oid = try ObjectID(derEncoded: first)
    if let flag = try fields.next(if: .boolean) {
      // DER omits defaults, so `critical` must be TRUE if present (X.690 section 11.5).
      guard try Bool(derEncoded: flag) else { throw broken("extension", "critical FALSE is written out") }
      isCritical = true
    } else {
      isCritical = false
    }
    guard let last = try fields.next(), fields.isAtEnd else { throw broken("extension", "its value is missing") }
    value = try last.primitive(.octetString, of: "extension")
  }

  init(_ oid: ObjectID, critical: Bool, _ write: (inout DER.Serializer) throws -> Void) rethrows {
    var coder = DER.Serializer()
    try write(&coder)
    self.oid = oid
    isCritical = critical
    value = coder.serializedBytes[...]
  }

  func serialize(into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.appendPrimitiveNode(identifier: .objectIdentifier) { $0.append(contentsOf: oid.contentBytes) }
      if isCritical { coder.appendPrimitiveNode(identifier: .boolean) { $0.append(0xFF) } }
      coder.appendPrimitiveNode(identifier: .octetString) { $0.append(contentsOf: value) }
    }
  }
}
