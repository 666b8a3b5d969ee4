public import Diagnostics

extension Explanation {
  /// MT-K8S: Kubernetes resources; MT-C: certificates inside them.
  public static let inKubernetes: [Explanation] = [
    Explanation(
      "MT-K8S-01", "a manifest states its kind and API version",
      source: "Kubernetes API conventions, section Types (Kinds)",
      why: "Without both, neither the API server nor this tool knows what the document is.",
      repair: "Use the manifest itself. Helm values and trust cards are not manifests; a `kind: List` may contain "
        + "several."),
    Explanation(
      "MT-K8S-02", "names are DNS names", source: "Kubernetes, Object Names and IDs; RFC 1123 section 2.1",
      why: "The API server rejects every other name, halfway through an `apply`.",
      repair: "Use lower-case letters, digits, hyphens and, where allowed, dots."),
    Explanation(
      "MT-K8S-07", "namespaces are DNS labels", source: "Kubernetes, Namespaces; RFC 1123 section 2.1",
      why: "A namespace has no dots and at most 63 characters. The API server rejects every other name.",
      repair: "Use lower-case letters, digits and hyphens."),
    Explanation(
      "MT-K8S-03", "keys of ConfigMaps and Secrets are valid file names",
      source: "Kubernetes, apimachinery validation IsConfigMapKey",
      why: "Pods mount every key as a file. The API server rejects a key that cannot be a file name.",
      repair: "Rename the key; istiod looks for `root-cert.pem`, `ca-cert.pem`, `ca-key.pem` and `cert-chain.pem`."),
    Explanation(
      "MT-K8S-04", "ConfigMaps and Secrets have at most 1 MiB",
      source: "Kubernetes core/v1 MaxSecretSize; the same limit applies to ConfigMaps",
      why: "The API server rejects more. From 256 KiB on, `oc apply` without `--server-side` fails too, because it "
        + "keeps a copy of the object in an annotation.",
      repair: "Finish the rotation, so that old roots leave the bundle. A bundle needs at most two roots."),
    Explanation(
      "MT-K8S-05", "every peer has a root", source: "lint rule MT-C-01",
      why: "The control plane reads the ConfigMap before anything else. If it is missing, there is no discovery, no "
        + "import and no status for the peer, only a line in istiod's log.",
      repair: "Issue the peer's root first with `meshtrust apply`, then run the command again."),
    Explanation(
      "MT-K8S-06", "the certificates in cacerts can be decoded",
      source: "istio security/pkg/pki/util NewVerifiedKeyCertBundleFromFile",
      why: "istiod does not start with files that it cannot read.",
      repair: "`oc get secret cacerts -o yaml` shows the keys. Write the Secret again from the PEM files."),
    Explanation(
      "MT-C-02", "a peer's roots are under the key root-cert.pem",
      source: "maistra/istio pkg/servicemesh/federation/common",
      why: "The key's name is a constant of the control plane. Under any other key, and in `binaryData`, it does not "
        + "find the roots, and does not set up the peer at all.",
      repair: "`oc create configmap PEER-ca-root-cert --from-file=root-cert.pem=FILE`."),
    Explanation(
      "MT-C-04", "a peer's roots are PEM certificates", source: "RFC 7468 section 5",
      why: "If one bundle cannot be parsed, Envoy rejects the validation context with the roots of all peers: running "
        + "proxies keep their old trust, and new Pods get none.",
      repair: "Copy the PEM text again, without encoding it in base64 a second time and without the two characters "
        + "`\\n`."),
    Explanation(
      "MT-C-06", "a private key does not belong in a ConfigMap", source: "Kubernetes, Secrets",
      why: "Everyone with read access to the namespace can read it, and anyone with a root's key can impersonate every "
        + "workload of its mesh.",
      repair: "Remove it, and rotate the authority it belongs to: treat the key as compromised."),
    Explanation(
      "MT-C-07", "a CRL does not belong in a bundle", source: "Envoy spiffe_validator.cc",
      why: "It makes Envoy check every certificate of the chain against CRLs, and reject chains with an issuer that "
        + "has no CRL there.",
      repair: "Remove the block `X509 CRL`."),
    Explanation(
      "MT-K8S-08", "a file to edit configures the mesh's Istio", source: "`meshtrust help emit`",
      why:
        "Only the fields of trust are written, and only where istiod of this mesh reads them. In another object they "
        + "would have no effect, or that of another mesh.",
      repair: "Name the file with the Istio resource, the IstioOperator, the ConfigMap or the Helm values of the mesh."),
    Explanation(
      "MT-K8S-09", "an edit changes only what it is for", source: "the file belongs to you",
      why:
        "The file is edited in place, with its comments and order. If it has anchors, aliases or merge keys, changing one "
        + "entry can change another, so that nothing is written.",
      repair: "Write the lists and mappings out, then run the command again."),
    Explanation(
      "MT-C-16", "the presented chain contains the issuer", source: "lint rule MT-C-28",
      why: "istiod sends cert-chain.pem after every workload's certificate. Without the intermediate in it, a peer "
        + "that has only the root cannot build a path.",
      repair: "Put the certificate of ca-cert.pem first in cert-chain.pem."),
    Explanation(
      "MT-C-17", "istiod finds its key under a fixed name", source: "istio istio_ca.go",
      why: "If the Secret is not named `cacerts`, or a part of it is missing, istiod silently creates a self-signed "
        + "CA. Every peer then rejects the mesh.",
      repair: "Put ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem into the Secret `cacerts` in the control "
        + "plane's namespace."),
    Explanation(
      "MT-C-19", "cacerts has one layout", source: "istio detectSigningCABundle",
      why: "istiod uses tls.crt, tls.key and ca.crt as soon as tls.crt is present, and ignores the other names.",
      repair: "Remove the keys of the unwanted layout."),
  ]
}
