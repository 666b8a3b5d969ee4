import Cryptography
import SwiftASN1
import X509

/// A certificate taken apart, to be changed and signed again: makes what a template refuses to make.
struct Forge {
  /// The encoded fields before the extensions: version, serial, algorithm, issuer, validity, subject, key.
  var fields: [[UInt8]]
  var extensions: [Item]
  private let algorithm: [UInt8]

  struct Item {
    var oid: ASN1ObjectIdentifier
    var isCritical: Bool
    var value: [UInt8]
  }

  enum Fault: Error { case shape }

  static let basicConstraints: ASN1ObjectIdentifier = [2, 5, 29, 19]
  static let keyUsage: ASN1ObjectIdentifier = [2, 5, 29, 15]
  static let extendedKeyUsage: ASN1ObjectIdentifier = [2, 5, 29, 37]
  static let subjectAltName: ASN1ObjectIdentifier = [2, 5, 29, 17]
  static let subjectKeyIdentifier: ASN1ObjectIdentifier = [2, 5, 29, 14]
  static let authorityKeyIdentifier: ASN1ObjectIdentifier = [2, 5, 29, 35]
  static let nameConstraints: ASN1ObjectIdentifier = [2, 5, 29, 30]
  static let unknown: ASN1ObjectIdentifier = [1, 2, 3, 4]

  init(_ certificate: Certificate) throws {
    let parts = try Self.children(DER.parse(certificate.der))
    let signed = try Self.children(parts[0])
    algorithm = Array(parts[1].encodedBytes)
    fields = signed.prefix(7).map { Array($0.encodedBytes) }
    extensions = try Self.children(Self.children(signed[7])[0]).map { node in
      let fields = try Self.children(node)
      return Item(
        oid: try ASN1ObjectIdentifier(derEncoded: fields[0]), isCritical: fields.count == 3,
        value: Array(try ASN1OctetString(derEncoded: fields[fields.count - 1]).bytes))
    }
  }

  mutating func remove(_ oid: ASN1ObjectIdentifier) { extensions.removeAll { $0.oid == oid } }

  mutating func set(_ oid: ASN1ObjectIdentifier, critical: Bool, _ value: [UInt8]) {
    remove(oid)
    extensions.append(Item(oid: oid, isCritical: critical, value: value))
  }

  mutating func setCritical(_ oid: ASN1ObjectIdentifier, _ isCritical: Bool) {
    for index in extensions.indices where extensions[index].oid == oid { extensions[index].isCritical = isCritical }
  }

  /// Signs with a key of the kind that signed the original.
  func signed(by key: PrivateKey) throws -> Certificate {
    var content = DER.Serializer()
    try content.appendConstructedNode(identifier: .sequence) { coder in
      for field in fields { coder.serializeRawBytes(field) }
      try coder.serialize(explicitlyTaggedWithTagNumber: 3, tagClass: .contextSpecific) { coder in
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          for item in extensions { try Self.serialize(item, into: &coder) }
        }
      }
    }
    let signature = try key.sign(content.serializedBytes)
    var coder = DER.Serializer()
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.serializeRawBytes(content.serializedBytes)
      coder.serializeRawBytes(algorithm)
      coder.appendPrimitiveNode(identifier: .bitString) { $0.append(contentsOf: [0] + signature) }
    }
    return try Certificate(der: coder.serializedBytes)
  }

  private static func serialize(_ item: Item, into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(item.oid)
      if item.isCritical { try coder.serialize(true) }
      try coder.serialize(ASN1OctetString(contentBytes: item.value[...]))
    }
  }

  private static func children(_ node: ASN1Node) throws -> [ASN1Node] {
    guard case .constructed(let nodes) = node.content else { throw Fault.shape }
    return Array(nodes)
  }
}
