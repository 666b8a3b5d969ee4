import Cryptography
public import Diagnostics
import Federation
public import X509

/// The revocation lists of a mesh's authorities.
public struct SignedLists: Sendable {
  /// One list.
  public struct Item: Sendable {
    /// The name of the authority that signed it.
    public let authority: String
    /// The list.
    public let list: RevocationList
  }

  /// The lists, the root's first.
  public let items: [Item]
  /// What the lists do not cover, and what is likely to bite.
  public let warnings: [Diagnostic]
}

extension OpenHome {
  /// Signs new lists of a mesh's authorities: its root's, or the shared one's, and its intermediate's. Of a mesh that was
  /// removed, the last lists that its authorities signed.
  ///
  /// - Parameter seconds: until when the next lists are due; nobody uses a list that is older.
  public func revocationLists(of meshName: String, validFor seconds: Int64) throws(CAError) -> SignedLists {
    try locked { () throws(CAError) in
      let federation = try federation()
      guard federation.mesh(named: meshName) != nil else {
        let lists = try read { try $0.lists(of: .mesh(meshName)) }
        guard !lists.isEmpty else {
          throw .unknownMesh(meshName, nearest: Spelling.nearest(to: meshName, among: federation.meshes.map(\.name)))
        }
        return SignedLists(
          items: lists.map { SignedLists.Item(authority: "\(meshName)/\($0.role.rawValue)", list: $0.list) },
          warnings: [
            Diagnostic(
              "MT-CRL-02", .note, what: "`\(meshName)` was removed; these are the last lists of its authorities",
              why: "their keys were destroyed, so that there will be no others")
          ])
      }
      let authorities = try issuedAuthorities()
      let chain = [
        authorities.root(of: meshName, in: federation),
        authorities.intermediate(of: meshName),
      ].compactMap { $0 }
      guard !chain.isEmpty else { throw .noIntermediate(mesh: meshName) }
      let between = authorities.intermediate(of: meshName)?.chain ?? []
      return try signLists(chain, between: between, validFor: seconds)
    }
  }

  /// Signs the lists of authorities that have their keys here, and keeps them.
  func signLists(
    _ chain: [Authority], between: [Certificate] = [], validFor seconds: Int64?
  ) throws(CAError) -> SignedLists {
    var items: [SignedLists.Item] = []
    var warnings: [Diagnostic] = []
    var signed: [(authority: Authority, list: RevocationList, number: Int)] = []
    for authority in chain {
      guard authority.hasKey else {
        warnings.append(Self.notCovered(authority.certificate, "its key is not in this home"))
        continue
      }
      guard authority.certificate.extensions.keyUsage?.contains(.cRLSign) ?? true else {
        warnings.append(
          Self.notCovered(authority.certificate, "its key usage lacks cRLSign, so that it may sign no list"))
        continue
      }
      let key = try key(of: authority)
      let (entries, last) = try read { reader in
        (
          try reader.revocations(by: authority.certificate).map(\.entry),
          try reader.lastListNumber(of: authority.certificate)
        )
      }
      let end = authority.certificate.validity.notAfter
      let template = RevocationListTemplate(
        number: last + 1, thisUpdate: now, nextUpdate: seconds.map { min(now + $0, end) } ?? end, entries: entries)
      let list = try wrapping(CAError.x509, template.signed(by: key, issuer: authority.certificate))
      signed.append((authority, list, last + 1))
      items.append(SignedLists.Item(authority: authority.name, list: list))
    }
    warnings += between.map { Self.notCovered($0, "it belongs to somebody else") }
    try write { writer in
      for item in signed {
        try writer.setList(item.list, number: item.number, of: item.authority, at: now)
        try writer.append(
          .signedList, item.authority.name,
          "number \(item.number), \(item.list.count) revoked, next "
            + (item.list.nextUpdate.map { "\($0)" } ?? ""), at: now)
      }
    }
    return SignedLists(items: items, warnings: warnings)
  }

  private static func notCovered(_ issuer: Certificate, _ why: String) -> Diagnostic {
    Diagnostic(
      "MT-CRL-01", .warning, what: "there is no list of `\(issuer)`",
      why: "\(why); a verifier that is given any list "
        + "wants one of every authority of the chain, and refuses every certificate below this one",
      next: "get its list from whoever holds the key, and put all lists into the bundle together, or none")
  }
}
