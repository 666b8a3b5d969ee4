import CA
import Federation
import X509

/// The versions that may still be in use at a time: all published versions that no evidence has ruled out, not only the
/// last.
struct PossibleStates {
  let ledger: RotationLedger
  /// What nothing contradicts.
  let evidence: [Evidence]

  init(ledger: RotationLedger) {
    self.ledger = ledger
    evidence = StandingEvidence(ledger).evidence
  }

  /// The versions of a mesh's bundle that a holder may have. Holders are a peer's gateways and the mesh's own proxies.
  func bundles(of mesh: String, heldBy holder: String, at time: Timestamp) -> [BundleVersion] {
    let versions = ledger.bundles[ledger.rootOwner(of: mesh)] ?? []
    let least =
      evidence.filter { evidence in
        evidence.kind == .bundle && evidence.mesh == mesh && evidence.holder == holder
          && hasClosed(evidence, at: time)
      }.map(\.version).max() ?? 0
    return versions.filter { $0.number >= least }
  }

  /// The versions that a workload of the mesh may present. Expired ones are not caused by a rotation and are left out,
  /// except the current one.
  func signers(of mesh: String, at time: Timestamp) -> [SignerVersion] {
    let versions = ledger.signers[mesh] ?? []
    let least =
      evidence.filter { evidence in
        evidence.kind == .signer && evidence.mesh == mesh && hasClosed(evidence, at: time)
      }.map(\.version).max() ?? 0
    let there = ledger.time(of: mesh, at: time)
    return versions.filter { version in
      version.number == versions.last?.number
        || (version.number >= least || hasLeaves(version, after: there)) && !hasEnded(version, at: there)
    }
  }

  /// The versions that istiod itself may serve with. Its certificate lives for ten years, so only a restart or a probe
  /// rules one out.
  func servings(of mesh: String, at time: Timestamp) -> [SignerVersion] {
    let versions = ledger.signers[mesh] ?? []
    let least =
      evidence.filter { evidence in
        evidence.kind == .serving && evidence.mesh == mesh && hasClosed(evidence, at: time)
      }.map(\.version).max() ?? 0
    let there = ledger.time(of: mesh, at: time)
    return versions.filter { version in
      version.number == versions.last?.number || version.number >= least && !hasEnded(version, at: there)
    }
  }

  /// Whether an observation applies to every proxy. What a cluster showed counts by the cluster's clock, and no later than
  /// it was last asked.
  private func hasClosed(_ evidence: Evidence, at time: Timestamp) -> Bool {
    guard let closing = closing(evidence) else { return false }
    guard evidence.cluster != nil else { return closing <= ledger.time(of: evidence.holder, at: time) }
    return ledger.clusterTime(of: evidence.holder, at: time).map { closing <= $0 } ?? false
  }

  /// When an observation applies to every proxy; nil if the mesh is unknown.
  func closing(_ evidence: Evidence) -> Timestamp? {
    // A clock that was set back must not date an observation before publication.
    let seen = max(evidence.time, since(evidence))
    if evidence.kind == .bundle, evidence.holder != evidence.mesh {
      switch ledger.federation.rootSource(of: evidence.mesh, at: evidence.holder) {
      case .peerConfigMap: return seen + ControlPlane.resync
      case .meshConfig, .agent: return seen + ControlPlane.configurationDelay
      case .ownBundle: return renewal(of: evidence.holder, after: seen)
      }
    }
    guard evidence.kind == .bundle || evidence.kind == .signer else { return seen }
    return renewal(of: evidence.mesh, after: seen, ofRoots: evidence.kind == .bundle)
  }

  /// When every proxy of a mesh has what its istiod gives since a time: all have renewed their certificates by then, or
  /// were restarted.
  private func renewal(of mesh: String, after seen: Timestamp, ofRoots: Bool = false) -> Timestamp? {
    let restarted = self.evidence.filter { $0.kind == .restart && $0.mesh == mesh && $0.time >= seen }.map(\.time).min()
    guard let mesh = ledger.federation.mesh(named: mesh) else { return restarted }
    if ofRoots, RotationPath(of: mesh).needsProxyRestart { return restarted }
    let renewed = seen + ledger.maxWorkloadLifetime(of: mesh, before: seen).seconds
    return min(renewed, restarted ?? renewed)
  }

  /// When the observed version was published.
  private func since(_ evidence: Evidence) -> Timestamp {
    switch evidence.kind {
    case .bundle:
      ledger.bundles[ledger.rootOwner(of: evidence.mesh)]?.first { $0.number == evidence.version }?.since
        ?? evidence.time
    case .signer, .serving:
      ledger.signers[evidence.mesh]?.first { $0.number == evidence.version }?.since ?? evidence.time
    case .webhooks:
      ledger.bundles[ledger.rootOwner(of: evidence.mesh)]?.first { $0.number == evidence.version }?.since
        ?? evidence.time
    case .restart, .requests, .otherBundle: evidence.time
    }
  }

  private func hasLeaves(_ version: SignerVersion, after time: Timestamp) -> Bool {
    guard let issuer = version.chain.first, let leaf = ledger.lastLeaves[issuer.fingerprint] else { return false }
    return leaf.validity.notAfter > time
  }

  private func hasEnded(_ version: SignerVersion, at time: Timestamp) -> Bool {
    version.chain.first.map { $0.validity.notAfter < time } ?? true
  }
}
