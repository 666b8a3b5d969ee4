import SwiftASN1

/// The extensions of RFC 5280 in a certificate or request; ``Extensions`` names the clause of each.
struct DecodedExtensions: Sendable {
  private(set) var authorityKeyIdentifier: AuthorityKeyIdentifier?
  private(set) var subjectKeyIdentifier: [UInt8]?
  private(set) var keyUsage: KeyUsage?
  private(set) var policies = PolicyExtensions()
  private(set) var subjectAlternativeNames: [GeneralName]?
  private(set) var issuerAlternativeNames: [GeneralName]?
  private(set) var basicConstraints: BasicConstraints?
  private(set) var nameConstraints: NameConstraints?
  private(set) var extendedKeyUsage: ExtendedKeyUsage?
  private(set) var distributionPoints = DistributionPoints()
  private(set) var informationAccess = InformationAccess()

  /// No extensions.
  init() {}

  init(_ all: [Extension]) throws {
    var seen: Set<ObjectID> = []
    for (index, item) in all.enumerated() {
      // RFC 5280 4.2: a certificate must not include more than one instance of an extension. Comparing with the few
      // before is faster than a set.
      let isRepeated =
        all.count <= Self.few ? Self.contains(all, before: index, item.oid) : !seen.insert(item.oid).inserted
      guard !isRepeated else { throw broken("certificate", "the extension \(item.identifier) occurs twice") }
      do {
        try decode(item)
      } catch let fault as DERNode.Fault {
        throw broken("certificate", "\(item.name): \(fault.detail)")
      }
    }
  }

  private static let few = 16

  private static func contains(_ all: [Extension], before end: Int, _ oid: ObjectID) -> Bool {
    for index in 0..<end where all[index].oid == oid { return true }
    return false
  }

  private mutating func decode(_ item: Extension) throws {
    let node = { try DERNode.parse(item.value) }
    switch item.oid {
    case .authorityKeyIdentifier: authorityKeyIdentifier = try AuthorityKeyIdentifier(derEncoded: node())
    case .subjectKeyIdentifier:
      subjectKeyIdentifier = Array(try node().primitive(.octetString, of: "subject key identifier"))
    case .keyUsage: keyUsage = try KeyUsage(derEncoded: node())
    case .subjectAltName: subjectAlternativeNames = try Self.names(node())
    case .basicConstraints: basicConstraints = try BasicConstraints(derEncoded: node())
    case .extendedKeyUsage: extendedKeyUsage = try ExtendedKeyUsage(derEncoded: node())
    case .nameConstraints: nameConstraints = try NameConstraints(derEncoded: node())
    case .certificatePolicies, .policyMappings, .policyConstraints, .inhibitAnyPolicy:
      try policies.decode(item.oid, node())
    case .issuerAltName: issuerAlternativeNames = try Self.names(node())
    case .cRLDistributionPoints, .freshestCRL: try distributionPoints.decode(item.oid, node())
    case .authorityInfoAccess, .subjectInfoAccess: try informationAccess.decode(item.oid, node())
    case .subjectDirectoryAttributes:
      guard try !node().children(.sequence, of: "subject directory attributes").isEmpty else {
        throw broken("subject directory attributes", "the list is empty")
      }
    default: break
    }
  }

  private static func names(_ node: DERNode) throws -> [GeneralName] {
    var fields = try node.fields(.sequence, of: "alternative names")
    var names: [GeneralName] = []
    while let field = try fields.next() { names.append(try GeneralName(derEncoded: field)) }
    // RFC 5280 4.2.1.6: the sequence contains at least one name.
    guard !names.isEmpty else { throw broken("alternative names", "the list is empty") }
    for case .ip(let address) in names where address.count != 4 && address.count != 16 {
      throw broken("alternative names", "an address is \(address.count) octets long instead of 4 or 16")
    }
    return names
  }
}
