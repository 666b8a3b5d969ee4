import Diagnostics

extension Explanation {
  /// MT-K-60 to MT-K-64: restarts in clusters, and single Pods.
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
      repair: "Grant the verbs get and create on `pods/portforward` in the members' namespaces, or restart the proxies."
    ),
  ]
}
