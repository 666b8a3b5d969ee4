import Diagnostics

extension Explanation {
  /// MT-I-44 to -54, -58 to -61: how roots travel.
  static let istioDistribution: [Explanation] = [
    Explanation(
      "MT-I-44", "istiod can read the bundle endpoint", source: "istio/istio pilot/pkg/trustbundle",
      why:
        "istiod fetches with https and the roots of its own system only, and knows no `https_spiffe`. Otherwise it has no "
        + "roots of the peer.",
      repair: "Serve the bundle with a certificate of a public CA, or put the roots into `pem`."),
    Explanation(
      "MT-I-45", "roots do not hang on one fetch", source: "istio/istio pilot/pkg/trustbundle",
      why:
        "When a fetch fails, istiod forgets the roots of that source until the next one, 30 minutes later. All traffic "
        + "with the peer fails for that time.",
      repair: "Add the present roots as `pem` too."),
    Explanation(
      "MT-I-46", "old and new roots are published together for long enough",
      source: "SPIFFE Federation section 5; istio/istio pilot/pkg/trustbundle; spiffe/spire",
      why:
        "istiod asks every 30 minutes, and a proxy may need the life of its certificate to learn the answer; SPIRE needs "
        + "up to three refresh hints. Whoever asks too late does not know the new root when it begins to sign.",
      repair: "Publish both roots before the new one signs, and keep the old one until its last certificate has ended."),
    Explanation(
      "MT-I-47", "one writer publishes the roots of a mesh", source: "istio/istio#51950; cert-manager/trust-manager",
      why:
        "istiod or istio-csr writes this ConfigMap into every namespace. Two writers overwrite each other without end.",
      repair: "Give the bundle another name."),
    Explanation(
      "MT-I-48", "the roots of a mesh are no public CAs", source: "cert-manager/trust-manager, useDefaultCAs",
      why: "Every public CA could then issue identities of the mesh.",
      repair: "Remove `useDefaultCAs`, or set the provider to `Disabled`."),
    Explanation(
      "MT-I-49", "trust-manager can read the sources of a bundle", source: "cert-manager/trust-manager pkg/bundle",
      why:
        "The whole bundle fails with Synced=False, and its target keeps the old content: a rotation stops unnoticed.",
      repair: "Put the source into the trust namespace, with blocks of certificates and nothing else."),
    Explanation(
      "MT-I-50", "a bundle keeps the old root beside the new one", source: "cert-manager/trust-manager#560",
      why:
        "cert-manager changes `ca.crt` in place. The old root is gone everywhere at the moment at which the new one comes.",
      repair: "Keep the old root in a second source until the rotation is over."),
    Explanation(
      "MT-I-51", "istio-csr has a file of roots", source: "cert-manager/istio-csr#137",
      why:
        "Without it istio-csr takes the root from its issuer. When that changes, the old root is gone at once, and running "
        + "proxies are refused.",
      repair: "Mount a ConfigMap with the roots: `app.tls.rootCAFile`, or `istioCACertificate` of OpenShift's IstioCSR."
    ),
    Explanation(
      "MT-I-52", "the issuer of istio-csr leads to its file of roots", source: "cert-manager/istio-csr#155",
      why:
        "istio-csr verifies what it issues. Every request then fails with Internal, and no proxy gets a certificate.",
      repair: "Add the root of the issuer to the file, and missing intermediates to the issuer's `tls.crt`."),
    Explanation(
      "MT-I-53", "istiod has read the present roots of istio-csr", source: "istio/istio#37315, #60446",
      why:
        "Up to 1.30 istiod does not watch that file. Its webhooks keep the old roots: \"certificate signed by unknown "
        + "authority\", and Pods start without a proxy.",
      repair: "Restart istiod after every change of the roots."),
    Explanation(
      "MT-I-54", "either istiod signs or another CA", source: "cert-manager/istio-csr; istio/istio ENABLE_CA_SERVER",
      why: "If both are on, both publish their roots under one name. If both are off, no proxy gets a certificate.",
      repair: "Set `global.caAddress` and ENABLE_CA_SERVER \"false\" together, or neither."),
    Explanation(
      "MT-I-58", "SPIRE and the mesh agree on trust domains", source: "istio/istio#57399; spiffe/spire",
      why:
        "Names are checked by the mesh's configuration, whoever signs. A trust domain that is missing there is refused "
        + "although SPIRE has its roots.",
      repair: "Write the same trust domain in both, and the peers' into `caCertificates[].trustDomains`, without roots."
    ),
    Explanation(
      "MT-I-59", "a ClusterFederatedTrustDomain can be reconciled",
      source: "spiffe/spire-controller-manager api/v1alpha1",
      why: "The controller passes over it: SPIRE never learns the roots of that trust domain.",
      repair:
        "Write one object for each trust domain, with an https URL without name and password. `https_spiffe` needs "
        + "`endpointSPIFFEID` and `trustDomainBundle` too."),
    Explanation(
      "MT-I-60", "a bundle document is one that clients take", source: "SPIFFE Trust Domain and Bundle section 4",
      why: "Clients keep the old bundle, or drop the trust domain.",
      repair: "Have the document written again by its owner."),
    Explanation(
      "MT-I-61", "the sequence grows with every change", source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why: "Clients that look at it take the new document for an old one, and ignore it.",
      repair: "Raise `spiffe_sequence`, and never use a number twice."),
  ]

  /// MT-I-56, -57, -62 to -66: moves, and neighbours.
  static let istioUpgrades: [Explanation] = [
    Explanation(
      "MT-I-56", "what cannot change stays", source: "sailoperator.io/v1; operator.openshift.io/v1alpha1",
      why: "The API server refuses the whole object, with every other change in it.",
      repair: "Delete and create the object again, with an outage of the control plane; or leave the field as it was."),
    Explanation(
      "MT-I-57", "the control plane, its values and `cacerts` name one namespace",
      source: "istio-ecosystem/sail-operator",
      why: "istiod reads `cacerts` only in its own namespace. Without it, it signs with a CA that it creates itself.",
      repair: "Write the same namespace everywhere, and put `cacerts` there before istiod starts."),
    Explanation(
      "MT-I-62", "OpenShift Service Mesh 2 and 3 side by side share root and trust domain",
      source: "openshift-docs PR 88982",
      why:
        "Proxies of both talk to each other while workloads move. With another root or trust domain they are refused.",
      repair:
        "Use one `cacerts`, and write `security.trust.domain` of the old one as `meshConfig.trustDomain` of the new one."
    ),
    Explanation(
      "MT-I-63", "the peers' roots stay when the last ServiceMeshPeer goes",
      source: "maistra/istio pkg/servicemesh/federation; sail-operator docs/ossm/ossm2-migration/federation",
      why:
        "While ServiceMeshPeers exist, they bring the roots. With the last one they go, and traffic that no longer needs "
        + "federation's gateways dies with the next restart.",
      repair: "Write the peers' roots into `techPreview.meshConfig.caCertificates` first, or share one root."),
    Explanation(
      "MT-I-64", "a namespace has one injector", source: "OpenShift Service Mesh 3, migrating from 2.6",
      why: "Both control planes inject into it, and both write their roots there.",
      repair: "Label it `maistra.io/ignore-namespace: \"true\"`."),
    Explanation(
      "MT-I-65", "two control planes of one cluster publish apart",
      source: "istio/istio global.trustBundleName, discoverySelectors",
      why: "Both write the same ConfigMap. Its content flaps, and agents lose the istiod whose root is not in it.",
      repair: "Separate them with `discoverySelectors`, or from 1.27 on with `global.trustBundleName`."),
    Explanation(
      "MT-I-66", "an alarm sees every root", source: "istio/istio security/pkg/pki/ca",
      why:
        "`citadel_server_root_cert_expiry_timestamp` is that of the first root of the file. The end of another one comes "
        + "without an alarm.",
      repair: "Watch the dates of all roots: `meshtrust lint` and `meshtrust metrics` do."),
  ]
}
