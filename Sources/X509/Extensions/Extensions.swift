import SwiftASN1

/// The extensions of a certificate or request: all of them undecoded, and those of RFC 5280 decoded.
///
/// They are one immutable object, so that reading one of them does not copy the others.
public final class Extensions: Sendable {
  /// All extensions in order.
  public let all: [Extension]
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
  public var authorityKeyIdentifier: AuthorityKeyIdentifier? { decoded.authorityKeyIdentifier }
  /// RFC 5280 section 4.2.1.2: identifies the certificate's own key.
  public var subjectKeyIdentifier: [UInt8]? { decoded.subjectKeyIdentifier }
  /// RFC 5280 section 4.2.1.3.
  public var keyUsage: KeyUsage? { decoded.keyUsage }
  /// RFC 5280 section 4.2.1.4: policies, mappings (4.2.1.5), constraints (4.2.1.11) and inhibitAnyPolicy (4.2.1.14).
  public var policies: PolicyExtensions { decoded.policies }
  /// RFC 5280 section 4.2.1.6.
  public var subjectAlternativeNames: [GeneralName]? { decoded.subjectAlternativeNames }
  /// RFC 5280 section 4.2.1.7.
  public var issuerAlternativeNames: [GeneralName]? { decoded.issuerAlternativeNames }
  /// RFC 5280 section 4.2.1.9.
  public var basicConstraints: BasicConstraints? { decoded.basicConstraints }
  /// RFC 5280 section 4.2.1.10.
  public var nameConstraints: NameConstraints? { decoded.nameConstraints }
  /// RFC 5280 section 4.2.1.12.
  public var extendedKeyUsage: ExtendedKeyUsage? { decoded.extendedKeyUsage }
  /// RFC 5280 sections 4.2.1.13 and 4.2.1.15: locations of revocation lists, complete and delta.
  public var distributionPoints: DistributionPoints { decoded.distributionPoints }
  /// RFC 5280 section 4.2.2: where to find more about the issuer and the subject.
  public var informationAccess: InformationAccess { decoded.informationAccess }

  /// Whether the extension is present and critical.
  func isCritical(_ oid: ObjectID) -> Bool {
    for item in all where item.oid == oid { return item.isCritical }
    return false
  }

  /// RFC 5280 4.2.1.6 requires it if the subject is empty.
  public var subjectAlternativeNamesAreCritical: Bool { isCritical(.subjectAltName) }

  public var keyUsageIsCritical: Bool { isCritical(.keyUsage) }

  public var basicConstraintsAreCritical: Bool { isCritical(.basicConstraints) }

  public var nameConstraintsAreCritical: Bool { isCritical(.nameConstraints) }

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
