import SwiftASN1

/// Where to find more about the issuer and the subject (RFC 5280 sections 4.2.2.1 and 4.2.2.2).
package struct InformationAccess: Hashable, Sendable {
  package struct Access: Hashable, Sendable {
    /// The access method as dotted numbers: OCSP, CA issuers, a repository.
    package let method: String
    package let location: GeneralName
  }

  package private(set) var authority: [Access] = []
  package private(set) var subject: [Access] = []

  mutating func decode(_ oid: ObjectID, _ node: DERNode) throws {
    let list = try node.children(.sequence, of: "information access").map { description in
      let parts = try description.children(.sequence, of: "information access")
      guard parts.count == 2 else { throw broken("information access", "an entry is not a pair") }
      return Access(
        method: try ObjectID(derEncoded: parts[0]).description,
        location: try GeneralName(derEncoded: parts[1]))
    }
    guard !list.isEmpty else { throw broken("information access", "the list is empty") }
    if oid == .authorityInfoAccess { authority = list } else { subject = list }
  }
}
