import Diagnostics

extension Explanation {
  /// What the command line says about what it read from clusters.
  static let clusters: [Explanation] = [
    Explanation(
      "MT-K-30", "a mesh without a context is left out", source: "`meshtrust help cluster check`",
      why: "Commands read every mesh that somebody chose a context for. A mesh that is named must have one.",
      repair: "Choose a context in clusters.yaml, or leave the mesh out."),
    Explanation(
      "MT-K-31", "what is not read is unknown", source: "RBAC, or a definition that is missing",
      why: "Objects that may not be read are neither there nor missing. Rules that need them are reported as not "
        + "checked, and the command ends with 74.",
      repair: "`meshtrust cluster rights MESH` prints the Role to grant."),
    Explanation(
      "MT-K-36", "what signs for a mesh can be looked at", source: "RBAC: `get` of Secrets by name",
      why:
        "The rules about the CA of a mesh need its certificates, which are in a Secret beside its key. Whoever may not read "
        + "the Secret is told which rules are not checked; the command goes on. Of what is read the key is dropped at once.",
      repair: "`meshtrust cluster rights MESH --secrets` prints the Role to grant, for those Secrets alone."),
    Explanation(
      "MT-K-32", "no annotation has a copy of a private key",
      source: "kubectl.kubernetes.io/last-applied-configuration, written by a client-side apply",
      why: "The annotation holds the Secret as it was applied, with the CA's private key. It stays when the Secret is "
        + "changed in another way, so that an old key outlives its rotation.",
      repair: "Remove the annotation with the command of the message, and apply the Secret server-side from now on."),
    Explanation(
      "MT-K-33", "the cluster and this machine agree about the time", source: "the Date of the API server's answers",
      why: "Certificates are issued by this machine's clock and checked by the clocks of the cluster's nodes.",
      repair: "Synchronise both with NTP."),
    Explanation(
      "MT-K-34", "the home knows the cluster of each mesh", source: "table cluster of authority.db",
      why: "At first contact the home records the uid of the control plane's namespace, and refuses another one later. "
        + "What it records is signed with the home's secret.",
      repair: "Run `meshtrust cluster check MESH` with the home's passphrase."),
    Explanation(
      "MT-K-35", "the cluster of a mesh was replaced", source: "--accept-new-cluster",
      why: "What was seen in the former cluster proves nothing in the new one.",
      repair: "Nothing is left to do. Evidence for a rotation that is under way has to be recorded again."),
  ]
}
