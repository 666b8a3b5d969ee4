import Diagnostics

extension Explanation {
  /// MT-FIX: what `lint --fix` writes; MT-DIFF: what runs against what the home would write.
  static let repairs: [Explanation] = [
    Explanation(
      "MT-FIX-01", "changes to files are confirmed", source: "`meshtrust help lint`",
      why: "The files are yours. Even a repair that is certain to be right for the mesh may surprise you.",
      repair: "Read the diff, then confirm it, or add --yes.", successors: ["MT-CLI-80"]),
    Explanation(
      "MT-FIX-03", "only certain edits are written",
      source: "YAML 1.1 and 1.2; the file is read again after every edit and must have the intended meaning",
      why: "The repair is certain, but the layout of the file makes the edit uncertain: an alias, a comment, or a "
        + "value over several lines. The file is left unchanged there.",
      repair: "Make the change by hand, as described in the message."),
    Explanation(
      "MT-DIFF-01", "running objects are compared mesh by mesh", source: "`meshtrust help diff`",
      why: "None of the manifests belongs to a mesh of the home.",
      repair:
        "Pass the objects of the control plane's namespace: `oc get smcp,servicemeshpeer,cm,secret -n NAMESPACE -o yaml`. "
        + "--mesh names their mesh."),
    Explanation(
      "MT-DIFF-02", "running objects are of one known mesh", source: "`meshtrust help diff`",
      why: "Meshes in different clusters can have the same namespace, and manifests do not name their cluster.",
      repair: "Pass the manifests of one cluster, and name their mesh with --mesh."),
  ]
}
