public import Diagnostics

extension Explanation {
  /// MT-K8S: Kubernetes resources; MT-C: certificates inside them.
  public static let inKubernetes: [Explanation] = [
    Explanation(
      "MT-K8S-01", "a manifest names its kind and API version",
      source: "Kubernetes API conventions, section Types (Kinds)",
      why: "Without both, no API server knows what the document is, and neither does this tool.",
      repair: "Give the manifest itself. Helm values and trust cards are no manifests; `kind: List` may hold several."),
    Explanation(
      "MT-K8S-02", "names are DNS names",
      source: "Kubernetes, Object Names and IDs; RFC 1123 section 2.1",
      why: "The API server refuses every other name, in the middle of an `apply` that has done half of its work.",
      repair: "Use lower-case letters, digits, hyphens and, where allowed, dots."),
    Explanation(
      "MT-K8S-03", "keys of ConfigMaps and Secrets can be names of files",
      source: "Kubernetes, apimachinery validation IsConfigMapKey",
      why: "Pods mount every key as a file. The API server refuses a key that could not be one.",
      repair: "Rename the key; istiod looks for `root-cert.pem`, `ca-cert.pem`, `ca-key.pem` and `cert-chain.pem`."),
    Explanation(
      "MT-K8S-04", "ConfigMaps and Secrets hold at most 1 MiB",
      source: "Kubernetes core/v1 MaxSecretSize; the same number holds for ConfigMaps",
      why: "The API server refuses more. From 256 KiB on, `oc apply` without `--server-side` fails too, because it "
        + "keeps a copy of the object in an annotation.",
      repair: "Finish the rotation, so that old roots leave the bundle; a bundle needs two roots at most."),
    Explanation(
      "MT-K8S-05", "every peer needs its roots", source: "federation lint rule C-01",
      why: "The control plane reads the ConfigMap before anything else. When it is missing, there is no discovery, no "
        + "import and no status for the peer, only a line in istiod's log.",
      repair: "Issue the peer's root first with `meshtrust apply`, then run the command again."),
    Explanation(
      "MT-K8S-06", "the certificates in cacerts must be readable",
      source: "istio security/pkg/pki/util NewVerifiedKeyCertBundleFromFile",
      why: "istiod does not start with files that it cannot read.",
      repair: "`oc get secret cacerts -o yaml` shows the keys; write the Secret anew from the PEM files."),
    Explanation(
      "MT-C-02", "a peer's roots stand under root-cert.pem",
      source: "federation lint rule C-02; maistra/istio pkg/servicemesh/federation/common",
      why: "The key's name is a constant of the control plane. Under any other, and in `binaryData`, the roots are as "
        + "good as missing, and the whole peer is not set up.",
      repair: "`oc create configmap PEER-ca-root-cert --from-file=root-cert.pem=FILE`."),
    Explanation(
      "MT-C-04", "a peer's roots are certificates in PEM", source: "federation lint rule C-04; RFC 7468 section 5",
      why: "One bundle that cannot be parsed makes Envoy reject the validation context with the roots of all peers: "
        + "running proxies keep their old trust, and new Pods get none.",
      repair: "Copy the PEM text again. It is neither base64 a second time nor has it the two characters `\\n`."),
    Explanation(
      "MT-C-06", "a private key has no place in a ConfigMap", source: "federation lint rule C-06",
      why: "Everybody who may read the namespace may read it, and whoever has a root's key can pose as every workload "
        + "of its mesh.",
      repair: "Remove it, and rotate the authority it belongs to: the key counts as known."),
    Explanation(
      "MT-C-07", "a revocation list has no place in a bundle",
      source: "federation lint rule C-07; Envoy spiffe_validator.cc",
      why: "It makes Envoy check every certificate of the chain against it, and refuse chains whose issuers have no "
        + "list there.",
      repair: "Remove the block `X509 CRL`."),
    Explanation(
      "MT-C-16", "the presented chain holds the issuer", source: "federation lint rules C-16 and C-28",
      why: "istiod hands out cert-chain.pem behind every workload's certificate. Without the intermediate in it, a "
        + "peer that holds only the root cannot build a path.",
      repair: "Put the certificate of ca-cert.pem first into cert-chain.pem."),
    Explanation(
      "MT-C-17", "istiod finds its key under a fixed name", source: "federation lint rule C-17; istio istio_ca.go",
      why: "When the Secret is not named `cacerts`, or a part of it is missing, istiod makes a self-signed authority "
        + "and says nothing. Every peer then refuses the mesh.",
      repair: "The Secret `cacerts` in the control plane's namespace holds ca-cert.pem, ca-key.pem, root-cert.pem and "
        + "cert-chain.pem."),
    Explanation(
      "MT-C-19", "cacerts has one layout", source: "federation lint rule C-19; istio detectSigningCABundle",
      why: "istiod takes tls.crt, tls.key and ca.crt as soon as tls.crt is there, and never looks at the other names.",
      repair: "Remove the keys that are not meant."),
  ]
}
