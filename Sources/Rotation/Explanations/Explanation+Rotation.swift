public import Diagnostics

extension Explanation {
  /// Every code that this module explains.
  public static let inRotation: [Explanation] = rotation + rehearsals

  /// MT-ROT: rotations and their evidence.
  static let rotation: [Explanation] = [
    Explanation(
      "MT-ROT-01", "Evidence should come from a cluster",
      source: "Kubernetes API conventions: every object that a server keeps has metadata.uid and resourceVersion",
      why: "A gate of a rotation opens because a running mesh was seen to hold a bundle. A file without uid and "
        + "resourceVersion may be the one that was to be applied, and says nothing about whether it was.",
      repair: "Take the object from the cluster: `oc get configmap NAME -n NAMESPACE -o yaml`, and give that file to "
        + "`meshtrust rotate seen`."),
    Explanation(
      "MT-ROT-03", "A chain cannot be proven without its key",
      source: "the proof mints a leaf below each intermediate that may still be in use, and lets the verifier judge it",
      why:
        "The key of an intermediate whose leaves may still be valid is not in this home, so that nobody here can show "
        + "what its workloads present. What cannot be shown does not count as safe.",
      repair:
        "Show that istiod no longer signs with it (`meshtrust rotate next MESH --assume \"istiod restarted\"`), wait "
        + "for one maximum workload lifetime, and try again."),
  ]
}
