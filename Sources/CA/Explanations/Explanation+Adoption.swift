import Diagnostics

extension Explanation {
  /// MT-ADOPT-20 to 28: taking over the authorities of meshes that run.
  static let adoption: [Explanation] = [
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
  ]

  /// MT-CRL: revocation lists.
  static let revocation: [Explanation] = [
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
  ]
}
