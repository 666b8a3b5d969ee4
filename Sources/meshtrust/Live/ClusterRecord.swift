import CA
import Cluster
import Diagnostics
import X509

/// Remembers in which cluster each mesh was seen first.
enum ClusterRecord {
  /// Records the clusters that were not known. A home whose passphrase was not given cannot be written, which is said.
  ///
  /// - Parameter isReplacing: Whether a cluster takes the place of one that is known.
  static func remember(
    _ identities: [String: ClusterIdentity?], _ clusters: MeshClusters, _ home: OpenHome,
    replacing isReplacing: Bool = false
  ) throws -> [Diagnostic] {
    let known = Dictionary(clusters.meshes.map { ($0.place.name, $0.known) }) { first, _ in first }
    var found: [String: KnownCluster] = [:]
    var replaced: [Diagnostic] = []
    for (mesh, identity) in identities {
      guard let identity else { continue }
      guard let before = known[mesh] ?? nil else {
        found[mesh] = KnownCluster(identity)
        continue
      }
      guard isReplacing, before.isSame(as: identity) != true else { continue }
      found[mesh] = KnownCluster(identity)
      replaced.append(
        Diagnostic(
          "MT-K-35", .note, what: "the cluster of `\(mesh)` is now that with the uid \(identity.uid)",
          why: "before it was \(before.uid), seen on \(before.seen.day)",
          next: "record the evidence of rotations under way again"))
    }
    guard !found.isEmpty else { return [] }
    do throws(CAError) {
      try home.record(found)
      return replaced
    } catch {
      return found.keys.sorted().map { mesh in
        Diagnostic(
          "MT-K-34", .note, what: "the home does not know yet in which cluster `\(mesh)` is, and could not record it",
          why: error.diagnostic.what,
          next: "\(.meshtrust("cluster", "check", mesh)), with the home's passphrase")
      }
    }
  }
}
