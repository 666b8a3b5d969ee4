import Diagnostics

extension Explanation {
  /// MT-FIX: what `lint --fix` writes; MT-DIFF: what runs against what the home would write.
  static let repairs: [Explanation] = [
    Explanation(
      "MT-FIX-01", "somebody says yes before files are changed", source: "`meshtrust help lint`",
      why: "The files are other people's; a repair that is certain for the mesh may still surprise them.",
      repair: "Read the changes that are shown, then say yes, or give --yes."),
    Explanation(
      "MT-FIX-02", "a file stays as it was read until it is written", source: "`meshtrust help lint`",
      why: "Somebody else changed the file meanwhile, and writing would lose what they did.",
      repair: "Run the command again."),
    Explanation(
      "MT-FIX-03", "only what is certain is written",
      source: "YAML 1.1 and 1.2; the file is read again after every change and must mean what it should",
      why: "The repair is certain, but the way in which the file is written is not: an alias, a comment, a value over "
        + "several lines. The file stays as it is there.",
      repair: "Make the change by hand, as the message tells it."),
    Explanation(
      "MT-DIFF-01", "what runs is compared mesh by mesh", source: "`meshtrust help diff`",
      why: "None of the manifests belongs to a mesh of the home, or it is left open to which of two they belong.",
      repair: "Give the objects of the control plane's namespace: "
        + "`oc get smcp,smp,cm,secret -n NAMESPACE -o yaml`; --mesh says which mesh they are of."),
  ]
}
