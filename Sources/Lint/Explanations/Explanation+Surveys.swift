import Diagnostics

extension Explanation {
  /// MT-ADOPT-01 to 10: describing meshes from their manifests.
  static let surveys: [Explanation] = [
    Explanation(
      "MT-ADOPT-01", "every mesh has one name in the whole federation", source: "README, federation.yaml",
      why: "A ServiceMeshPeer's name is a part of the names of gateways, ConfigMaps and imported services. Where two "
        + "meshes call a third by different names, a federation can keep only one of them.",
      repair: "Choose the name that most peers use, and move the others to it: a new ServiceMeshPeer, new sets, then "
        + "delete the old ones."),
    Explanation(
      "MT-ADOPT-02", "a mesh without manifests of its own is a remote", source: "issue 5, From existing meshes",
      why: "What its peers' ServiceMeshPeers say is enough to talk to it, not to describe or to sign for it.",
      repair: "Give its manifests too, or get its trust card from its administrator."),
    Explanation(
      "MT-ADOPT-03", "a mesh's control plane tells its version, gateways and lifetimes",
      source: "Maistra, ServiceMeshControlPlane maistra.io/v2",
      why: "Without it the description says what is derived, and `apply` would write that over what runs.",
      repair: "`oc get smcp -n NAMESPACE -o yaml`, then run `init --from` again with that file."),
    Explanation(
      "MT-ADOPT-05", "what federation.yaml cannot say stays outside of it", source: "issue 5, From existing meshes",
      why: "A description that leaves something out is only safe while everybody knows what. `oc apply` keeps fields "
        + "that it was never told of, `oc replace` does not.",
      repair: "Keep the manifests beside the home: as kustomize patches over `out/MESH`, or as they are."),
    Explanation(
      "MT-ADOPT-06", "only manifests describe a mesh", source: "Kubernetes API conventions, section Types (Kinds)",
      why: "A document without a kind says nothing of any mesh.", repair: "Give the manifest itself."),
    Explanation(
      "MT-ADOPT-07", "either every mesh shares the root, or each has its own", source: "README, federation.yaml",
      why: "`roots` is one word. Copies of one root under several meshes work; they are only rotated one by one.",
      repair: "Leave `roots: per-mesh`, and adopt each mesh's authorities."),
    Explanation(
      "MT-ADOPT-08", "a federated mesh has a trust domain of its own", source: "federation lint rules T-01 and T-03",
      why: "`cluster.local` is every unnamed mesh's, and a client ID in it is rewritten to the reader's own domain.",
      repair: "Name the domain in the control plane, restart istiod and every workload, and tell every peer."),
    Explanation(
      "MT-ADOPT-09", "what apply would change on a running mesh is told first",
      source: "issue 5, From existing meshes",
      why: "The description and the running object differ. Whichever is right, nobody should find out by an outage.",
      repair: "Correct federation.yaml until the difference is gone, or apply it in a quiet hour."),
    Explanation(
      "MT-ADOPT-10", "what apply would add to a running mesh is told first", source: "issue 5, From existing meshes",
      why: "A field or an object that is new can change how a mesh behaves, such as strict mutual TLS.",
      repair: "See `meshtrust lint` for what each of them is good for, and apply them knowingly."),
  ]

  /// MT-REMOVE: taking a service out of manifests.
  static let removals: [Explanation] = [
    Explanation(
      "MT-REMOVE-03", "manifests are edited only where the edit is certain", source: "issue 5, leaving",
      why: "A rule behind an alias may stand in several places; an edit there would change all of them.",
      repair: "Write the rules out, or edit the file by hand.")
  ]
}
