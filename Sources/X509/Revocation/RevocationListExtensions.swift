import SwiftASN1

/// The extensions of a revocation list (RFC 5280 section 5.2).
struct RevocationListExtensions: Hashable, Sendable {
  /// Section 5.2.1.
  private(set) var authorityKeyIdentifier: AuthorityKeyIdentifier?
  /// Section 5.2.3.
  private(set) var number: SerialNumber?
  /// Section 5.2.4, `BaseCRLNumber`: the list to which a delta applies.
  private(set) var baseNumber: SerialNumber?
  /// Section 5.2.5.
  private(set) var issuingDistributionPoint: IssuingDistributionPoint?
  /// An unknown critical extension, which makes the list unusable (section 5.2).
  private(set) var unknownCriticalExtension: String?

  init() {}

  init(derEncoded node: DERNode) throws {
    let all = try node.children(.sequence, of: Self.structure).map(Extension.init(derEncoded:))
    guard !all.isEmpty, Set(all.map(\.oid)).count == all.count else {
      throw broken(Self.structure, "the list of extensions is empty, or one occurs twice")
    }
    for item in all { try decode(item) }
  }

  private mutating func decode(_ item: Extension) throws {
    let node = { try DERNode.parse(item.value) }
    switch item.oid {
    case .authorityKeyIdentifier: authorityKeyIdentifier = try AuthorityKeyIdentifier(derEncoded: node())
    case .cRLNumber: number = try Self.number(node())
    case .deltaCRLIndicator: baseNumber = try Self.number(node())
    case .issuingDistributionPoint: issuingDistributionPoint = try IssuingDistributionPoint(derEncoded: node())
    case .freshestCRL:
      var points = DistributionPoints()
      try points.decode(item.oid, node())
    case .issuerAltName, .authorityInfoAccess:
      // They affect nothing, so they may be critical.
      _ = try node()
    default: if item.isCritical { unknownCriticalExtension = item.identifier }
    }
  }

  private static func number(_ node: DERNode) throws -> SerialNumber {
    let number = try SerialNumber(derEncoded: node)
    // RFC 5280 5.2.3: not negative, at most 20 octets.
    guard number.bytes.count <= 20, number.bytes[0] < 0x80 else {
      throw broken(structure, "its number is negative or longer than 20 octets")
    }
    return number
  }

  private static let structure = "revocation list"
}

extension SerialNumber {
  /// Compares two list numbers, both positive and minimally encoded.
  func isAtMost(_ other: SerialNumber) -> Bool {
    bytes.count != other.bytes.count
      ? bytes.count < other.bytes.count : !other.bytes.lexicographicallyPrecedes(bytes)
  }
}
