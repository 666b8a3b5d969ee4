import Diagnostics

extension Explanation {
  /// MT-CLI-60 to MT-CLI-71: names that do not fit the home or the input.
  static let usageMisfits: [Explanation] = [
    Explanation(
      "MT-CLI-60", "a shared root rotates for all meshes", source: "spec.roots of federation.yaml",
      why: "All meshes of this home have the same root.",
      repair: "Add --shared, and leave out the mesh."),
    Explanation(
      "MT-CLI-61", "a per-mesh root rotates for one mesh", source: "spec.roots of federation.yaml",
      why: "Each mesh of this home has its own root.",
      repair: "Name the mesh, and leave out --shared."),
    Explanation(
      "MT-CLI-62", "a service is removed from the mesh that exports it",
      source: "spec.meshes[].exports of federation.yaml",
      why: "No mesh of the home exports a service with this name.",
      repair: "Correct the name, name the owner with --mesh, or pass the manifests with -f."),
    Explanation(
      "MT-CLI-63", "a service belongs to one mesh", source: "spec.meshes[].exports of federation.yaml",
      why: "Several meshes export a service with this name.",
      repair: "Name the owner with --mesh."),
    Explanation(
      "MT-CLI-64", "only peers and the mesh itself have its roots", source: "spec.meshes[].peers of federation.yaml",
      why: "No other mesh has a bundle with these roots, so nothing can be seen there.",
      repair: "Name a peer of the mesh, or the mesh itself."),
    Explanation(
      "MT-CLI-65", "only files are edited", source: "`meshtrust help remove service`",
      why: "Files are edited in place, which standard input does not allow.",
      repair: "Write the manifests to a file first."),
    Explanation(
      "MT-CLI-66", "ServiceMeshPeers and ServiceMeshControlPlanes belong to Maistra",
      source: "controlPlane.flavour of federation.yaml",
      why: "Clusters with upstream Istio do not have these kinds.",
      repair: "Run `meshtrust emit MESH` to print all of the mesh's objects."),
    Explanation(
      "MT-CLI-67", "--from needs the manifests of a mesh", source: "`meshtrust help init`",
      why: "A mesh has a ServiceMeshControlPlane, a ServiceMeshPeer or a Secret `cacerts`.",
      repair: "Get them with `oc get smcp,servicemeshpeer,cm,secret -n NAMESPACE -o yaml`."),
    Explanation(
      "MT-CLI-68", "a ServiceMeshPeer comes with its ConfigMap",
      source: "ServiceMeshPeer spec.security.certificateChain",
      why: "The ServiceMeshPeer names a ConfigMap that is neither in the same file nor in its folder.",
      repair: "Add the ConfigMap, or pass the roots with --bundle FILE."),
    Explanation(
      "MT-CLI-69", "standard input is read once", source: "POSIX pipes",
      why: "Two files are `-`, and the second would be empty.",
      repair: "Write one of them to a file."),
    Explanation(
      "MT-CLI-70", "a trust card contains its own names", source: "`meshtrust help trust import`",
      why: "An option contradicts the card, so one of them is about another mesh.",
      repair: "If the card is the right one, leave out the option. Otherwise ask for the right card."),
    Explanation(
      "MT-CLI-71", "vouching is a command of its own", source: "`meshtrust help rotate vouch`",
      why: "A step that is refused would hide what was recorded for it, and by whom.",
      repair: "Run `meshtrust rotate vouch MESH SENTENCE`, then `meshtrust rotate next MESH`."),
    Explanation(
      "MT-CLI-92", "--from reads control planes of version 2",
      source: "maistra/istio-operator conversion between maistra.io/v1 and v2",
      why: "The old form has other fields. Described without them, the mesh would get a second control plane in its "
        + "namespace.",
      repair: "Print the control plane in version 2 with the command that the message shows; below v2.1 migrate first."),
  ]
}
