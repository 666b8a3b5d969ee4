import Diagnostics

extension Explanation {
  /// MT-ADOPT-01 to 11: describing meshes from their manifests.
  static let federationImport: [Explanation] = [
    Explanation(
      "MT-ADOPT-01", "every mesh has one name in the whole federation", source: "README, federation.yaml",
      why: "A ServiceMeshPeer's name is part of the names of gateways, ConfigMaps and imported services. If two meshes "
        + "use different names for a third, a federation can keep only one of them.",
      repair: "Choose the name that most peers use, and change the others: create a new ServiceMeshPeer and new sets, "
        + "then delete the old ones."),
    Explanation(
      "MT-ADOPT-02", "a mesh without manifests of its own is a remote", source: "`meshtrust help init`",
      why: "The peers' ServiceMeshPeers say enough to connect to the mesh, but not enough to describe it or to sign "
        + "for it.",
      repair: "Pass its manifests too, or get its trust card from its administrator."),
    Explanation(
      "MT-ADOPT-03", "a mesh's control plane sets its version, gateways and lifetimes",
      source: "Maistra, ServiceMeshControlPlane maistra.io/v2",
      why: "Without it the description has only derived values, and `apply` would overwrite the running settings with "
        + "them.",
      repair: "Run `oc get smcp -n NAMESPACE -o yaml`, then `init --from` again with that file."),
    Explanation(
      "MT-ADOPT-05", "federation.yaml cannot express everything", source: "`meshtrust help init`",
      why: "Know what the description leaves out. `oc apply` keeps fields that it does not manage, `oc replace` does "
        + "not.",
      repair: "Keep the manifests beside the home: as kustomize patches over `out/MESH`, or as they are."),
    Explanation(
      "MT-ADOPT-06", "only manifests describe a mesh", source: "Kubernetes API conventions, section Types (Kinds)",
      why: "A document without a kind describes nothing.",
      repair: "Pass the manifest itself."),
    Explanation(
      "MT-ADOPT-07", "either every mesh shares the root, or each has its own", source: "README, federation.yaml",
      why: "`roots` applies to all meshes. Several meshes with copies of one root work, but their roots are rotated "
        + "one by one.",
      repair: "Leave `roots: per-mesh`, and adopt each mesh's authorities."),
    Explanation(
      "MT-ADOPT-08", "a federated mesh has its own trust domain", source: "lint rules MT-T-01 and MT-T-03",
      why: "`cluster.local` is the default of every mesh, and a client ID in it is rewritten to the reader's own trust "
        + "domain.",
      repair: "Set the trust domain in the control plane, restart istiod and every workload, and tell every peer."),
    Explanation(
      "MT-ADOPT-09", "changes to a running mesh are announced", source: "`meshtrust help init`",
      why: "The description and the running object differ. Whichever is right, an outage is the wrong way to find out.",
      repair: "Correct federation.yaml until the difference is gone, or apply it at a quiet time."),
    Explanation(
      "MT-ADOPT-10", "additions to a running mesh are announced", source: "`meshtrust help init`",
      why: "A new field or object can change how a mesh behaves, such as strict mutual TLS.",
      repair: "Run `meshtrust lint` to see what each of them is for, and apply them deliberately."),
    Explanation(
      "MT-ADOPT-11", "an object is given once", source: "Kubernetes API conventions, section Metadata",
      why: "Kind, namespace and name identify an object. Of several versions only one runs, and choosing one of them "
        + "could describe a mesh that does not exist.",
      repair: "Pass only the version that runs: `oc get KIND NAME -n NAMESPACE -o yaml`."),
    Explanation(
      "MT-ADOPT-40", "a peer is known by its bundle endpoint", source: "this tool's own rule",
      why: "The mesh names an endpoint from which it gets the peer's roots. Nothing else of the peer is in the input.",
      repair: "Compare its roots with its administrator, by their fingerprints, before you trust them."),
  ]

  /// MT-REMOVE: taking a service out of manifests.
  static let removals: [Explanation] = [
    Explanation(
      "MT-REMOVE-03", "manifests are edited only if the edit is certain", source: "`meshtrust help remove service`",
      why: "A rule behind an alias may be used in several places; an edit would change all of them.",
      repair: "Write out the rules, or edit the file by hand.")
  ]
}
