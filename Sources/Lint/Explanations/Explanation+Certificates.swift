import Diagnostics

extension Explanation {
  /// MT-C: certificates, keys and where they are kept, besides those that reading resources already tells of.
  static let certificates: [Explanation] = [
    Explanation(
      "MT-C-01", "the ConfigMap with a peer's roots is there",
      source: "maistra/istio pkg/servicemesh/federation/discovery getRootCertForMesh",
      why: "The control plane reads it before anything else: without it there is no discovery, no import and "
        + "no status, only a line in istiod's log.",
      repair: "Create it from the peer's root-cert.pem, in the namespace of the ServiceMeshPeer."),
    Explanation(
      "MT-C-03", "a peer's roots are in a ConfigMap",
      source: "maistra/istio pkg/servicemesh/federation/discovery getRootCertForMesh",
      why: "Any other kind is an error of every reconciliation, and the peer is not set up.",
      repair: "Put the roots, which are no secret, into a ConfigMap."),
    Explanation(
      "MT-C-05", "a bundle holds a self-signed root",
      source: "Envoy spiffe_validator.cc",
      why: "Paths must end in a self-signed certificate of the bundle. An intermediate or a leaf alone is "
        + "the end of none.",
      repair: "Add the peer's root."),
    Explanation(
      "MT-C-08", "a bundle holds a root that is valid",
      source: "RFC 5280 section 6.1.3; Envoy spiffe_validator.cc",
      why: "The dates of roots count like any other. Once the last has ended no handshake with the peer succeeds.",
      repair: "Ask the peer for its present root; rotate before the old one ends."),
    Explanation(
      "MT-C-09", "roots are made so that everybody takes them",
      source: "RFC 5280 sections 4.2.1.3 and 4.2.1.9",
      why: "OpenSSL, Go and Java refuse authorities without CA:TRUE or keyCertSign, SHA-1 and MD5, and short "
        + "RSA keys; each in its own way.",
      repair: "Issue the root again."),
    Explanation(
      "MT-C-10", "a bundle holds the root that the peer signs with",
      source: "Envoy spiffe_validator.cc",
      why: "The peer's certificates lead to a root that is not here: TLS fails in both directions.",
      repair: "Replace the bundle with the peer's present roots."),
    Explanation(
      "MT-C-11", "the peer's bundle does not hold our own root",
      source: "federation lint rule C-11",
      why: "The files of the two sides were swapped. Nothing of the peer verifies.",
      repair: "Put the peer's root here, and ours at the peer."),
    Explanation(
      "MT-C-12", "trust domains do not share a root without limits",
      source: "RFC 5280 section 4.2.1.10; Envoy spiffe_validator.cc",
      why: "Whoever holds one mesh's intermediate can issue certificates of the other's trust domain, and "
        + "every proxy takes them.",
      repair: "Use a root for each mesh, or intermediates with URI name constraints."),
    Explanation(
      "MT-C-13", "bundles are tidy",
      source: "RFC 7468",
      why: "Repeated certificates and stray text cost every proxy memory at every push, and hide what matters.",
      repair: "Keep each root once."),
    Explanation(
      "MT-C-14", "rotations are finished",
      source: "federation lint rule C-14",
      why: "Every root that is trusted without need is one more key that can forge the peer.",
      repair: "Remove the roots that the peer no longer signs with."),
    Explanation(
      "MT-C-15", "key, certificate and chain of cacerts belong together",
      source: "istio keycertbundle.go Verify",
      why: "istiod does not start: it checks that the key is the certificate's, that it is an authority, and "
        + "that it leads to root-cert.pem through cert-chain.pem.",
      repair: "Put the files of one authority together again."),
    Explanation(
      "MT-C-18", "istiod's key is where the Secret is mounted",
      source: "maistra/istio-operator istio-control charts",
      why: "The Secret is always mounted at /etc/cacerts. Told to look elsewhere, istiod finds nothing and "
        + "signs with an authority of its own making.",
      repair: "Leave `rootCADir` out, or set it to `/etc/cacerts`."),
    Explanation(
      "MT-C-20", "the declared kind of authority is the one that works",
      source: "istio istio_ca.go createIstioCA",
      why: "Whether istiod signs by itself depends only on the Secret `cacerts`. A declaration that says "
        + "otherwise misleads whoever reads it.",
      repair: "Let the field `type` say what is the case."),
    Explanation(
      "MT-C-21", "durations are those of Go",
      source: "Go time.ParseDuration; istio env variables",
      why: "Days and years do not exist there, and the grace period is a whole number. What cannot be read "
        + "is replaced by the default without a word.",
      repair: "Write hours: `87600h` for ten years; and `20`, not `20%`."),
    Explanation(
      "MT-C-22", "the root is looked at from time to time",
      source: "istio CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL",
      why: "With 0 or less the self-signed root is never renewed, and ends one day with everything below it.",
      repair: "Leave the field out, or set it to `1h`."),
    Explanation(
      "MT-C-23", "authorities outlive what they sign",
      source: "istio keycertbundle.go",
      why: "Certificates of workloads are cut short to the end of the chain, come due ever faster, and then "
        + "are refused.",
      repair: "Renew the intermediate before its remaining life is shorter than a workload's certificate."),
    Explanation(
      "MT-C-24", "name constraints permit the own trust domain, and no peer's",
      source: "RFC 5280 section 4.2.1.10",
      why: "A constraint that leaves the own domain out makes every leaf invalid; one that lets a peer's in "
        + "does not confine.",
      repair: "Issue the authority again with the trust domain alone."),
    Explanation(
      "MT-C-25", "authorities allow what is below them",
      source: "RFC 5280 sections 4.2.1.9 and 4.2.1.12; Go crypto/x509",
      why: "A path length that is too small breaks every path; purposes without serverAuth make istiod "
        + "refuse its own chain.",
      repair: "Issue the authority again without an extendedKeyUsage, and with enough path length."),
    Explanation(
      "MT-C-26", "peers get the roots that the mesh really publishes",
      source: "maistra/istio-operator global.caCertConfigMapName",
      why: "The mesh publishes its roots under another name than the usual one. What is copied from the "
        + "usual name is old or missing.",
      repair: "Copy from the name that the control plane is told."),
    Explanation(
      "MT-C-27", "a peer presents a leaf that Envoy takes",
      source: "Envoy spiffe_validator.cc; X509-SVID section 4",
      why: "Before any path is built the leaf must have one SPIFFE ID, be no authority, and have a key usage "
        + "without keyCertSign.",
      repair: "Issue the peer's gateway certificate again."),
    Explanation(
      "MT-C-28", "somebody has the intermediate",
      source: "MAISTRA-2687",
      why: "Where neither the peer presents it nor the bundle holds it, there is no path from leaf to root.",
      repair: "Complete cert-chain.pem at the peer, or add the intermediate to the bundle."),
    Explanation(
      "MT-C-29", "further roots stand in root-cert.pem",
      source: "maistra/istio sdsservice.go toEnvoySecret",
      why: "In a federated mesh roots are kept by trust domain, and those from the mesh's configuration are "
        + "not among them.",
      repair: "Put every root of the mesh into root-cert.pem of cacerts."),
  ]
}
