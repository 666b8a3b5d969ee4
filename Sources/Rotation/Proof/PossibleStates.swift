import CA
import Federation
import X509

/// Which versions may still be out there at a moment: everything that was ever published and that no evidence has
/// closed, not only the last one.
struct PossibleStates {
  let ledger: RotationLedger

  /// The versions of a mesh's bundle that a holder may have: a peer's gateways, or the mesh's own proxies.
  func bundles(of mesh: String, heldBy holder: String, at time: Timestamp) -> [BundleVersion] {
    let versions = ledger.bundles[ledger.rootOwner(of: mesh)] ?? []
    let least =
      ledger.evidence.filter { evidence in
        evidence.kind == .bundle && evidence.mesh == mesh && evidence.holder == holder
          && closing(evidence).map { $0 <= time } ?? false
      }.map(\.version).max() ?? 0
    return versions.filter { $0.number >= least }
  }

  /// The versions that a workload of the mesh may present. One that has ended is none of a rotation's doing, unless it
  /// is what istiod is to sign with now.
  func signers(of mesh: String, at time: Timestamp) -> [SignerVersion] {
    let versions = ledger.signers[mesh] ?? []
    let least =
      ledger.evidence.filter { evidence in
        evidence.kind == .signer && evidence.mesh == mesh && closing(evidence).map { $0 <= time } ?? false
      }.map(\.version).max() ?? 0
    return versions.filter { version in
      version.number == versions.last?.number
        || (version.number >= least || hasLeaves(version, after: time)) && !hasEnded(version, at: time)
    }
  }

  /// The versions that istiod itself may serve with: its certificate lives for ten years, so that only a restart, or a
  /// probe, closes one.
  func servings(of mesh: String, at time: Timestamp) -> [SignerVersion] {
    let versions = ledger.signers[mesh] ?? []
    let least =
      ledger.evidence.filter { evidence in
        evidence.kind == .serving && evidence.mesh == mesh && closing(evidence).map { $0 <= time } ?? false
      }.map(\.version).max() ?? 0
    return versions.filter { version in
      version.number == versions.last?.number || version.number >= least && !hasEnded(version, at: time)
    }
  }

  /// From when on what was seen holds for every proxy; nil when the mesh is not known here.
  func closing(_ evidence: Evidence) -> Timestamp? {
    // A clock that ran back cannot have shown what was not published yet.
    let seen = max(evidence.time, since(evidence))
    if evidence.kind == .bundle, evidence.holder != evidence.mesh { return seen + ControlPlane.resync }
    guard evidence.kind == .bundle || evidence.kind == .signer else { return seen }
    let renewed = ledger.federation.mesh(named: evidence.mesh).map {
      seen + ledger.maxWorkloadLifetime(of: $0, before: seen).seconds
    }
    let restarted = ledger.evidence.filter {
      $0.kind == .restart && $0.mesh == evidence.mesh && $0.time >= seen
    }.map(\.time).min()
    return [renewed, restarted].compactMap { $0 }.min()
  }

  /// When the version that was seen was published.
  private func since(_ evidence: Evidence) -> Timestamp {
    switch evidence.kind {
    case .bundle:
      ledger.bundles[ledger.rootOwner(of: evidence.mesh)]?.first { $0.number == evidence.version }?.since
        ?? evidence.time
    case .signer, .serving:
      ledger.signers[evidence.mesh]?.first { $0.number == evidence.version }?.since ?? evidence.time
    case .restart, .requests: evidence.time
    }
  }

  private func hasLeaves(_ version: SignerVersion, after time: Timestamp) -> Bool {
    guard let issuer = version.chain.first, let end = ledger.leafEnds[issuer.fingerprint] else { return false }
    return end > time
  }

  private func hasEnded(_ version: SignerVersion, at time: Timestamp) -> Bool {
    version.chain.first.map { $0.validity.notAfter < time } ?? true
  }
}
