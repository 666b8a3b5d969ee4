import Diagnostics

extension Explanation {
  /// MT-MIG: what is seen of a migration.
  static let migrationEvidence: [Explanation] = [
    Explanation(
      "MT-MIG-12", "the roots of peers outlive the last ServiceMeshPeer",
      source: "Maistra's Istio: a map of roots by trust domain as long as a ServiceMeshPeer exists; istio/istio, "
        + "pilot/pkg/trustbundle",
      why:
        "While ServiceMeshPeers exist, proxies look up roots in a map of their own, and what `caCertificates` says has no "
        + "effect. When the last one goes, only the mesh's own bundle and `caCertificates` are left. If that list is not "
        + "complete, or proxies do not ask for it, they refuse every peer from the next restart on; until then what they "
        + "remember hides it.",
      repair: "Apply the patch in the step's folder, restart every workload, and get the object again.")
  ]
}
