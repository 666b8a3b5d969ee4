import SwiftASN1

/// Which certificates and reasons a list covers (RFC 5280 section 5.2.5).
struct IssuingDistributionPoint: Hashable, Sendable {
  /// The location of the list, compared with the certificate's own distribution point.
  private(set) var name: DistributionPointName?
  private(set) var onlyContainsUserCertificates = false
  private(set) var onlyContainsAuthorityCertificates = false
  private(set) var onlyContainsAttributeCertificates = false
  /// Nil means every reason.
  private(set) var onlySomeReasons: ReasonFlags?
  /// Whether the list also covers certificates of other issuers.
  private(set) var isIndirect = false

  init(derEncoded node: DERNode) throws {
    var lastTag: UInt?
    for field in try node.children(.sequence, of: Self.structure) {
      let tag = field.identifier.tagNumber
      guard field.identifier.tagClass == .contextSpecific, tag <= 5, lastTag.map({ $0 < tag }) ?? true else {
        throw broken(Self.structure, "it has unknown or misplaced fields")
      }
      lastTag = tag
      switch tag {
      case 0: name = try DistributionPointName(derEncoded: field)
      case 1: onlyContainsUserCertificates = try Self.flag(field)
      case 2: onlyContainsAuthorityCertificates = try Self.flag(field)
      case 3:
        onlySomeReasons = ReasonFlags(
          bits: try BitString(derEncoded: field, withIdentifier: field.identifier).bytes)
      case 4: isIndirect = try Self.flag(field)
      default: onlyContainsAttributeCertificates = try Self.flag(field)
      }
    }
    // RFC 5280 5.2.5: not an empty sequence, and at most one of the three.
    let kinds = [onlyContainsUserCertificates, onlyContainsAuthorityCertificates, onlyContainsAttributeCertificates]
    guard lastTag != nil, kinds.filter({ $0 }).count <= 1 else {
      throw broken(Self.structure, "it is empty, or limits the list to two kinds of certificates")
    }
  }

  /// `BOOLEAN DEFAULT FALSE`: DER omits FALSE.
  private static func flag(_ field: DERNode) throws -> Bool {
    guard try Bool(derEncoded: field, withIdentifier: field.identifier) else {
      throw broken(structure, "FALSE is written out")
    }
    return true
  }

  private static let structure = "issuing distribution point"
}

/// `DistributionPointName`: full names, or attributes to be added to the issuer's name (RFC 5280 section 4.2.1.13).
enum DistributionPointName: Hashable, Sendable {
  case full([GeneralName])
  case relative([NameAttribute])

  init(derEncoded field: DERNode) throws {
    let choice = try field.only(field.identifier, of: "distribution point")
    switch choice.identifier {
    case .context(0):
      let names = try choice.children(choice.identifier, of: "distribution point").map(GeneralName.init(derEncoded:))
      guard !names.isEmpty else { throw broken("distribution point", "a list of names is empty") }
      self = .full(names)
    case .context(1):
      let attributes = try choice.children(choice.identifier, of: "distribution point")
        .map(NameAttribute.init(derEncoded:))
      guard !attributes.isEmpty else { throw broken("distribution point", "a relative name is empty") }
      self = .relative(attributes)
    default: throw broken("distribution point", "its name is of an unknown kind")
    }
  }

  /// Full names; relative names are completed with the name of the list's issuer.
  func names(below issuer: DistinguishedName) -> [GeneralName] {
    switch self {
    case .full(let names): names
    case .relative(let attributes):
      [.directory(DistinguishedName(relativeNames: issuer.relativeNames + [attributes]))]
    }
  }
}
