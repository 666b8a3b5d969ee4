import Diagnostics

extension Explanation {
  /// MT-T: trust domains and identities.
  static let identities: [Explanation] = [
    Explanation(
      "MT-T-01", "a federated mesh has its own trust domain", source: "istio meshConfig.trustDomain; manual 1.18.9.2",
      why: "Every mesh without one is `cluster.local`. Two meshes with that name cannot distinguish each other's "
        + "workloads, and cannot store each other's roots.",
      repair: "Set `spec.security.trust.domain`, then restart every proxy."),
    Explanation(
      "MT-T-02", "a peer's trust domain is not our own",
      source: "maistra/istio pkg/servicemesh/federation/discovery update",
      why: "The ConfigMap with the peer's roots is ignored. With separate roots no handshake succeeds; with a shared "
        + "root, our own service accounts are accepted as the peer's.",
      repair: "Change the trust domain of one of the two meshes."),
    Explanation(
      "MT-T-03", "a client ID is not in cluster.local", source: "istio pilot/pkg/security/trustdomain/bundle.go",
      why: "istiod treats `cluster.local` as the mesh's own trust domain, and rewrites the policy: the peer always "
        + "gets 403.",
      repair: "Give the peer a real trust domain and use it in the client ID."),
    Explanation(
      "MT-T-04", "every peer has its own trust domain",
      source: "maistra/istio pkg/servicemesh/federation/discovery updateRootCert",
      why: "Roots are stored by trust domain. Two peers with the same one replace each other's roots at every resync, "
        + "and each time all proxies get a push.",
      repair: "Give each mesh its own trust domain."),
    Explanation(
      "MT-T-05", "a peer has a trust domain", source: "maistra/istio pkg/servicemesh/federation/discovery update",
      why: "Without one its roots are never read. The manual shows a default, but there is none.",
      repair: "Set `spec.security.trustDomain` to the peer's `spec.security.trust.domain`."),
    Explanation(
      "MT-T-06", "trust domains are DNS names", source: "istio ValidateTrustDomain; SPIFFE-ID section 2.1",
      why: "istiod rejects the name, or it never equals the one in any certificate.",
      repair: "Use lower-case labels of letters, digits and hyphens, separated by dots."),
    Explanation(
      "MT-T-07", "trust domains are in lower case, without a trailing dot",
      source: "SPIFFE-ID section 2.1; Envoy spiffe_validator.cc",
      why: "Trust domains are compared byte by byte: `Red.local` and `red.local.` are not `red.local`. If both sides "
        + "write it in the same wrong way it works, but violates the standard.",
      repair: "Write the lower-case name on both sides, at the same time."),
    Explanation(
      "MT-T-08", "a peer's trust domain matches its control plane", source: "Envoy spiffe_validator.cc",
      why: "The peer's certificates name another trust domain than the one under which its roots are stored: Envoy "
        + "reports no trust bundle, and every handshake fails.",
      repair: "Copy `spec.security.trust.domain` of the peer."),
    Explanation(
      "MT-T-09", "a peer has a client ID",
      source: "maistra/istio pkg/servicemesh/federation/discovery; validation of AuthorizationPolicy",
      why: "It fails open. The policy that would deny strangers cannot be built, and the error is swallowed. Anyone "
        + "with a certificate below any peer's root may list and call everything that is exported.",
      repair: "Set `spec.security.clientID`."),
    Explanation(
      "MT-T-10", "client IDs have no scheme", source: "maistra/istio pkg/servicemesh/federation",
      why: "istiod adds `spiffe://` in front. The policy then names an identity that nobody has, and every request "
        + "gets 403.",
      repair: "Remove `spiffe://`."),
    Explanation(
      "MT-T-11", "client IDs have five parts", source: "istio pkg/spiffe ParseIdentity",
      why: "No certificate from istiod has such an identity, so the peer gets 403; or the trust domain is ignored.",
      repair: "Write `TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`."),
    Explanation(
      "MT-T-12", "client IDs have no wildcard", source: "istio AuthorizationPolicy principals",
      why: "A star at either end makes a pattern, and a lone star matches everyone.",
      repair: "Write the exact identity."),
    Explanation(
      "MT-T-13", "the client ID is in the peer's trust domain", source: "Envoy spiffe_validator.cc; istio authz",
      why: "Certificates from the peer's trust domain are rejected for their name, or those of another mesh are "
        + "accepted as the peer's.",
      repair: "Use the same trust domain in both fields."),
    Explanation(
      "MT-T-14", "the client ID has the peer's namespace", source: "maistra/istio pkg/servicemesh/federation",
      why: "The peer's gateway runs in the namespace of its control plane; any other namespace leads to 403.",
      repair: "Copy the namespace of the peer's ServiceMeshControlPlane."),
    Explanation(
      "MT-T-15", "the client ID names the peer's egress gateway for us",
      source: "maistra/istio-operator istio-egress serviceaccount.yaml",
      why: "The caller is the egress gateway in the peer's ServiceMeshPeer for us, with the suffix `-service-account`. "
        + "The name of our own gateway, or of an ingress gateway, or a missing suffix leads to 403.",
      repair: "Take `spec.gateways.egress.name` of the peer's ServiceMeshPeer for us."),
    Explanation(
      "MT-T-16", "the client ID has the suffix of the operator's service accounts",
      source: "maistra/istio-operator istio-egress serviceaccount.yaml",
      why: "The operator names the account `GATEWAY-service-account`. Another name is correct only for a gateway that "
        + "was created by hand.",
      repair: "Add `-service-account`, unless the gateway was created by hand."),
    Explanation(
      "MT-T-17", "a peer's trust domain is not one of our additional ones", source: "istio plugin/authn/util.go",
      why: "Every sidecar accepts certificates from the additional trust domains, so the peer reaches all workloads "
        + "past the gateways, and its client IDs are treated as our own.",
      repair: "Remove it from `additionalDomains`."),
    Explanation(
      "MT-T-18", "a mesh with peers has no additional trust domains",
      source: "maistra/istio secretcache GetTrustBundles",
      why: "With peers, roots are stored by trust domain, and additional domains have no entry: certificates that "
        + "still carry an old trust domain fail.",
      repair: "Finish the change of the trust domain before you federate."),
    Explanation(
      "MT-T-19", "sidecars check trust domains", source: "istio PILOT_SKIP_VALIDATE_TRUST_DOMAIN",
      why: "Otherwise every workload accepts the certificates of every peer, past the gateways.",
      repair: "Remove the variable."),
    Explanation(
      "MT-T-20", "a change of the trust domain reaches every proxy", source: "istio TRUST_DOMAIN of proxies",
      why: "Proxies keep the trust domain that they started with, while their certificates already carry the new one, "
        + "and peers have policies for the old one.",
      repair: "Restart istiod, gateways and workloads. Every peer edits trustDomain and clientID and restarts istiod."),
  ]
}
