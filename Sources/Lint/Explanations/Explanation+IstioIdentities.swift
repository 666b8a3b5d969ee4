import Diagnostics

extension Explanation {
  /// MT-I-25 to MT-I-28, -35 to -43: trust domains and identities.
  static let istioIdentities: [Explanation] = [
    Explanation(
      "MT-I-25", "an alias is an older name of the same mesh",
      source: "istio/istio pilot/pkg/security/trustdomain/bundle.go; openshift-docs PR 112274",
      why: "An alias makes the other trust domain equal to this one, in the check of names and in every "
        + "AuthorizationPolicy: the peer's `ns/a/sa/b` passes as our own.",
      repair: "Name the peer in `caCertificates[].trustDomains` instead, and list its identities in policies."),
    Explanation(
      "MT-I-26", "the trust domain of clients is checked", source: "istio/istio PILOT_SKIP_VALIDATE_TRUST_DOMAIN",
      why: "With it, a client of any trust domain below any trusted root gets in.",
      repair: "Remove the variable, and name the peers in `caCertificates[].trustDomains`."),
    Explanation(
      "MT-I-27", "meshes with different roots have different trust domains", source: "SPIFFE-ID section 2.1",
      why:
        "Both have identities of the same names. A policy cannot tell them apart, and each root can issue the other's.",
      repair: "Give each mesh a trust domain of its own. That replaces every certificate: restart istiod and every Pod."
    ),
    Explanation(
      "MT-I-28", "a trust domain is a name of SPIFFE", source: "SPIFFE-ID section 2.1",
      why: "Istio takes almost any text. SPIRE, go-spiffe and this tool refuse such a name, so that the mesh cannot be "
        + "federated with them, and it becomes harder to change every day.",
      repair: "Choose a name of a-z, 0-9, dots, hyphens and underscores, without scheme and port."),
    Explanation(
      "MT-I-35", "several primaries of different trust domains know of each other", source: "istio/istio#39204, #59473",
      why:
        "istiod computes the names of remote servers. Up to 1.28 it uses its own trust domain; from 1.29 on it reads the "
        + "other cluster's ConfigMap, if it may. With the wrong name clients fail with \"SAN matcher\".",
      repair: "Up to 1.28 name the other trust domain as an alias. From 1.29 on let the reader's role get and watch "
        + "`configmaps`."),
    Explanation(
      "MT-I-36", "clusters, networks and meshes have names of their own",
      source: "istio.io, Before you begin (multicluster)",
      why: "Endpoints of the other mesh are taken for local ones, or reached through the wrong gateway.",
      repair: "Rename one of them."),
    Explanation(
      "MT-I-37", "a service of a peer names who may answer",
      source: "istio/istio pilot/pkg/networking/core/cluster_tls.go",
      why:
        "`subjectAltNames` is the only statement of whom a client expects. Without it every certificate below any trusted "
        + "root is taken, of every mesh.",
      repair: "List the SPIFFE IDs of the peer's service accounts in `subjectAltNames`."),
    Explanation(
      "MT-I-38", "the name of a server can match", source: "istio/api networking/v1 ServiceEntry, subjectAltNames",
      why: "No certificate has this name: requests end with 503, and the statistic `ssl.fail_verify_san` grows.",
      repair: "Write `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`, with the peer's trust domain."),
    Explanation(
      "MT-I-39", "a principal can match", source: "istio.io AuthorizationPolicy, principals",
      why: "Nobody has this identity. An ALLOW admits nobody, and a DENY stops nobody.",
      repair: "Write `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT`, without `spiffe://`."),
    Explanation(
      "MT-I-40", "a policy does not admit aliases by accident",
      source: "istio/istio pilot/pkg/security/trustdomain/bundle.go; istio/ztunnel#1260",
      why:
        "`*` and `cluster.local` stand for the trust domain and all its aliases. If an alias is a peer's trust domain, "
        + "its workloads match.",
      repair: "Write the trust domain that is meant."),
    Explanation(
      "MT-I-41", "this version knows `trustDomains` in a source", source: "istio/istio 1.30.2",
      why: "An older API server refuses or drops the field. An ALLOW without it admits more than it says.",
      repair: "Use `principals` with `TRUST-DOMAIN/*`, or upgrade to 1.30.2."),
    Explanation(
      "MT-I-42", "a gateway between trust domains lists its hosts",
      source: "istio.io, Install Multi-Primary on different networks",
      why: "AUTO_PASSTHROUGH checks nothing but the host's name: every service of the mesh can be reached.",
      repair: "List the exported hosts."),
    Explanation(
      "MT-I-43", "a gateway with mutual TLS says who may come in",
      source: "istio/istio pilot/pkg/security/authn, BuildListenerTLSContext",
      why:
        "Servers of mode ISTIO_MUTUAL check the chain and no name: every workload of every mesh below a trusted root "
        + "gets in.",
      repair: "Add an AuthorizationPolicy for the gateway's Pods with the principals that may come in."),
  ]

  /// MT-I-30 to MT-I-33 and -55: ztunnels.
  static let ambient: [Explanation] = [
    Explanation(
      "MT-I-30", "no chain of an ambient mesh has a name constraint on URIs",
      source: "rustls-webpki 0.103.12 (RUSTSEC-2026-0098); istio/ztunnel",
      why:
        "Ztunnels of Istio from 1.29.3 on, and of OpenShift Service Mesh from 3.4 on, refuse every certificate below "
        + "such a constraint: all traffic between workloads ends, and below a constrained root istiod itself can be refused.",
      repair: "Replace the CA by one without constraints on URIs; constraints on DNS names may stay. In a home, write "
        + "`dataPlane: ambient` for the mesh and follow what `meshtrust plan` says."),
    Explanation(
      "MT-I-31", "an ambient mesh and its peers have one trust domain", source: "istio/istio#58511, #61608",
      why: "A ztunnel takes clients of its own trust domain only. No setting changes that.",
      repair:
        "Give both one trust domain below one root, which lets each issue the other's identities; or use sidecars."),
    Explanation(
      "MT-I-32", "the roots of an ambient mesh are in `root-cert.pem`", source: "istio/istio#61719",
      why: "Ztunnels never ask for `caCertificates`. Peers are refused with BadSignature or UnknownIssuer.",
      repair:
        "Use one shared root, or append the peers' roots to `root-cert.pem`, where they are trusted for everything, "
        + "istiod included."),
    Explanation(
      "MT-I-33", "this version's ztunnels read all roots", source: "istio/ztunnel#1510",
      why: "Before 1.24.5 and 1.25.2 a ztunnel reads only the first root, and refuses whatever is below the others.",
      repair: "Upgrade before you rotate or pool roots."),
    Explanation(
      "MT-I-55", "the CA knows the account of the ztunnels",
      source: "istio-ecosystem/sail-operator#2075; cert-manager/istio-csr#331",
      why: "A ztunnel asks for the certificates of its node's workloads. The CA refuses: \"request impersonation "
        + "authentication failure\", and no workload gets a certificate.",
      repair: "Name `NAMESPACE/ztunnel` in CA_TRUSTED_NODE_ACCOUNTS, `pilot.trustedZtunnelNamespace`, or istio-csr's "
        + "`caTrustedNodeAccounts`. OpenShift's IstioCSR has no such field yet."),
  ]
}
