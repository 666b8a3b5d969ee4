import SwiftASN1

/// The extensions of a certificate or request: all of them undecoded, and those of RFC 5280 decoded.
public struct Extensions: Hashable, Sendable {
  /// All extensions in order.
  public let all: [Extension]
  /// RFC 5280 section 4.2.1.1.
  public private(set) var authorityKeyIdentifier: AuthorityKeyIdentifier?
  /// RFC 5280 section 4.2.1.2: identifies the certificate's own key.
  public private(set) var subjectKeyIdentifier: [UInt8]?
  /// RFC 5280 section 4.2.1.3.
  public private(set) var keyUsage: KeyUsage?
  /// RFC 5280 section 4.2.1.4: policies, mappings (4.2.1.5), constraints (4.2.1.11) and inhibitAnyPolicy (4.2.1.14).
  public private(set) var policies = PolicyExtensions()
  /// RFC 5280 section 4.2.1.6.
  public private(set) var subjectAlternativeNames: [GeneralName]?
  /// RFC 5280 section 4.2.1.7.
  public private(set) var issuerAlternativeNames: [GeneralName]?
  /// RFC 5280 section 4.2.1.9.
  public private(set) var basicConstraints: BasicConstraints?
  /// RFC 5280 section 4.2.1.10.
  public private(set) var nameConstraints: NameConstraints?
  /// RFC 5280 section 4.2.1.12.
  public private(set) var extendedKeyUsage: ExtendedKeyUsage?
  /// RFC 5280 sections 4.2.1.13 and 4.2.1.15: locations of revocation lists, complete and delta.
  public private(set) var distributionPoints = DistributionPoints()
  /// RFC 5280 section 4.2.2: where to find more about the issuer and the subject.
  public private(set) var informationAccess = InformationAccess()

  /// No extensions, as in a certificate of version 1.
  static let none = Extensions(all: [])

  private init(all: [Extension]) {
    self.all = all
  }

  init(decoding all: [Extension]) throws {
    self.init(all: all)
    // RFC 5280 4.2: a certificate must not include more than one instance of an extension.
    var seen: Set<ObjectID> = []
    for (index, item) in all.enumerated() {
      // Comparing with the few before is faster than a set.
      let isRepeated =
        all.count <= Self.few ? all[..<index].contains { $0.oid == item.oid } : !seen.insert(item.oid).inserted
      guard !isRepeated else {
        throw broken("certificate", "the extension \(item.identifier) occurs twice")
      }
      do {
        try decode(item)
      } catch let fault as DERNode.Fault {
        throw broken("certificate", "\(item.name): \(fault.detail)")
      }
    }
  }

  private static let few = 16

  private mutating func decode(_ item: Extension) throws {
    let node = { try DERNode.parse(item.value) }
    switch item.oid {
    case .authorityKeyIdentifier: authorityKeyIdentifier = try AuthorityKeyIdentifier(derEncoded: node())
    case .subjectKeyIdentifier:
      subjectKeyIdentifier = Array(try node().primitive(.octetString, of: "subject key identifier"))
    case .keyUsage: keyUsage = try KeyUsage(derEncoded: node())
    case .certificatePolicies, .policyMappings, .policyConstraints, .inhibitAnyPolicy:
      try policies.decode(item.oid, node())
    case .subjectAltName: subjectAlternativeNames = try Self.names(node())
    case .issuerAltName: issuerAlternativeNames = try Self.names(node())
    case .basicConstraints: basicConstraints = try BasicConstraints(derEncoded: node())
    case .nameConstraints: nameConstraints = try NameConstraints(derEncoded: node())
    case .extendedKeyUsage: extendedKeyUsage = try ExtendedKeyUsage(derEncoded: node())
    case .cRLDistributionPoints, .freshestCRL: try distributionPoints.decode(item.oid, node())
    case .authorityInfoAccess, .subjectInfoAccess: try informationAccess.decode(item.oid, node())
    case .subjectDirectoryAttributes:
      guard try !node().children(.sequence, of: "subject directory attributes").isEmpty else {
        throw broken("subject directory attributes", "the list is empty")
      }
    default: break
    }
  }

  /// Whether the extension is present and critical.
  func isCritical(_ oid: ObjectID) -> Bool {
    all.first { $0.oid == oid }?.isCritical ?? false
  }

  /// RFC 5280 4.2.1.6 requires it if the subject is empty.
  public var subjectAlternativeNamesAreCritical: Bool { isCritical(.subjectAltName) }

  public var keyUsageIsCritical: Bool { isCritical(.keyUsage) }

  public var basicConstraintsAreCritical: Bool { isCritical(.basicConstraints) }

  public var nameConstraintsAreCritical: Bool { isCritical(.nameConstraints) }

  private static func names(_ node: DERNode) throws -> [GeneralName] {
    let names = try node.children(.sequence, of: "alternative names").map(GeneralName.init(derEncoded:))
    // RFC 5280 4.2.1.6: the sequence contains at least one name.
    guard !names.isEmpty else { throw broken("alternative names", "the list is empty") }
    for case .ip(let address) in names where address.count != 4 && address.count != 16 {
      throw broken("alternative names", "an address is \(address.count) octets long instead of 4 or 16")
    }
    return names
  }

  static func serialize(_ names: [GeneralName], into coder: inout DER.Serializer) {
    coder.appendConstructedNode(identifier: .sequence) { coder in
      for name in names { name.serialize(into: &coder) }
    }
  }
}
