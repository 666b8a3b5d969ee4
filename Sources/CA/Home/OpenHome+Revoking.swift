import Cryptography
public import Diagnostics
import Federation
public import X509

/// The CRLs of a mesh's authorities.
public struct SignedLists: Sendable {
  public struct Item: Sendable {
    /// The name of the authority that signed it.
    public let authority: String
    public let list: RevocationList
  }

  /// The root's first.
  public let items: [Item]
  /// What the lists do not cover, and what may cause trouble.
  public let warnings: [Diagnostic]

  public init(items: [Item], warnings: [Diagnostic]) {
    self.items = items
    self.warnings = warnings
  }
}

extension OpenHome {
  /// Signs new CRLs of all authorities below or in a mesh's bundle: of its roots, or the shared ones, and of every
  /// intermediate whose leaves may still be presented, also while another one signs. For a removed mesh it returns the last
  /// CRLs of its authorities.
  ///
  /// - Parameter seconds: how long the lists are valid; verifiers ignore expired ones.
  public func revocationLists(of meshName: String, validFor seconds: Int64) throws(CAError) -> SignedLists {
    try locked { () throws(CAError) in
      let federation = try federation()
      guard let mesh = federation.mesh(named: meshName) else {
        let lists = try read { try $0.lists(of: .mesh(meshName)) }
        guard !lists.isEmpty else {
          throw .unknownMesh(meshName, nearest: Spelling.nearest(to: meshName, among: federation.meshes.map(\.name)))
        }
        return SignedLists(
          items: lists.map { SignedLists.Item(authority: "\(meshName)/\($0.role.rawValue)", list: $0.list) },
          warnings: [
            Diagnostic(
              "MT-CRL-02", .note, what: "`\(meshName)` was removed; these are the last lists of its authorities",
              why: "their keys were destroyed, so there will be no newer ones")
          ])
      }
      let authorities = try issuedAuthorities()
      let owner = federation.rootOwner(of: meshName)
      let roots = authorities.all.filter { $0.role == .root && $0.owner == owner }
      let active = authorities.intermediate(of: meshName)
      let others = authorities.present.filter { other in
        other.role == .intermediate && other.owner == .mesh(meshName) && other.certificate != active?.certificate
          && other.certificate.validity.notAfter > now
      }
      let intermediates = (active.map { [$0] } ?? []) + others.sorted { $0.generation > $1.generation }
      let chain = roots + intermediates
      guard !chain.isEmpty else { throw .noIntermediate(mesh: meshName) }
      let between = intermediates.flatMap(\.chain).distinct()
      let signed = try signLists(chain, between: between, validFor: seconds)
      let elsewhere = try signedForRequests(of: mesh).map {
        Self.notCovered($0, "it was signed for a request, and its key is not in this home")
      }
      return SignedLists(items: signed.items, warnings: signed.warnings + elsewhere)
    }
  }

  /// A new list of an authority that has one, for as long as that was valid: the last list of an authority names everything
  /// that it revoked. Nil if it does, or has expired.
  ///
  /// - Parameter new: What is revoked in the transaction that stores the list.
  func listAgain(of issuer: Certificate, with new: RevocationListTemplate.Entry?) throws(CAError) -> NewList? {
    let certificates = try read { try $0.certificates(ofIssuer: issuer) }
    guard let authority = try issuedAuthorities().present.first(where: { certificates.contains($0.certificate) }),
      issuer.validity.notAfter > now, let last = try read({ try $0.lastList(of: issuer) }), let end = last.nextUpdate,
      try last.count < read({ try $0.revocations(by: issuer) }).count + (new == nil ? 0 : 1)
    else { return nil }
    let seconds = end.seconds - last.thisUpdate.seconds
    return try newLists([authority], validFor: seconds, with: new).lists.first
  }

  /// The last CRLs of a mesh's authorities that were signed, the root's first; nothing is signed.
  public func lastRevocationLists(of meshName: String) throws(CAError) -> [SignedLists.Item] {
    let federation = try federation()
    let owners: [AuthorityOwner] =
      federation.mesh(named: meshName).map { mesh in
        let above = federation.rootOwner(of: mesh.name)
        return above == .mesh(mesh.name) ? [above] : [above, .mesh(mesh.name)]
      } ?? [.mesh(meshName)]
    guard try isIssued() else { throw .noAuthorities(home: folder) }
    var items: [SignedLists.Item] = []
    for owner in owners {
      items += try read { try $0.lists(of: owner) }.map {
        SignedLists.Item(authority: "\(owner)/\($0.role.rawValue)", list: $0.list)
      }
    }
    return items
  }

  /// What the home has revoked; nothing before it has a database.
  public func revokedCertificates() throws(CAError) -> RevokedCertificates {
    guard try isBegun else { return RevokedCertificates([:]) }
    return RevokedCertificates(try read { try $0.revocationTimes() })
  }

  /// Signs and stores the lists of the authorities whose keys are here.
  func signLists(
    _ chain: [Authority], between: [Certificate] = [], validFor seconds: Int64?
  ) throws(CAError) -> SignedLists {
    let new = try newLists(chain, validFor: seconds)
    try write { try storeLists(new.lists, $0) }
    return SignedLists(
      items: new.lists.map { SignedLists.Item(authority: $0.authority.name, list: $0.list) },
      warnings: new.warnings + between.map { Self.notCovered($0, "it belongs to another organization") })
  }

  /// A list that is signed, and not stored yet.
  struct NewList {
    let authority: Authority
    let list: RevocationList
    let number: Int
  }

  private func newLists(
    _ chain: [Authority], validFor seconds: Int64?, with new: RevocationListTemplate.Entry? = nil
  ) throws(CAError) -> (lists: [NewList], warnings: [Diagnostic]) {
    var (lists, warnings): ([NewList], [Diagnostic]) = ([], [])
    for authority in chain {
      guard authority.hasKey else {
        warnings.append(Self.notCovered(authority.certificate, "its key is not in this home"))
        continue
      }
      guard authority.certificate.extensions.keyUsage?.contains(.cRLSign) ?? true else {
        warnings.append(
          Self.notCovered(authority.certificate, "its key usage lacks cRLSign, so it may not sign lists"))
        continue
      }
      let key = try signer(of: authority)
      let (entries, last) = try read { reader in
        (
          try reader.revocations(by: authority.certificate).map(\.entry),
          try reader.lastListNumber(of: authority.certificate)
        )
      }
      let end = authority.certificate.validity.notAfter
      let template = RevocationListTemplate(
        number: last + 1, thisUpdate: now, nextUpdate: seconds.map { min(now + $0, end) } ?? end,
        entries: entries + (new.map { [$0] } ?? []))
      let list = try wrapping(CAError.x509, template.signed(by: key, issuer: authority.certificate))
      lists.append(NewList(authority: authority, list: list, number: last + 1))
    }
    return (lists, warnings)
  }

  func storeLists(_ lists: [NewList], _ writer: any StoreWriting) throws {
    for item in lists {
      try writer.setList(item.list, number: item.number, of: item.authority, at: now)
      try writer.append(
        .signedList, item.authority.name,
        "number \(item.number), \(item.list.count) revoked, next "
          + (item.list.nextUpdate.map { "\($0)" } ?? ""), at: now)
    }
  }

  static func notCovered(_ issuer: Certificate, _ why: String) -> Diagnostic {
    Diagnostic(
      "MT-CRL-01", .warning, what: "there is no list of `\(issuer)`",
      why: "\(why); a verifier that is given any list "
        + "wants one of every authority of the chain, and refuses every certificate below this one",
      next: "get its list from the owner of its key, and put all lists into the bundle or none")
  }
}
