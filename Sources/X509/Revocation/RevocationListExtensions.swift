import SwiftASN1

/// What a list says of itself (RFC 5280 section 5.2).
struct RevocationListExtensions: Hashable, Sendable {
  /// Section 5.2.1.
  private(set) var authorityKeyIdentifier: AuthorityKeyIdentifier?
  /// Section 5.2.3.
  private(set) var number: SerialNumber?
  /// Section 5.2.4, `BaseCRLNumber`: the list that a delta starts from.
  private(set) var baseNumber: SerialNumber?
  /// Section 5.2.5.
  private(set) var issuingDistributionPoint: IssuingDistributionPoint?
  /// A critical extension that is not understood: the list must not be used (section 5.2).
  private(set) var unknownCriticalExtension: String?

  init() {}

  init(derEncoded node: DERNode) throws {
    let all = try node.children(.sequence, of: Self.structure).map(Extension.init(derEncoded:))
    guard !all.isEmpty, Set(all.map(\.oid)).count == all.count else {
      throw broken(Self.structure, "the list of extensions is empty, or one stands twice")
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
      // Nothing depends on them, so that they may also be critical.
      _ = try node()
    default: if item.isCritical { unknownCriticalExtension = item.identifier }
    }
  }

  private static func number(_ node: DERNode) throws -> SerialNumber {
    let number = try SerialNumber(derEncoded: node)
    // RFC 5280 5.2.3: not negative, and at most 20 octets long.
    guard number.bytes.count <= 20, number.bytes[0] < 0x80 else {
      throw broken(structure, "its number is negative or longer than 20 octets")
    }
    return number
  }

  private static let structure = "revocation list"
}

extension SerialNumber {
  /// Whether one number of a list is not above another; both are positive and written in the fewest octets.
  func isAtMost(_ other: SerialNumber) -> Bool {
    bytes.count != other.bytes.count
      ? bytes.count < other.bytes.count : !other.bytes.lexicographicallyPrecedes(bytes)
  }
}
