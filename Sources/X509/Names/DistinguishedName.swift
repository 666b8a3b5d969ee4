import SwiftASN1

/// An X.500 name: a list of attribute sets (RFC 5280 section 4.1.2.4) with its exact bytes.
///
/// Two names are `==` if they match by RFC 5280 section 7.1, which compares letters without regard to case.
public struct DistinguishedName: Sendable {
  /// The whole `SEQUENCE`.
  package let der: ArraySlice<UInt8>
  /// Most general first.
  package let relativeNames: [[NameAttribute]]

  /// The name without attributes, as in a workload's X509-SVID.
  package static let empty = DistinguishedName(relativeNames: [])

  /// A name with an organization and a common name, each in its own attribute set.
  ///
  /// - Throws: ``X509Error/unissuable(_:)`` if a part is empty or longer than 64 characters (RFC 5280 appendix A.1,
  ///   `ub-organization-name` and `ub-common-name`).
  package init(organization: String, commonName: String) throws(X509Error) {
    for (attribute, text) in [("O", organization), ("CN", commonName)]
    where !(1...64).contains(text.unicodeScalars.count) {
      throw .unissuable("\(attribute)=\(text) is \(text.unicodeScalars.count) characters long; 1 to 64 are allowed")
    }
    self.init(relativeNames: [
      [NameAttribute(.organizationName, organization)],
      [NameAttribute(.commonName, commonName)],
    ])
  }

  init(relativeNames: [[NameAttribute]]) {
    self.relativeNames = relativeNames
    var coder = DER.Serializer()
    coder.appendConstructedNode(identifier: .sequence) { coder in
      for attributes in relativeNames {
        coder.appendConstructedNode(identifier: .set) { coder in
          for attribute in attributes { attribute.serialize(into: &coder) }
        }
      }
    }
    der = coder.serializedBytes[...]
  }

  init(derEncoded node: DERNode) throws {
    var sets = try node.fields(.sequence, of: "name")
    var names: [[NameAttribute]] = []
    while let set = try sets.next() { names.append(try Self.attributes(set)) }
    relativeNames = names
    der = node.encodedBytes
  }

  private static func attributes(_ set: DERNode) throws -> [NameAttribute] {
    var nodes = try set.fields(.set, of: "name")
    guard var last = try nodes.next() else { throw broken("name", "an attribute set is empty") }
    var attributes = [try NameAttribute(derEncoded: last)]
    while let next = try nodes.next() {
      // X.690 section 11.6: DER sorts the elements of a set.
      guard !next.encodedBytes.lexicographicallyPrecedes(last.encodedBytes) else {
        throw broken("name", "an attribute set is not sorted")
      }
      attributes.append(try NameAttribute(derEncoded: next))
      last = next
    }
    return attributes
  }

  package var isEmpty: Bool { relativeNames.isEmpty }

  package var commonName: String? { first(.commonName) }

  package var organization: String? { first(.organizationName) }

  /// E-mail addresses in attributes, an obsolete form to which name constraints still apply (RFC 5280 4.2.1.10).
  var emailAddresses: [String] {
    relativeNames.flatMap { $0.filter { $0.type == .emailAddress } }.map(\.text)
  }

  private func first(_ type: ObjectID) -> String? {
    for attributes in relativeNames {
      for attribute in attributes where attribute.type == type { return attribute.text }
    }
    return nil
  }
}

extension DistinguishedName: Hashable {
  /// Matching by RFC 5280 section 7.1.
  public static func == (left: DistinguishedName, right: DistinguishedName) -> Bool {
    if left.der.isIdentical(to: right.der) { return true }
    guard left.relativeNames.count == right.relativeNames.count else { return false }
    // From the end, because names of one organization differ there.
    for index in left.relativeNames.indices.reversed() {
      guard matches(left.relativeNames[index], right.relativeNames[index]) else { return false }
    }
    return true
  }

  private static func matches(_ ours: [NameAttribute], _ theirs: [NameAttribute]) -> Bool {
    ours.count == 1 && theirs.count == 1
      ? ours[0].matches(theirs[0]) : comparisonKey([ours]) == comparisonKey([theirs])
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(octets: comparisonKey[...])
  }

  /// Bytes that are equal exactly if the names match: sets in order, attributes of a set sorted, text ignoring case and
  /// with white space collapsed (RFC 5280 section 7.1, RFC 4518).
  package var comparisonKey: [UInt8] { Self.comparisonKey(relativeNames) }

  /// Whether this name lies in the subtree below `base` (RFC 5280 section 4.2.1.10, directoryName).
  func isWithin(_ base: DistinguishedName) -> Bool {
    relativeNames.count >= base.relativeNames.count
      && Self.comparisonKey(Array(relativeNames.prefix(base.relativeNames.count))) == base.comparisonKey
  }

  private static func comparisonKey(_ names: [[NameAttribute]]) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(128)
    for attributes in names {
      key.append(0x31)
      key.append(length: attributes.count)
      if attributes.count == 1 {
        attributes[0].appendComparisonKey(to: &key)
      } else {
        let parts = attributes.map { attribute in
          var part: [UInt8] = []
          attribute.appendComparisonKey(to: &part)
          return part
        }
        for part in parts.sorted(by: { $0.lexicographicallyPrecedes($1) }) { key.append(contentsOf: part) }
      }
    }
    return key
  }
}

extension DistinguishedName: CustomStringConvertible {
  /// `O=red-mesh, CN=red-mesh root CA g1`: attributes in the order of the certificate, joined with `+` inside a set.
  public var description: String {
    relativeNames.map { $0.map(\.description).joined(separator: "+") }.joined(separator: ", ")
  }
}
