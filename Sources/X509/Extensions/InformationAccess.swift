import SwiftASN1

/// Where to learn more of the issuer and of the subject (RFC 5280 sections 4.2.2.1 and 4.2.2.2).
public struct InformationAccess: Hashable, Sendable {
  /// One place and what is to be had there.
  public struct Access: Hashable, Sendable {
    /// The dotted number of the method: OCSP, issuing certificates, a repository.
    public let method: String
    /// The place.
    public let location: GeneralName
  }

  /// Of the issuer.
  public private(set) var authority: [Access] = []
  /// Of the subject.
  public private(set) var subject: [Access] = []

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
