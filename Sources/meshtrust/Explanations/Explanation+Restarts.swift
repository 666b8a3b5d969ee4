import Diagnostics

extension Explanation {
  /// MT-K-60 to MT-K-66: restarts in clusters, single Pods, and runs of rotations.
  static let restarts: [Explanation] = [
    Explanation(
      "MT-K-60", "a rollout comes to its end",
      source: "Kubernetes: the condition Progressing of a Deployment, with the reason ProgressDeadlineExceeded",
      why:
        "New Pods do not become ready, or a change of the template does not reach Pods because the workload is paused or "
        + "replaces them only when they are deleted. The old Pods go on, and with them what they have.",
      repair:
        "Look at the Pods and events that the reason names. Resume a paused Deployment; delete the Pods of a workload "
        + "with OnDelete one by one. Then run the same command again: what is new already is left alone."),
    Explanation(
      "MT-K-61", "restarting needs the right to patch", source: "`meshtrust help restart`",
      why:
        "A restart is an annotation in the Pod template of a Deployment, StatefulSet or DaemonSet. The cluster refuses to "
        + "write it.",
      repair: "`meshtrust cluster rights MESH --apply` prints the Role that the cluster's administrator can grant."),
    Explanation(
      "MT-K-62", "a rollout takes its time", source: "the default time limit of 10 minutes is this tool's own",
      why:
        "Pods are replaced as fast as the rollout strategy and readiness probes allow. The message names the Pod that is "
        + "waited for, and what its node says of it.",
      repair: "Look at that Pod. The same command goes on where it stopped; --timeout allows more time."),
    Explanation(
      "MT-K-63", "what is not seen cannot be waited for", source: "`meshtrust help restart`",
      why: "Pods or what makes them may not be read, so that nobody could say whether the restart is complete.",
      repair: "`meshtrust cluster rights MESH` prints the Role that the cluster's administrator can grant."),
    Explanation(
      "MT-K-64", "single proxies are asked through port-forward", source: "`meshtrust help rotate gather`",
      why:
        "Envoy's administration listens on the Pod's loopback only. Without the right to forward a port nobody can ask it "
        + "since when it has its certificate, and a restart is the only proof.",
      repair:
        "`meshtrust cluster rights MESH --deep --member NAMESPACE` prints the Role to grant: the verbs get and create on "
        + "`pods/portforward`. Or restart the proxies; what cannot be asked counts as not renewed."
    ),
    Explanation(
      "MT-K-65", "a phase begins in a mesh that is well", source: "`meshtrust help rotate run`",
      why:
        "Before the first write of a phase, and before the next step, the operator has taken up every control plane, istiod "
        + "and the gateways are not being rolled out, and every mesh reports its peers as connected both ways. In a mesh "
        + "that is sick already, nobody could tell whether the rotation broke something.",
      repair:
        "Repair what the message names: the condition of the ServiceMeshControlPlane, the Deployment, or the connection, of "
        + "which `meshtrust doctor --live` says more. Then run the same command again. A phase that was begun goes on."),
    Explanation(
      "MT-K-66", "a run has all rights before it begins", source: "`meshtrust help cluster rights`",
      why: "Without the right to patch what the phase changes, the run would stop halfway.",
      repair: "`meshtrust cluster rights MESH --apply` prints the Role that the cluster's administrator can grant."),
  ]
}
