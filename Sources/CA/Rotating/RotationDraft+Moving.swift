import Cryptography
import Federation
import X509

/// The roots of all meshes move together: from one for each to one for all, or back. In between, every mesh has a copy of
/// the shared root as one of its own, so that each takes its steps behind its own gates.
extension RotationDraft {
  mutating func issueSharedRoot(
    _ generation: Int, _ algorithm: KeyAlgorithm?, _ owners: [AuthorityOwner: Int]
  ) throws(CAError) {
    let root = try issued(.shared, generation, algorithm)
    setDormant(root)
    takeCopies(of: root, owners)
  }

  mutating func splitRoot(_ owners: [AuthorityOwner: Int]) {
    guard let root = ledger.authorities.root(of: .shared) else { return }
    setDormant(root)
    takeCopies(of: root, owners)
    ledger.federation = ledger.federation.rooted(.perMesh)
    // What was seen of the shared bundle was seen of each mesh's.
    let versions = ledger.bundles[.shared] ?? []
    for owner in owners.keys { replaceHistory(of: owner, with: versions) }
    replaceHistory(of: .shared, with: [])
  }

  mutating func joinRoots() {
    let owners = ledger.federation.meshes.map { AuthorityOwner.mesh($0.name) }
    let copies = owners.compactMap { ledger.authorities.root(of: $0) }
    guard let first = copies.first else { return }
    let generation =
      ledger.dormantRoots[first.certificate.fingerprint]
      ?? (ledger.lastGenerations["\(AuthorityOwner.shared)/root"] ?? 0)
      + 1
    let root = Authority(
      owner: .shared, role: .root, generation: generation, certificate: first.certificate, keyPlace: first.keyPlace)
    // No earlier number may be mistaken for one of this bundle.
    let last = owners.flatMap { ledger.bundles[$0] ?? [] }.map(\.number).max() ?? 0
    setJoined(root, replacing: copies)
    ledger.federation = ledger.federation.rooted(.shared)
    for owner in owners { replaceHistory(of: owner, with: []) }
    replaceHistory(
      of: .shared, with: [BundleVersion(number: last + 1, certificates: [root.certificate], since: ledger.now)])
  }
}
