public import Cryptography
import SwiftASN1

/// What a complete revocation list is to say, before it is signed (RFC 5280 section 5). A plain value with one verb:
/// ``signed(by:issuer:)``.
public struct RevocationListTemplate: Sendable {
  /// One revoked certificate.
  public struct Entry: Hashable, Sendable {
    /// The certificate's number below the issuer of the list.
    public let serialNumber: SerialNumber
    /// Since when it counts as revoked.
    public let date: Timestamp
    /// Why; `unspecified` is left out, as section 5.3.1 asks.
    public let reason: RevocationReason

    /// Revokes a certificate.
    public init(_ serialNumber: SerialNumber, date: Timestamp, reason: RevocationReason = .unspecified) {
      self.serialNumber = serialNumber
      self.date = date
      self.reason = reason
    }
  }

  /// The number of the list: more than that of every earlier list of the issuer (section 5.2.3).
  public var number: Int
  /// When it is made.
  public var thisUpdate: Timestamp
  /// Until when the next one will be out.
  public var nextUpdate: Timestamp
  /// The revoked certificates.
  public var entries: [Entry]

  /// Describes a list.
  public init(number: Int, thisUpdate: Timestamp, nextUpdate: Timestamp, entries: [Entry]) {
    self.number = number
    self.thisUpdate = thisUpdate
    self.nextUpdate = nextUpdate
    self.entries = entries
  }

  /// Signs it with the issuer's key.
  ///
  /// - Throws: ``X509Error/unissuable(_:)`` when nobody would take the list.
  public func signed(by key: PrivateKey, issuer: Certificate) throws(X509Error) -> RevocationList {
    guard number >= 0 else { throw .unissuable("a list's number is not negative (RFC 5280 section 5.2.3)") }
    guard thisUpdate < nextUpdate, nextUpdate.fields.year <= 9999 else {
      throw .unissuable("the next list would be due (\(nextUpdate)) before this one is made (\(thisUpdate))")
    }
    guard Set(entries.map(\.serialNumber)).count == entries.count,
      !entries.contains(where: { $0.reason == .removeFromCRL })
    else { throw .unissuable("a complete list names each certificate once, and none as no longer revoked") }
    guard issuer.extensions.keyUsage?.contains(.cRLSign) ?? true else {
      throw .unissuable(
        "the issuer \(issuer) may not sign lists: its key usage lacks cRLSign (RFC 5280 section 4.2.1.3)")
    }
    guard (try? issuer.publicKeyInfo.components()) == key.publicKey.components else {
      throw .unissuable("the signing key is not the key of the issuer's certificate")
    }
    let algorithm = try AlgorithmIdentifier(key.signatureAlgorithm)
    let signedBytes = try decoding("revocation list") { try bytes(algorithm, issuer) }
    return try RevocationList(der: SignedStructure.encode(signedBytes, algorithm, key))
  }

  /// `TBSCertList`, version 2.
  private func bytes(_ algorithm: AlgorithmIdentifier, _ issuer: Certificate) throws -> [UInt8] {
    let keyIdentifier = issuer.extensions.subjectKeyIdentifier ?? issuer.publicKeyInfo.derivedKeyIdentifier
    let extensions = [
      Extension(.authorityKeyIdentifier, critical: false) {
        AuthorityKeyIdentifier(keyIdentifier: keyIdentifier).serialize(into: &$0)
      },
      try Extension(.cRLNumber, critical: false) { try $0.serialize(number) },
    ]
    var coder = DER.Serializer()
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      try coder.serialize(1)
      coder.serializeRawBytes(algorithm.der)
      coder.serializeRawBytes(issuer.subject.der)
      try Validity.serialize(thisUpdate, into: &coder)
      try Validity.serialize(nextUpdate, into: &coder)
      if !entries.isEmpty {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
          for entry in entries { try entry.serialize(into: &coder) }
        }
      }
      coder.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { coder in
        coder.appendConstructedNode(identifier: .sequence) { coder in
          for item in extensions { item.serialize(into: &coder) }
        }
      }
    }
    return coder.serializedBytes
  }
}

extension RevocationListTemplate.Entry {
  fileprivate func serialize(into coder: inout DER.Serializer) throws {
    try coder.appendConstructedNode(identifier: .sequence) { coder in
      serialNumber.serialize(into: &coder)
      try Validity.serialize(date, into: &coder)
      guard reason != .unspecified else { return }
      coder.appendConstructedNode(identifier: .sequence) { coder in
        Extension(.reasonCode, critical: false) { coder in
          coder.appendPrimitiveNode(identifier: .enumerated) { $0.append(UInt8(reason.rawValue)) }
        }.serialize(into: &coder)
      }
    }
  }
}
