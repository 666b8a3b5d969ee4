import Diagnostics

extension Explanation {
  /// MT-T: trust domains and identities.
  static let identities: [Explanation] = [
    Explanation(
      "MT-T-01", "a federated mesh has a trust domain of its own",
      source: "istio meshConfig.trustDomain; manual 1.18.9.2",
      why: "Every mesh without one is `cluster.local`. Two of that name cannot tell each other's workloads "
        + "apart, and cannot hold each other's roots.",
      repair: "Set `spec.security.trust.domain`, then restart every proxy."),
    Explanation(
      "MT-T-02", "a peer's trust domain is not our own",
      source: "maistra/istio pkg/servicemesh/federation/discovery update",
      why: "The ConfigMap with the peer's roots is ignored. With roots of its own no handshake succeeds; "
        + "with a shared one, our own service accounts pass for the peer's.",
      repair: "Change the trust domain of one of the two meshes."),
    Explanation(
      "MT-T-03", "a client ID is not one of cluster.local",
      source: "istio pilot/pkg/security/trustdomain/bundle.go",
      why: "istiod takes `cluster.local` for whatever the own trust domain is, and rewrites the policy: the "
        + "peer gets 403 for ever.",
      repair: "Give the peer a real trust domain and use it in the client ID."),
    Explanation(
      "MT-T-04", "every peer has its own trust domain",
      source: "maistra/istio pkg/servicemesh/federation/discovery updateRootCert",
      why: "Roots are kept by trust domain. Two peers with the same one replace each other's roots at every "
        + "resync, and all proxies are pushed to each time.",
      repair: "Give each mesh its own trust domain."),
    Explanation(
      "MT-T-05", "a peer has a trust domain",
      source: "maistra/istio pkg/servicemesh/federation/discovery update",
      why: "Without one its roots are never read. The manual prints a default; there is none.",
      repair: "Set `spec.security.trustDomain` to the peer's `spec.security.trust.domain`."),
    Explanation(
      "MT-T-06", "trust domains are DNS names",
      source: "istio ValidateTrustDomain; SPIFFE-ID section 2.1",
      why: "istiod refuses the name, or it never equals the one in any certificate.",
      repair: "Use lower-case labels of letters, digits and hyphens, between dots."),
    Explanation(
      "MT-T-07", "trust domains are written in lower case without a dot at the end",
      source: "SPIFFE-ID section 2.1; Envoy spiffe_validator.cc",
      why: "Trust domains are compared byte by byte: `Red.local` and `red.local.` are not `red.local`. Where "
        + "both sides make the same slip it works, against the standard.",
      repair: "Write the lower-case name on both sides, at the same time."),
    Explanation(
      "MT-T-08", "a peer's trust domain is the one its control plane has",
      source: "Envoy spiffe_validator.cc",
      why: "The peer's certificates name another domain than the one its roots are kept under: no trust "
        + "bundle store, and every handshake fails.",
      repair: "Copy `spec.security.trust.domain` of the peer."),
    Explanation(
      "MT-T-09", "a peer has a client ID",
      source: "maistra/istio pkg/servicemesh/federation/discovery; validation of AuthorizationPolicy",
      why: "It fails open. The policy that would refuse strangers cannot be built, and the error is "
        + "swallowed: whoever has a certificate below any peer's root may list and call everything that is "
        + "exported.",
      repair: "Set `spec.security.clientID`."),
    Explanation(
      "MT-T-10", "client IDs have no scheme",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "istiod puts `spiffe://` in front itself. The policy then names an identity that nobody has, and "
        + "everybody gets 403.",
      repair: "Remove `spiffe://`."),
    Explanation(
      "MT-T-11", "client IDs have five parts",
      source: "istio pkg/spiffe ParseIdentity",
      why: "No certificate of istiod's has such an identity, so that the peer gets 403; or the trust domain "
        + "is not looked at.",
      repair: "Write `TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`."),
    Explanation(
      "MT-T-12", "client IDs have no wildcard",
      source: "istio AuthorizationPolicy principals",
      why: "A star at either end makes a pattern, and a lone one is anybody.",
      repair: "Write the exact identity."),
    Explanation(
      "MT-T-13", "the client ID is of the peer's trust domain",
      source: "Envoy spiffe_validator.cc; istio authz",
      why: "Certificates of the peer's domain are refused for their name, or those of another mesh are taken "
        + "for the peer's.",
      repair: "Use the same trust domain in both fields."),
    Explanation(
      "MT-T-14", "the client ID names the peer's namespace",
      source: "maistra/istio pkg/servicemesh/federation",
      why: "The peer's gateway runs in the namespace of its control plane; any other gives 403.",
      repair: "Copy the namespace of the peer's ServiceMeshControlPlane."),
    Explanation(
      "MT-T-15", "the client ID names the peer's egress gateway for us",
      source: "maistra/istio-operator istio-egress serviceaccount.yaml",
      why: "The caller is the peer's egress gateway that its ServiceMeshPeer for us names, with "
        + "`-service-account` behind it. Our own gateway's name, an ingress gateway's, or a missing suffix "
        + "give 403.",
      repair: "Take `spec.gateways.egress.name` of the peer's ServiceMeshPeer for us."),
    Explanation(
      "MT-T-16", "the client ID has the suffix of the operator's accounts",
      source: "maistra/istio-operator istio-egress serviceaccount.yaml",
      why: "The operator calls the account `GATEWAY-service-account`. Another name is right only for a "
        + "gateway made by hand.",
      repair: "Add `-service-account`, unless the gateway was made by hand."),
    Explanation(
      "MT-T-17", "a peer's trust domain is not one of our own",
      source: "istio plugin/authn/util.go",
      why: "Every sidecar accepts certificates of the further trust domains, so that the peer reaches all "
        + "workloads past the gateways; and client IDs are taken for our own.",
      repair: "Remove it from `additionalDomains`."),
    Explanation(
      "MT-T-18", "a mesh with peers has no further trust domains",
      source: "maistra/istio secretcache GetTrustBundles",
      why: "With peers, roots are kept by trust domain, and further own domains are no keys of that table: "
        + "certificates that still carry an old domain fail.",
      repair: "Finish the change of the trust domain before federating."),
    Explanation(
      "MT-T-19", "sidecars check trust domains",
      source: "istio PILOT_SKIP_VALIDATE_TRUST_DOMAIN",
      why: "Every workload accepts the certificates of every peer, past the gateways.",
      repair: "Remove the variable."),
    Explanation(
      "MT-T-20", "a change of the trust domain needs every proxy",
      source: "istio TRUST_DOMAIN of proxies",
      why: "Proxies keep the trust domain they were started with, their certificates already carry the new "
        + "one, and peers hold policies for the old one.",
      repair: "Restart istiod, gateways and workloads; every peer edits trustDomain and clientID and restarts "
        + "istiod."),
  ]
}
