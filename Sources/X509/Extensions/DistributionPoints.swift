import SwiftASN1

/// Where revocation lists are published (RFC 5280 sections 4.2.1.13 and 4.2.1.15).
package struct DistributionPoints: Hashable, Sendable {
  /// One location: its names, and the issuer of the list if that is not the certificate's issuer.
  package struct Point: Hashable, Sendable {
    let name: DistributionPointName?
    /// Nil means every reason.
    let reasons: ReasonFlags?
    /// `cRLIssuer`.
    package let issuer: [GeneralName]

    /// `fullName`: the locations of the list.
    package var fullName: [GeneralName] {
      if case .full(let names) = name { names } else { [] }
    }
  }

  /// Complete lists.
  package private(set) var complete: [Point] = []
  /// Delta lists.
  package private(set) var fresh: [Point] = []

  mutating func decode(_ oid: ObjectID, _ node: DERNode) throws {
    let points = try node.children(.sequence, of: "distribution points").map(Self.point)
    guard !points.isEmpty else { throw broken("distribution points", "the list is empty") }
    if oid == .freshestCRL { fresh = points } else { complete = points }
  }

  private static func point(_ node: DERNode) throws -> Point {
    var name: DistributionPointName?
    var reasons: ReasonFlags?
    var issuer: [GeneralName] = []
    var lastTag: UInt?
    for field in try node.children(.sequence, of: "distribution point") {
      guard lastTag.map({ $0 < field.identifier.tagNumber }) ?? true else {
        throw broken("distribution point", "its fields are out of order")
      }
      lastTag = field.identifier.tagNumber
      switch field.identifier {
      case .context(0): name = try DistributionPointName(derEncoded: field)
      case .context(1):
        reasons = ReasonFlags(bits: try BitString(derEncoded: field, withIdentifier: field.identifier).bytes)
      case .context(2): issuer = try Self.names(field)
      default: throw broken("distribution point", "it has an unknown field")
      }
    }
    // RFC 5280 4.2.1.13: a point must not consist of reasons only.
    guard name != nil || !issuer.isEmpty else {
      throw broken("distribution point", "it has neither a location nor an issuer of the list")
    }
    return Point(name: name, reasons: reasons, issuer: issuer)
  }

  private static func names(_ node: DERNode) throws -> [GeneralName] {
    let names = try node.children(node.identifier, of: "distribution point").map(GeneralName.init(derEncoded:))
    guard !names.isEmpty else { throw broken("distribution point", "a list of names is empty") }
    return names
  }
}
