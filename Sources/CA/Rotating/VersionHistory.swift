import X509

/// Every version of every owner's bundle and of every mesh's signing chain, oldest first.
struct VersionHistory: Sendable {
  private(set) var bundles: [AuthorityOwner: [BundleVersion]]
  private(set) var signers: [String: [SignerVersion]]

  /// Replaces the versions of an owner's bundle.
  mutating func replace(_ owner: AuthorityOwner, with versions: [BundleVersion]) {
    bundles[owner] = versions.isEmpty ? nil : versions
  }

  /// What one recording added.
  struct Added {
    var bundles: [(owner: AuthorityOwner, version: BundleVersion)] = []
    var signers: [(mesh: String, version: SignerVersion)] = []
  }

  /// Records the bundles and signing chains that changed since the last time.
  @discardableResult
  mutating func record(_ authorities: AuthoritySet, at time: Timestamp) -> Added {
    var added = Added()
    for owner in authorities.rootOwners {
      let last = bundles[owner]?.last
      guard let certificates = authorities.bundle(ofOwner: owner)?.certificates, last?.certificates != certificates
      else { continue }
      let version = BundleVersion(number: (last?.number ?? 0) + 1, certificates: certificates, since: time)
      bundles[owner, default: []].append(version)
      added.bundles.append((owner, version))
    }
    for mesh in authorities.signingMeshes {
      let last = signers[mesh]?.last
      guard let chain = authorities.signingChain(of: mesh), last?.chain != chain else { continue }
      let version = SignerVersion(number: (last?.number ?? 0) + 1, chain: chain, since: time)
      signers[mesh, default: []].append(version)
      added.signers.append((mesh, version))
    }
    return added
  }
}
