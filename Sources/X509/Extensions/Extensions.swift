import SwiftASN1

/// The extensions of a certificate or request: all of them undecoded, and those of RFC 5280 decoded.
///
/// They are one immutable object, so that reading one of them does not copy the others.
public final class Extensions: Sendable {
  /// All extensions in order.
  package let all: [Extension]
  private let decoded: DecodedExtensions

  /// No extensions, as in a certificate of version 1.
  static let none = Extensions()

  private init() {
    (all, decoded) = ([], DecodedExtensions())
  }

  init(decoding all: [Extension]) throws {
    self.all = all
    decoded = try DecodedExtensions(all)
  }

  /// RFC 5280 section 4.2.1.1.
  package var authorityKeyIdentifier: AuthorityKeyIdentifier? { decoded.authorityKeyIdentifier }
  /// RFC 5280 section 4.2.1.2: identifies the certificate's own key.
  package var subjectKeyIdentifier: [UInt8]? { decoded.subjectKeyIdentifier }
  /// RFC 5280 section 4.2.1.3.
  package var keyUsage: KeyUsage? { decoded.keyUsage }
  /// RFC 5280 section 4.2.1.4: policies, mappings (4.2.1.5), constraints (4.2.1.11) and inhibitAnyPolicy (4.2.1.14).
  package var policies: PolicyExtensions { decoded.policies }
  /// RFC 5280 section 4.2.1.6.
  package var subjectAlternativeNames: [GeneralName]? { decoded.subjectAlternativeNames }
  /// RFC 5280 section 4.2.1.7.
  package var issuerAlternativeNames: [GeneralName]? { decoded.issuerAlternativeNames }
  /// RFC 5280 section 4.2.1.9.
  package var basicConstraints: BasicConstraints? { decoded.basicConstraints }
  /// RFC 5280 section 4.2.1.10.
  package var nameConstraints: NameConstraints? { decoded.nameConstraints }
  /// RFC 5280 section 4.2.1.12.
  package var extendedKeyUsage: ExtendedKeyUsage? { decoded.extendedKeyUsage }
  /// RFC 5280 sections 4.2.1.13 and 4.2.1.15: locations of revocation lists, complete and delta.
  package var distributionPoints: DistributionPoints { decoded.distributionPoints }
  /// RFC 5280 section 4.2.2: where to find more about the issuer and the subject.
  package var informationAccess: InformationAccess { decoded.informationAccess }

  /// Whether the extension is present and critical.
  func isCritical(_ oid: ObjectID) -> Bool {
    for item in all where item.oid == oid { return item.isCritical }
    return false
  }

  /// RFC 5280 4.2.1.6 requires it if the subject is empty.
  package var subjectAlternativeNamesAreCritical: Bool { isCritical(.subjectAltName) }

  package var keyUsageIsCritical: Bool { isCritical(.keyUsage) }

  package var basicConstraintsAreCritical: Bool { isCritical(.basicConstraints) }

  package var nameConstraintsAreCritical: Bool { isCritical(.nameConstraints) }

  static func serialize(_ names: [GeneralName], into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      for name in names { name.serialize(into: &coder) }
    }
  }
}

extension Extensions: Hashable {
  /// The decoded values follow from the encoded ones.
  public static func == (left: Extensions, right: Extensions) -> Bool { left === right || left.all == right.all }

  public func hash(into hasher: inout Hasher) { hasher.combine(all) }
}
