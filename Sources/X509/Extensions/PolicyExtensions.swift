import SwiftASN1

/// All extensions on certificate policies (RFC 5280 sections 4.2.1.4, .5, .11 and .14).
package struct PolicyExtensions: Hashable, Sendable {
  /// Declares a policy of the issuer equivalent to one of the subject.
  public struct Mapping: Hashable, Sendable {
    let issuerPolicy: ObjectID
    let subjectPolicy: ObjectID

    package var issuerDomainPolicy: String { issuerPolicy.description }
    package var subjectDomainPolicy: String { subjectPolicy.description }
  }

  /// Nil if the extension is absent.
  private(set) var identifiers: [ObjectID]?
  /// The policies as dotted numbers; nil if the extension is absent.
  package var policies: [String]? { identifiers?.map(\.description) }
  /// Nil if the extension is absent.
  package private(set) var mappings: [Mapping]?
  /// The number of certificates after which an explicit policy is required.
  package private(set) var requireExplicitPolicy: Int?
  /// The number of certificates after which mapping is inhibited.
  package private(set) var inhibitPolicyMapping: Int?
  /// The number of certificates after which anyPolicy is ignored.
  package private(set) var inhibitAnyPolicy: Int?

  mutating func decode(_ oid: ObjectID, _ node: DERNode) throws {
    switch oid {
    case .certificatePolicies: identifiers = try Self.policies(node)
    case .policyMappings: mappings = try Self.mappings(node)
    case .policyConstraints: try decodeConstraints(node)
    default: inhibitAnyPolicy = try Self.count(Int(derEncoded: node))
    }
  }

  private static func policies(_ node: DERNode) throws -> [ObjectID] {
    let policies = try node.children(.sequence, of: "certificate policies").map { information in
      let parts = try information.children(.sequence, of: "certificate policies")
      guard let first = parts.first, parts.count <= 2 else {
        throw broken("certificate policies", "an entry is not a policy with optional qualifiers")
      }
      if parts.count == 2, try parts[1].children(.sequence, of: "certificate policies").isEmpty {
        throw broken("certificate policies", "a list of qualifiers is empty")
      }
      return try ObjectID(derEncoded: first)
    }
    // RFC 5280 4.2.1.4: at least one, none more than once.
    guard !policies.isEmpty, Set(policies).count == policies.count else {
      throw broken("certificate policies", policies.isEmpty ? "the list is empty" : "a policy is listed twice")
    }
    return policies
  }

  private static func mappings(_ node: DERNode) throws -> [Mapping] {
    let mappings = try node.children(.sequence, of: "policy mappings").map { pair in
      let parts = try pair.children(.sequence, of: "policy mappings")
      guard parts.count == 2 else { throw broken("policy mappings", "a mapping is not a pair") }
      return Mapping(
        issuerPolicy: try ObjectID(derEncoded: parts[0]),
        subjectPolicy: try ObjectID(derEncoded: parts[1]))
    }
    guard !mappings.isEmpty else { throw broken("policy mappings", "the list is empty") }
    return mappings
  }

  private mutating func decodeConstraints(_ node: DERNode) throws {
    let fields = try node.children(.sequence, of: "policy constraints")
    // RFC 5280 4.2.1.11: conforming authorities must not issue an empty sequence.
    guard !fields.isEmpty else { throw broken("policy constraints", "it is empty") }
    for field in fields {
      let value = try Self.count(Int(derEncoded: field, withIdentifier: field.identifier))
      switch field.identifier {
      case .context(0) where requireExplicitPolicy == nil && inhibitPolicyMapping == nil: requireExplicitPolicy = value
      case .context(1) where inhibitPolicyMapping == nil: inhibitPolicyMapping = value
      default: throw broken("policy constraints", "it has unknown or misplaced fields")
      }
    }
  }

  private static func count(_ value: Int) throws -> Int {
    guard value >= 0 else { throw broken("policy constraints", "a number of certificates is negative") }
    return value
  }
}
