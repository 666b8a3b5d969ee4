import Diagnostics

extension Explanation {
  /// MT-C: certificates, keys and where they are stored. The codes of reading resources are in Kubernetes.
  static let certificates: [Explanation] = [
    Explanation(
      "MT-C-01", "the ConfigMap with a peer's roots exists",
      source: "maistra/istio pkg/servicemesh/federation/discovery getRootCertForMesh",
      why: "The control plane reads it before anything else: without it there is no discovery, no import and no "
        + "status, only a line in istiod's log.",
      repair: "Create it from the peer's root-cert.pem, in the namespace of the ServiceMeshPeer."),
    Explanation(
      "MT-C-03", "a peer's roots are in a ConfigMap",
      source: "maistra/istio pkg/servicemesh/federation/discovery getRootCertForMesh",
      why: "Any other kind is an error in every reconciliation, and the peer is not set up.",
      repair: "Put the roots into a ConfigMap; they are not secret."),
    Explanation(
      "MT-C-05", "a bundle contains a self-signed root that may sign", source: "Envoy spiffe_validator.cc",
      why:
        "A path must end in a self-signed certificate of the bundle. No path ends in an intermediate or a leaf, or in a "
        + "root whose keyUsage does not allow signing certificates.",
      repair: "Add the peer's root."),
    Explanation(
      "MT-C-08", "a bundle contains a root that is currently valid",
      source: "RFC 5280 section 6.1.3; Envoy spiffe_validator.cc",
      why: "Roots expire like any other certificate. Once the last one has expired, no handshake with the peer "
        + "succeeds.",
      repair: "Ask the peer for its current root. Rotate before the old one expires."),
    Explanation(
      "MT-C-09", "every implementation accepts the roots", source: "RFC 5280 sections 4.2.1.3 and 4.2.1.9",
      why: "OpenSSL, Go and Java reject CA certificates without CA:TRUE or keyCertSign, SHA-1 and MD5, and short RSA "
        + "keys, each in its own way.",
      repair: "Issue the root again."),
    Explanation(
      "MT-C-10", "a bundle contains the root that the peer signs with", source: "Envoy spiffe_validator.cc",
      why: "The peer's certificates lead to a root that is not in the bundle: TLS fails in both directions.",
      repair: "Replace the bundle with the peer's current roots."),
    Explanation(
      "MT-C-11", "the peer's bundle does not contain our own root", source: "Envoy spiffe_validator.cc",
      why: "The files of the two sides were swapped. Nothing that the peer presents verifies.",
      repair: "Put the peer's root here, and our root at the peer."),
    Explanation(
      "MT-C-12", "trust domains do not share a root without name constraints",
      source: "RFC 5280 section 4.2.1.10; Envoy spiffe_validator.cc",
      why: "Anyone with one mesh's intermediate can issue certificates in the other's trust domain, and every proxy "
        + "accepts them.",
      repair: "Use a root for each mesh, or intermediates with URI name constraints."),
    Explanation(
      "MT-C-13", "bundles are tidy", source: "RFC 7468",
      why: "Repeated certificates and stray text cost every proxy memory at every push, and make the bundle hard to "
        + "read.",
      repair: "Keep each root once."),
    Explanation(
      "MT-C-14", "rotations are finished", source: "this tool's own rule",
      why: "Every root that is trusted unnecessarily is one more key that can forge the peer.",
      repair: "Remove the roots that the peer no longer signs with."),
    Explanation(
      "MT-C-15", "key, certificate and chain of cacerts match", source: "istio keycertbundle.go Verify",
      why: "istiod does not start: it checks that the key matches the certificate, that the certificate is a CA, and "
        + "that it leads to root-cert.pem through cert-chain.pem.",
      repair: "Use the files of one CA together."),
    Explanation(
      "MT-C-18", "istiod's key is where the Secret is mounted", source: "maistra/istio-operator istio-control charts",
      why: "The Secret is always mounted at /etc/cacerts. With another path, istiod finds nothing and signs with a "
        + "self-signed CA.",
      repair: "Leave out `rootCADir`, or set it to `/etc/cacerts`."),
    Explanation(
      "MT-C-20", "the declared type of CA matches the Secret", source: "istio istio_ca.go createIstioCA",
      why: "Whether istiod uses its own CA depends only on the Secret `cacerts`. Any other declaration misleads its "
        + "readers.",
      repair: "Set the field `type` to match."),
    Explanation(
      "MT-C-21", "durations are in Go's format", source: "Go time.ParseDuration; istio env variables",
      why: "Go has no days or years, and the grace period is a whole number. What istiod cannot parse it silently "
        + "replaces by the default.",
      repair: "Write hours, such as `87600h` for ten years, and `20`, not `20%`."),
    Explanation(
      "MT-C-22", "istiod checks its self-signed root regularly",
      source: "istio CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL",
      why: "With 0 or less the self-signed root is never renewed, and expires one day with everything below it.",
      repair: "Leave the field out, or set it to `1h`."),
    Explanation(
      "MT-C-23", "CAs outlive what they sign", source: "istio keycertbundle.go",
      why: "The lifetime of workload certificates is cut to the end of the chain. They come due ever faster, and then "
        + "are rejected.",
      repair: "Renew the intermediate while its remaining life is longer than a workload certificate's."),
    Explanation(
      "MT-C-24", "names and constraints of CAs are those of the mesh's own trust domain",
      source: "RFC 5280 section 4.2.1.10",
      why: "A constraint that excludes the mesh's own trust domain makes every leaf invalid. One that permits a peer's "
        + "is no protection. A root that names another trust domain is that of another mesh, or of files that were swapped.",
      repair: "Issue the CA certificate again with the trust domain alone."),
    Explanation(
      "MT-C-25", "CAs permit the certificates below them",
      source: "RFC 5280 sections 4.2.1.9 and 4.2.1.12; Go crypto/x509",
      why: "A path length that is too small breaks every path. An extended key usage without serverAuth makes istiod "
        + "reject its own chain.",
      repair: "Issue the CA certificate again without an extendedKeyUsage, and with a sufficient path length."),
    Explanation(
      "MT-C-26", "peers copy the roots that the mesh publishes",
      source: "maistra/istio-operator global.caCertConfigMapName",
      why: "The mesh publishes its roots under another name than usual. A copy from the usual name is old or missing.",
      repair: "Copy from the name that is set in the control plane."),
    Explanation(
      "MT-C-27", "a peer presents a leaf that Envoy accepts", source: "Envoy spiffe_validator.cc; X509-SVID section 4",
      why: "Before building a path, Envoy requires the leaf to have one SPIFFE ID, not to be a CA, and to have a key "
        + "usage without keyCertSign.",
      repair: "Issue the peer's gateway certificate again."),
    Explanation(
      "MT-C-28", "the intermediate is in the chain or in the bundle", source: "MAISTRA-2687",
      why: "If the peer does not present it and the bundle does not contain it, there is no path from leaf to root.",
      repair: "Complete cert-chain.pem at the peer, or add the intermediate to the bundle."),
    Explanation(
      "MT-C-29", "additional roots are in root-cert.pem", source: "maistra/istio sdsservice.go toEnvoySecret",
      why: "In a federated mesh roots are stored by trust domain, and those from the mesh configuration are not "
        + "included.",
      repair: "Put every root of the mesh into root-cert.pem of cacerts."),
    Explanation(
      "MT-C-30", "istiod reads every value of cacerts", source: "Go encoding/pem; istio keycertbundle.go; BoringSSL",
      why:
        "istiod takes the first PEM block of a value, at the start of a line, and nothing else. From 1.26.1 on it does "
        + "not start without a readable value; before, it signed with a self-signed CA that no peer knows.",
      repair: "Write the value again from the original files."),
    Explanation(
      "MT-C-31", "istiod's key is not encrypted", source: "istio security/pkg/pki/util ParsePemEncodedKey",
      why: "istiod reads the key when it starts and has no passphrase, so it does not start. Secrets are protected by "
        + "the cluster's own encryption.",
      repair: "Decrypt the key with `openssl pkey`, and make the Secret of the result."),
    Explanation(
      "MT-C-32", "the roots of cacerts are self-signed", source: "Go crypto/x509 Verify; Envoy spiffe_validator.cc",
      why:
        "istiod starts: Go ends a path at any certificate of its pool. The proxies of a federated mesh end it only at "
        + "a self-signed root, and refuse every certificate of this mesh. cert-manager writes the issuer into ca.crt.",
      repair: "Put the self-signed root there, also as `ca.crt`."),
    Explanation(
      "MT-C-33", "no two meshes sign with one key", source: "X509-SVID section 3.2; this tool's own rule",
      why: "Either mesh can issue every identity of the other, and no proxy can tell them apart. Renewing or revoking "
        + "the intermediate of one breaks the other.",
      repair: "Give each mesh an intermediate of its own."),
    Explanation(
      "MT-C-34", "a peer's bundle holds its own roots only", source: "Envoy spiffe_validator.cc",
      why: "Whoever holds the key of the other root can forge every identity of the peer.",
      repair: "Remove the root, unless it is the peer's next one: then ask for its present bundle."),
    Explanation(
      "MT-C-40", "no plain CA key is in git", source: "gitignore(5); this tool's own rule",
      why:
        "Whoever can read the repository, one of its clones or a backup of them can issue every identity of the mesh, now "
        + "and from its history. Base64 hides nothing. Keys are found in every text of the YAML and JSON that is read, also "
        + "in a document inside a text and in values of Helm and Kustomize, in files beside them in PEM and DER, and in files "
        + "that a kustomization names. The certificate of a key, or else the names that lead to it, say whether it is a "
        + "CA's. Encrypted keys are none. Of each text the first 1000 keys and the first 1000 certificates are read, and "
        + "files over 1 MiB that are no manifests are not looked at.",
      repair:
        "Take the file out of the repository, and list it in .gitignore. If it was ever pushed, replace the root above it: "
        + "`meshtrust rotate start MESH --compromised`. Another intermediate would not do, because proxies accept the old one "
        + "until it expires. What belongs into git is sealed: `meshtrust apply --sealed-secrets CERT`, or "
        + "SOPS, as docs/sealed-secrets.md shows."),
  ]
}
