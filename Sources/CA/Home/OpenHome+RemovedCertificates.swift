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
  /// they expire; others, such as the shared root, sign as usual.
  func signLastLists(of name: String, _ retired: [Authority]) throws(CAError) -> [Diagnostic] {
    let last = retired.filter { $0.certificate.validity.notAfter > now }
    var warnings = last.isEmpty ? [] : try signLists(last, validFor: nil).warnings
    let identities = try identities(of: name, retired)
    let others = try authorities().present.filter { $0.owner != .mesh(name) }
    let issuers = try read { reader in
      try others.filter { other in
        try reader.revocations(by: other.certificate).contains { !identities.isDisjoint(with: $0.certificate.uris) }
      }
    }
    if !issuers.isEmpty { warnings += try signLists(issuers, validFor: 30 * 86_400).warnings }
    return warnings
  }
}
