import Diagnostics

extension Explanation {
  /// MT-ADOPT-20 to MT-ADOPT-39, and -41 to -47: taking over the authorities of meshes that run.
  static let adoption: [Explanation] = [
    Explanation(
      "MT-ADOPT-20", "an authority is adopted together with its matching key",
      source: "istio security/pkg/pki/util Verify",
      why: "istiod refuses to start if the key does not match the certificate. Without the key the home cannot sign.",
      repair: "Take both from the same Secret: `oc get secret cacerts -n NAMESPACE -o yaml`.",
      successors: ["MT-ADOPT-29", "MT-ADOPT-30"]),
    Explanation(
      "MT-ADOPT-29", "an authority is adopted together with its key", source: "`meshtrust help adopt`",
      why: "The home signs for the mesh from now on, and cannot do so with a certificate alone.",
      repair: "Pass the Secret as the cluster has it, or list the mesh under `remotes` if its key stays elsewhere."),
    Explanation(
      "MT-ADOPT-30", "the key of an adopted authority matches its certificate",
      source: "istio security/pkg/pki/util Verify",
      why: "istiod refuses to start if the key does not match the certificate.",
      repair: "Take both from the same Secret: `oc get secret cacerts -n NAMESPACE -o yaml`."),
    Explanation(
      "MT-ADOPT-21", "an adopted authority can sign for this mesh",
      source: "RFC 5280 sections 4.2.1.9 and 4.2.1.10; X509-SVID 4",
      why: "Peers reject what a certificate signs for this mesh if it is not a CA, or if it is constrained to another "
        + "trust domain.",
      repair: "Name the mesh that the Secret belongs to, or correct its trustDomain in federation.yaml.",
      successors: ["MT-ADOPT-31", "MT-ADOPT-32", "MT-ADOPT-33", "MT-ADOPT-34"]),
    Explanation(
      "MT-ADOPT-44", "certificate and key stand in their own places", source: "istio, the Secret cacerts",
      why: "The value for the certificate holds the key, and the other way round. istiod does not start with it.",
      repair: "Exchange the two values, in the Secret too."),
    Explanation(
      "MT-ADOPT-31", "a Secret is in the namespace of its mesh", source: "`meshtrust help adopt`",
      why:
        "istiod reads the Secret from the namespace of its control plane. A Secret from elsewhere belongs to another "
        + "mesh.",
      repair: "Name the mesh that the Secret belongs to, or correct its namespace in federation.yaml."),
    Explanation(
      "MT-ADOPT-32", "a root is self-signed", source: "Envoy accepts only paths to a self-signed certificate",
      why: "A certificate that another one signed is not an anchor for any proxy.",
      repair: "Put the root into root-cert.pem, and the certificates below it into cert-chain.pem."),
    Explanation(
      "MT-ADOPT-33", "an adopted root is that of the mesh", source: "RFC 5280 sections 4.2.1.9 and 4.2.1.10",
      why: "Peers reject what is signed below the certificate if it is not a CA, or if it is constrained to another "
        + "trust domain.",
      repair: "Name the mesh that the Secret belongs to, or correct its trustDomain in federation.yaml."),
    Explanation(
      "MT-ADOPT-34", "an adopted intermediate is that of the mesh",
      source: "RFC 5280 sections 4.2.1.9 and 4.2.1.10; X509-SVID 4",
      why: "Peers reject what a certificate signs for this mesh if it is not a CA, or if it is constrained to another "
        + "trust domain.",
      repair: "Name the mesh that the Secret belongs to, or correct its trustDomain in federation.yaml."),
    Explanation(
      "MT-ADOPT-22", "the chain leads to the root and is valid today", source: "RFC 5280 section 6.1",
      why: "Every peer rejects a chain with a missing link, an expired certificate or an exceeded path length.",
      repair: "Put the missing certificates into cert-chain.pem. Renew expired ones before you adopt the authority.",
      successors: ["MT-ADOPT-35", "MT-ADOPT-36"]),
    Explanation(
      "MT-ADOPT-35", "the chain leads to the root", source: "RFC 5280 section 6.1",
      why: "Every peer rejects a chain with a missing link, an expired certificate or an exceeded path length, and one "
        + "whose authorities exclude the names of workloads or of istiod, or demand a policy that their certificates lack.",
      repair: "Put the missing certificates into cert-chain.pem. Renew expired ones before you adopt the authority."),
    Explanation(
      "MT-ADOPT-36", "an adopted root is valid today", source: "RFC 5280 section 6.1.3 (a)(2)",
      why: "Every peer rejects what is signed below an expired root.",
      repair: "Replace the root on the mesh first, then adopt the new one."),
    Explanation(
      "MT-ADOPT-37", "an adopted key can be opened", source: "RFC 5958 section 3; RFC 1421 section 4.6.1.1",
      why: "The home seals keys its own way, so it needs the key itself. istiod cannot use an encrypted one either.",
      repair: "Pass the passphrase with `--passphrase-file`, or decrypt the key with `openssl pkey`."),
    Explanation(
      "MT-ADOPT-38", "no two meshes sign with one key", source: "X509-SVID section 3.2; lint rule MT-C-33",
      why: "Each of the two meshes could issue every identity of the other.",
      repair: "Give one of them an intermediate of its own, and adopt that."),
    Explanation(
      "MT-ADOPT-39", "no two meshes of a home sign with one key", source: "X509-SVID section 3.2; lint rule MT-C-33",
      why: "Each of the two meshes can issue every identity of the other.",
      repair: "Give one of them a new intermediate with a key of its own."),
    Explanation(
      "MT-ADOPT-23", "adopting never overwrites what is in the home", source: "`meshtrust help adopt`",
      why: "Replacing a key that is in use would break every handshake, and the old key would be lost.",
      repair: "Adopt into a home that has no authorities for this mesh yet. To change a root, rotate it."),
    Explanation(
      "MT-ADOPT-24", "a mesh is adopted with one root", source: "README, Rotate",
      why: "Several roots mean that a rotation is in progress. Adopting only one of them would drop the others from "
        + "every bundle at the next `apply`.",
      repair: "Finish the rotation so that one root is left, and adopt that one."),
    Explanation(
      "MT-ADOPT-25", "the path length of a root allows an intermediate",
      source: "RFC 5280 section 4.2.1.9 (pathLenConstraint)",
      why: "A root with a path length of 0 can sign only leaves. Every peer rejects an intermediate below it.",
      repair: "Create a new root for the mesh with `apply`, and distribute it to every peer before the old one goes "
        + "out of use."),
    Explanation(
      "MT-ADOPT-26", "authorities come from a Secret, or from files with Istio's names",
      source: "istio, Plug in CA Certificates",
      why: "istiod reads only `cacerts` or `istio-ca-secret`, so the mesh cannot be signing with anything else.",
      repair: "Use `oc get secret cacerts -n NAMESPACE -o yaml`, or a folder with root-cert.pem, ca-cert.pem, "
        + "cert-chain.pem and ca-key.pem."),
    Explanation(
      "MT-ADOPT-27", "under a shared root an intermediate is constrained to its mesh", source: "lint rule MT-C-12",
      why: "Without name constraints, anyone with this key can sign for every mesh below the same root.",
      repair: "Let meshtrust issue the next intermediate: it adds the constraints."),
    Explanation(
      "MT-ADOPT-28", "istiod switches from istio-ca-secret to cacerts only when it starts",
      source: "istio pilot/pkg/bootstrap/istio_ca.go createIstioCA",
      why: "istiod decides once, at its start, whether it signs with a CA of its own: it looks for the key file. "
        + "Automatic reload does not repeat that decision. Until the restart istiod keeps signing with the root "
        + "itself, which every peer still trusts.",
      repair: "Apply the Secret `cacerts`, then restart every replica of istiod. Workloads can follow when they "
        + "renew."),
  ]

  /// MT-CRL: revocation lists.
  static let revocation: [Explanation] = [
    Explanation(
      "MT-CRL-01", "a bundle has the CRL of every authority in the chain, or no CRL at all",
      source: "Envoy and OpenSSL, X509_V_FLAG_CRL_CHECK_ALL; lint rule MT-C-07",
      why: "One CRL in a bundle turns on revocation checks for the whole chain. If an authority has no CRL, or one "
        + "that is past its next update, every handshake below it fails.",
      repair: "Put the CRL of every authority in the chain into the bundle and renew them in time, or leave all of "
        + "them out."),
    Explanation(
      "MT-CRL-02", "a removed mesh has no further CRLs", source: "`meshtrust help remove mesh`",
      why: "The keys that could sign more were destroyed. The last CRLs stay in force until their authorities expire.",
      repair: "Keep them wherever a bundle still contains the mesh's old root. Better, remove that root."),
    Explanation(
      "MT-CRL-03", "a certificate that the home revoked is named", source: "meshtrust; Envoy's trusted_ca and crl",
      why: "Without a CRL, proxies do not know what was revoked: they accept the certificate until it expires. `verify "
        + "--peer` answers as they do, and says that the home would not.",
      repair: "Verify with `--crl` and the file of `meshtrust crl`. If the key was stolen, rotate its authority with "
        + "`rotate start --compromised`, which ends the certificate everywhere."),
    Explanation(
      "MT-CRL-04", "an authority has a CRL once one was signed", source: "`meshtrust help crl`",
      why: "The first CRL is signed on request. From then on every revocation signs the next one.",
      repair: "Sign it with `meshtrust crl MESH`."),
    Explanation(
      "MT-ADOPT-41", "a CA that istiod made is replaced as a whole",
      source: "istio/istio USE_CACERTS_FOR_SELF_SIGNED_CA",
      why: "istiod marks its own CA in `cacerts` with `istio-generated`, and goes on to renew it.",
      repair: "Adopt it, let the home write a Secret with both roots, and restart istiod once."),
    Explanation(
      "MT-ADOPT-42", "an authority has one owner", source: "cert-manager, renewal of Certificates",
      why: "cert-manager renews its Secret in place. The home would sign with a CA that the mesh no longer has.",
      repair: "Delete the Certificate once the home has its key, or leave the CA to cert-manager and do not adopt it."),
    Explanation(
      "MT-ADOPT-45", "adopting answers what was asked for", source: "`meshtrust help adopt`",
      why: "A mesh has at most one request for its next intermediate. What was adopted takes its place, and a key that "
        + "nothing needs any more is destroyed.",
      repair: "Throw the answer away if it comes. If the mesh is to have that intermediate, ask for a new one with "
        + "`request`."),
    Explanation(
      "MT-ADOPT-46", "a revoked certificate is not adopted", source: "RFC 5280 section 5; `meshtrust help remove mesh`",
      why:
        "The home's CRLs name the certificate as long as it is valid, and whoever reads them accepts nothing below it. "
        + "Removing a mesh revokes its intermediates; its root is not revoked, and can be adopted again.",
      repair:
        "Let the root sign another intermediate for the mesh, and adopt that. If nobody has the root's key, take new "
        + "authorities from `apply`, and distribute their root to every peer first."),
    Explanation(
      "MT-ADOPT-47", "a mesh that returns counts its generations on", source: "`meshtrust help adopt`",
      why:
        "Generations name what was retired, in the log and in the annotations of a Secret. The same root gets a new one "
        + "when it returns.",
      repair: "Nothing, if the mesh returns on purpose. Otherwise remove it again with `remove mesh`."),
    Explanation(
      "MT-ADOPT-43", "a Secret has the names of one layout", source: "istio/istio pilot/pkg/bootstrap/istio_ca.go",
      why: "istiod uses `tls.crt` if it is there, whatever stands beside it.",
      repair: "Replace the Secret as a whole, so that `tls.crt`, `tls.key` and `ca.crt` go."),
  ]
}
