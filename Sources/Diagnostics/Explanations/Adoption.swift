extension Explanation {
  /// MT-ADOPT: taking over meshes that run, and their authorities.
  static let adoption: [Explanation] = [
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
    Explanation(
      "MT-ADOPT-20", "an authority is adopted with its key, and the key fits",
      source: "istio security/pkg/pki/util Verify",
      why: "istiod refuses to start with a key that is not the certificate's; without the key nothing can be signed.",
      repair: "Take both from the same Secret: `oc get secret cacerts -n NAMESPACE -o yaml`."),
    Explanation(
      "MT-ADOPT-21", "what is adopted signs for this mesh",
      source: "RFC 5280 sections 4.2.1.9 and 4.2.1.10; X509-SVID 4",
      why: "A certificate that is no authority, or that is bound to another trust domain, signs nothing that a peer "
        + "accepts from this mesh.",
      repair: "Name the mesh that the Secret belongs to, or correct its trustDomain in federation.yaml."),
    Explanation(
      "MT-ADOPT-22", "the chain leads to the root and holds today", source: "RFC 5280 section 6.1",
      why: "A chain with a gap, an expired link or a path length that is used up is refused by every peer.",
      repair: "Put the missing certificates into cert-chain.pem; renew what has expired before it is adopted."),
    Explanation(
      "MT-ADOPT-23", "what the home holds is never overwritten", source: "issue 5, From existing meshes",
      why: "Another key in the place of one that is in use would break every handshake, and the old one would be gone.",
      repair: "Adopt into a home that has nothing for this mesh yet; a change of root is a rotation."),
    Explanation(
      "MT-ADOPT-24", "a mesh is adopted with one root", source: "README, Rotate",
      why: "Several roots mean that a rotation is under way. Adopting one of them would drop the others from every "
        + "bundle at the next `apply`.",
      repair: "Finish the rotation, so that one root is left, and adopt that one."),
    Explanation(
      "MT-ADOPT-25", "a root that is to sign an intermediate has room below it",
      source: "RFC 5280 section 4.2.1.9 (pathLenConstraint)",
      why: "With a path length of 0 a root signs leaves only; an intermediate below it is refused by every peer.",
      repair: "Start a new root for the mesh with `apply`, and bring it to every peer before the old one goes."),
    Explanation(
      "MT-ADOPT-26", "authorities come from a Secret, or from files with Istio's names",
      source: "istio, Plug in CA Certificates",
      why: "istiod reads `cacerts` or `istio-ca-secret`; anything else was never what the mesh signs with.",
      repair: "`oc get secret cacerts -n NAMESPACE -o yaml`, or a folder with root-cert.pem, ca-cert.pem, "
        + "cert-chain.pem and ca-key.pem."),
    Explanation(
      "MT-ADOPT-27", "under a shared root an intermediate is bound to its mesh", source: "federation lint rule C-12",
      why: "Without name constraints whoever has this key can sign for every mesh below the same root.",
      repair: "Let the next intermediate come from this tool, which writes the constraints."),
    Explanation(
      "MT-ADOPT-28", "istiod takes up cacerts in the place of istio-ca-secret only when it starts",
      source: "istio pilot/pkg/bootstrap/istio_ca.go createIstioCA",
      why: "Whether istiod signs for itself is decided once, by whether the key's file is there. Reloading comes after "
        + "that decision. Until the restart it goes on signing with the root itself, which every peer still trusts.",
      repair: "Apply the Secret `cacerts`, then restart every replica of istiod; workloads may follow as they renew."),
    Explanation(
      "MT-CRL-01", "a bundle's lists cover the whole chain, or there are none",
      source: "federation lint rule C-07; Envoy and OpenSSL, X509_V_FLAG_CRL_CHECK_ALL",
      why:
        "A list in a bundle turns revocation on for the whole chain. An authority without a list, or with one that is "
        + "past its next update, then stands for nobody: every handshake below it fails.",
      repair: "Put the list of every authority of the chain into the bundle and renew them in time, or put none there."),
    Explanation(
      "MT-CRL-02", "a removed mesh's lists are its last", source: "issue 5, leaving",
      why: "The keys that could sign others were destroyed. The lists count until their authorities end.",
      repair: "Keep them where the mesh's old root is still in a bundle; best, remove that root."),
    Explanation(
      "MT-REMOVE-01", "what labels select is decided on the cluster", source: "manual 1.18.14",
      why: "A rule with labels exports every service that carries them, so that an edit of names does not reach it.",
      repair: "Take the label off the Service, or replace the rule by rules with names."),
    Explanation(
      "MT-REMOVE-02", "a rule for many services cannot leave one out", source: "manual 1.18.14",
      why: "The rules know no exceptions. While an open rule is there, the service stays where it was.",
      repair: "Replace the rule by one for each service that stays."),
    Explanation(
      "MT-REMOVE-03", "manifests are edited only where the edit is certain", source: "issue 5, leaving",
      why: "A rule behind an alias may stand in several places; an edit there would change all of them.",
      repair: "Write the rules out, or edit the file by hand."),
  ]
}
