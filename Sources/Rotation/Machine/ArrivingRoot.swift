import CA
import Diagnostics
import Federation
import SPIFFE
import X509

/// A root of another authority that is to take the place of a present one, before anything is changed.
struct ArrivingRoot {
  let certificate: Certificate
  let ledger: RotationLedger
  let owner: AuthorityOwner

  /// Whether it is a new certificate for the key and the name of the present root: what stands below that stays valid.
  static func keepsKey(_ new: Certificate, of old: Certificate) -> Bool {
    new != old && new.publicKeyInfo.der == old.publicKeyInfo.der && new.subject == old.subject
  }

  /// Everything that can be known before the first answer.
  ///
  /// - Parameter fingerprint: The fingerprint that it must have; nil for any.
  func check(
    replacing old: Authority, fingerprint: String?, isEmergency: Bool, acceptsUnconfined: Bool
  ) throws(UnfitRoot) {
    if let fingerprint, fingerprint != certificate.fingerprint {
      throw .otherFingerprint(certificate, expected: fingerprint)
    }
    guard certificate != old.certificate else { throw .present(name: "\(owner)") }
    guard certificate.isSelfSigned else { throw .notSelfSigned(certificate) }
    guard certificate.isAuthority, certificate.extensions.keyUsage?.contains(.keyCertSign) ?? true else {
      throw .notAuthority(certificate)
    }
    if certificate.extensions.basicConstraints?.pathLength == 0 { throw .noRoom(certificate) }
    do {
      _ = try certificate.publicKeyInfo.soundKey()
    } catch {
      throw .unsoundKey(certificate, reason: error.diagnostic.why)
    }
    for mesh in ledger.meshes(below: owner) where !certificate.permitsIdentities(of: mesh.trustDomain) {
      throw .excludes(certificate, mesh.trustDomain)
    }
    try checkDates(isEmergency)
    if isEmergency, certificate.publicKeyInfo.der == old.certificate.publicKeyInfo.der {
      throw .compromisedKey(certificate)
    }
    try ledger.authorities.requireFit(certificate, above: ledger.meshes(below: owner))
    if !acceptsUnconfined { try checkOthers() }
    try checkIdentifiers(below: old)
  }

  /// What is below the root already must not be able to pose as the meshes that will trust it.
  private func checkOthers() throws(UnfitRoot) {
    for mesh in ledger.meshes(below: owner) {
      let others = ledger.authorities.unconfined(below: certificate, besides: mesh, in: ledger.federation)
      if let other = others.first {
        throw .unconfinedBelow(certificate, intermediate: other.certificate, of: "\(other.owner)", mesh: mesh.name)
      }
    }
  }

  /// What somebody accepts who takes the root in all the same.
  func accepted(_ reason: String?) -> [RotationAction] {
    guard let reason else { return [] }
    let others = ledger.meshes(below: owner).flatMap {
      ledger.authorities.unconfined(below: certificate, besides: $0, in: ledger.federation)
    }
    return Set(others).map { other in
      .accept(
        AcceptedDanger(
          owner: other.owner, certificate: other.certificate.fingerprint, kind: .unconfined, reason: reason,
          time: ledger.now))
    }
  }

  /// In an emergency any root is better than the present one.
  private func checkDates(_ isEmergency: Bool) throws(UnfitRoot) {
    guard certificate.validity.contains(ledger.now) else { throw .notValid(certificate, now: ledger.now) }
    let due = RenewalRule.rotation(of: certificate)
    // The answer has to come, and every leaf has to be renewed twice.
    let lead = ledger.meshes(below: owner).map {
      $0.profile.externalLead.seconds + 2 * $0.profile.maxWorkloadLifetime.seconds
    }.max()
    guard due > ledger.now + (isEmergency ? 0 : lead ?? 0) else { throw .nearEnd(certificate, due: due) }
  }

  /// Below a new certificate of the same key the intermediates stay, unless they name the old one.
  private func checkIdentifiers(below old: Authority) throws(UnfitRoot) {
    guard Self.keepsKey(certificate, of: old.certificate) else { return }
    for mesh in ledger.meshes(below: owner) {
      guard let chain = ledger.authorities.signingChain(of: mesh.name) else { continue }
      let pinned = chain.first {
        $0.issuer == old.certificate.subject && $0.extensions.authorityKeyIdentifier?.serialNumber != nil
      }
      if let pinned { throw .pinnedByIssuer(certificate, intermediate: pinned) }
    }
  }
}
