package import Cryptography
import SwiftASN1

/// The contents of a complete revocation list to be signed (RFC 5280 section 5).
public struct RevocationListTemplate: Sendable {
  public struct Entry: Hashable, Sendable {
    package let serialNumber: SerialNumber
    package let date: Timestamp
    /// `unspecified` is omitted, as section 5.3.1 requires.
    package let reason: RevocationReason

    package init(_ serialNumber: SerialNumber, date: Timestamp, reason: RevocationReason = .unspecified) {
      self.serialNumber = serialNumber
      self.date = date
      self.reason = reason
    }
  }

  /// Must be greater than that of every earlier list of the issuer (section 5.2.3).
  package var number: Int
  package var thisUpdate: Timestamp
  package var nextUpdate: Timestamp
  package var entries: [Entry]

  package init(number: Int, thisUpdate: Timestamp, nextUpdate: Timestamp, entries: [Entry]) {
    self.number = number
    self.thisUpdate = thisUpdate
    self.nextUpdate = nextUpdate
    self.entries = entries
  }

  ///
  /// - Throws: ``X509Error/unissuable(_:)`` if verifiers would reject the list.
  package func signed(by key: any Signer, issuer: Certificate) throws(X509Error) -> RevocationList {
    guard number >= 0 else { throw .unissuable("the number of a list must not be negative (RFC 5280 section 5.2.3)") }
    guard thisUpdate < nextUpdate, nextUpdate.fields.year <= 9999 else {
      throw .unissuable("nextUpdate (\(nextUpdate)) would be before thisUpdate (\(thisUpdate))")
    }
    guard Set(entries.map(\.serialNumber)).count == entries.count,
      !entries.contains(where: { $0.reason == .removeFromCRL })
    else { throw .unissuable("a complete list contains each certificate once, and no entry with removeFromCRL") }
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
