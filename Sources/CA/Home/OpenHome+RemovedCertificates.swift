import Diagnostics
import Federation
import SPIFFE
import X509

/// The certificates that a removal revokes: all that this home's authorities issued for the mesh, whoever has the keys. An
/// intermediate that was signed for a request signs elsewhere, and stays good below a root that stays.
extension OpenHome {
  /// The mesh's own intermediates, those that were signed for its requests, and what its authorities issued, as far as they
  /// are valid and not revoked.
  ///
  /// - Parameter retired: The mesh's authorities.
  func certificatesToRevoke(of name: String, _ retired: [Authority]) throws(CAError) -> [Certificate] {
    let own = retired.filter { $0.role == .intermediate }.map(\.certificate)
    let identities = try identities(of: name, retired)
    return try read { reader in
      var found = own.filter { $0.validity.notAfter >= now }
      found += try reader.intermediates(issuedFor: identities, after: now)
      for issuer in own { found += try reader.issued(by: issuer, after: now) }
      return found.distinct()
    }
  }

  /// Whose lists name what a removal revokes: the mesh's authorities, and others that issued something of it.
  func issuers(
    of revoked: [Certificate], leaving name: String, _ retired: [Authority]
  ) throws(CAError) -> [Authority] {
    let signers = try read { reader in
      let issuers = Set(try revoked.compactMap { try reader.issuer(of: $0) })
      return Set(try issuers.flatMap { try reader.certificates(ofIssuer: $0) })
    }
    let others = try authorities().present.filter { other in
      other.owner != .mesh(name) && signers.contains(other.certificate)
    }
    return retired + others
  }

  /// Revokes what is not revoked yet, and logs it.
  func revoke(
    _ certificates: [Certificate], leaving name: String, _ issuers: [Authority], _ writer: any StoreWriting
  ) throws {
    for certificate in certificates {
      guard try writer.reader.revocation(of: certificate) == nil,
        let issuer = try Self.issuer(of: certificate, among: issuers, writer.reader)
      else { continue }
      try writer.revoke(certificate, issuer: issuer, .cessationOfOperation, at: now)
      try writer.append(
        .revoked, "\(certificate)", "SHA-256 \(certificate.fingerprint), the mesh `\(name)` was removed", at: now)
    }
  }

  /// Revokes what was issued for a mesh after its removal began. Nothing is written if that is nothing.
  func revokeRest(of name: String, _ retired: [Authority]) throws(CAError) {
    let all = try certificatesToRevoke(of: name, retired)
    let issuers = try issuers(of: all, leaving: name, retired)
    let rest = try read { reader in
      try all.filter { certificate in
        guard try reader.revocation(of: certificate) == nil else { return false }
        return try Self.issuer(of: certificate, among: issuers, reader) != nil
      }
    }
    guard !rest.isEmpty else { return }
    try write { try revoke(rest, leaving: name, issuers, $0) }
  }

  /// By the signature, because copies of one root share its name.
  private static func issuer(
    of certificate: Certificate, among issuers: [Authority], _ reader: any StoreReading
  ) throws -> Certificate? {
    let present = issuers.first { certificate.isIssued(by: $0.certificate) }?.certificate
    return try present ?? reader.issuer(of: certificate)
  }

  /// The intermediates of a mesh that this home signed for requests, as far as they are valid and not revoked.
  func signedForRequests(of mesh: Mesh) throws(CAError) -> [Certificate] {
    try read { reader in
      try reader.signedForRequests(endingAfter: now).filter { certificate in
        try certificate.uris == [mesh.trustDomain.uri] && reader.revocation(of: certificate) == nil
      }
    }
  }

  /// The trust domains that the mesh's intermediates have and had: no other mesh has any of them.
  private func identities(of name: String, _ retired: [Authority]) throws(CAError) -> Set<String> {
    let described = try federation().mesh(named: name).map { [$0.trustDomain.uri] } ?? []
    return Set(described + retired.filter { $0.role == .intermediate }.flatMap(\.certificate.uris))
  }

  /// Signs the lists of a mesh's issuers. Its own authorities sign for the last time, and their lists are valid until
  /// they expire; others, such as the shared root, sign as usual. What a command that was stopped has signed and stored is
  /// not signed again.
  ///
  /// - Parameter isAccepted: Whether a list may be missing because a key outside of the home is out of reach. The log says
  ///   so.
  func signLastLists(
    of name: String, _ retired: [Authority], acceptingMissing isAccepted: Bool = false
  ) throws(CAError) -> [Diagnostic] {
    let last = retired.filter { $0.certificate.validity.notAfter > now }
    var warnings = try signMissing(last, validFor: nil, isAccepted)
    let identities = try identities(of: name, retired)
    let others = try authorities().present.filter { $0.owner != .mesh(name) }
    let issuers = try read { reader in
      try others.filter { other in
        try reader.revocations(by: other.certificate).contains { !identities.isDisjoint(with: $0.certificate.uris) }
      }
    }
    warnings += try signMissing(issuers, validFor: 30 * 86_400, isAccepted)
    return warnings
  }

  /// Signs and stores the lists that are not there yet, each by itself: one key that is out of reach takes nothing from the
  /// others.
  private func signMissing(
    _ issuers: [Authority], validFor seconds: Int64?, _ isAccepted: Bool
  ) throws(CAError) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    var missing: CAError?
    for issuer in issuers {
      if try hasWholeList(issuer, isLast: seconds == nil) { continue }
      do throws(CAError) {
        warnings += try signLists([issuer], validFor: seconds).warnings
      } catch {
        guard error.isOfSigner, !isAccepted || error.exitStatus != .secret else { throw error }
        guard isAccepted else {
          missing = missing ?? error
          continue
        }
        let reason = error.diagnostic.what.description
        try write { try $0.append(.acceptedDanger, issuer.name, "no CRL names what was revoked: \(reason)", at: now) }
        warnings.append(Self.notCovered(issuer.certificate, "\(reason), and that was accepted"))
      }
    }
    if let missing { throw missing }
    return warnings
  }

  /// Whether the stored list of an issuer names everything that it revoked, and is still valid.
  ///
  /// - Parameter isLast: Whether it has to be valid as long as the issuer is.
  private func hasWholeList(_ issuer: Authority, isLast: Bool) throws(CAError) -> Bool {
    let (list, revoked) = try read { reader in
      (try reader.lastList(of: issuer.certificate), try reader.revocations(by: issuer.certificate).count)
    }
    guard let list, let end = list.nextUpdate, list.count >= revoked else { return false }
    return isLast ? end >= issuer.certificate.validity.notAfter : end > now
  }
}
