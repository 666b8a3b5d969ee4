import Diagnostics

extension Explanation {
  /// MT-V: the validation of a presented chain.
  static let validation: [Explanation] = [
    Explanation(
      "MT-V-01", "A path leads from the leaf to a root of the bundle",
      source: "X509-SVID section 5.1; RFC 5280 section 6.1",
      why:
        "Each certificate must be signed by the next, in its time and within its limits. The parts of this rule have "
        + "codes of their own, from MT-PV-01 on, which name the link that breaks.",
      repair: "Follow what the refusal names; most often an intermediate is missing or a bundle is old."),
    Explanation(
      "MT-V-02", "The leaf keeps the rules of an X509-SVID", source: "X509-SVID section 5.2",
      why: "A valid path to a root is not enough: the leaf needs one SPIFFE ID with a path, and must not be an "
        + "authority. The parts are MT-LF-01, MT-LF-03, MT-LF-05, MT-LF-08 and MT-ID-01.",
      repair: "Follow what the refusal names."),
    Explanation(
      "MT-V-03", "Only the bundle of the ID's own trust domain counts",
      source: "SPIFFE Federation sections 4.2 and 7.3; X509-SVID section 5.1",
      why: "In a pool of roots every peer could forge every other's identities, ours included; OpenSSL and Go have no "
        + "notion of this and accept it. The bundle is picked after the SPIFFE ID is read, and bundles are never "
        + "merged.",
      repair: "Give the chain of the expected domain, or the bundle of the chain's. If a peer's root signs our "
        + "identities, treat that peer as hostile."),
    Explanation(
      "MT-V-04", "A domain without a bundle is not trusted",
      source: "SPIFFE Federation section 4; X509-SVID section 5.1",
      why: "Nothing vouches for it. No bundle (this code), an empty one (MT-CA-13) and one without any authority "
        + "(MT-B-08) are told apart.",
      repair: "Give the domain's bundle."),
    Explanation(
      "MT-V-05", "The system's roots are never used", source: "SPIFFE Federation section 4.2",
      why: "A web certificate authority must not be able to vouch for a workload. There is no default path, no "
        + "environment variable and no fallback.",
      repair: "Nothing to repair: this is how chains are judged here."),
    Explanation(
      "MT-V-06", "The identity is the expected one",
      source: "SPIFFE-ID section 2; ServiceMeshPeer spec.security.clientID",
      why: "Any workload of the peer has a valid chain; only one of them is the gateway meant for us. IDs are compared "
        + "byte by byte.",
      repair: "Compare both texts where the message points; derive the client ID with `meshtrust id PEER --for MESH`."),
    Explanation(
      "MT-V-07", "A chain is presented leaf first, each certificate once, without gaps",
      source: "RFC 8446 section 4.4.2",
      why: "Many verifiers find their way anyway, some do not, and a file with a CA first may have the wrong "
        + "certificate judged. Roots need not be presented: only the bundle says what is trusted.",
      repair: "Write the file in the order that the message gives."),
    Explanation(
      "MT-V-08", "A verdict holds for a time", source: "RFC 5280 section 6.1.3 (a)(2)",
      why:
        "It holds until the first certificate of the path ends. That one is named, so that it can be renewed before.",
      repair: "Nothing to repair; renew the certificate before that date."),
  ]

  /// MT-LF, MT-CA and MT-B: rules on leaves, authorities and bundles that only a whole chain shows.
  static let chains: [Explanation] = [
    Explanation(
      "MT-LF-03", "A leaf's SPIFFE ID has a path", source: "X509-SVID section 2; SPIFFE-ID section 2.2",
      why: "An ID without a path names the trust domain itself, which only its authorities may carry.",
      repair: "Issue the leaf again with the ID of its workload: /ns/NAMESPACE/sa/SERVICE-ACCOUNT."),
    Explanation(
      "MT-LF-12", "A leaf should not outlive its issuers",
      source: "RFC 5280 section 6.1.3 (a)(2), for each certificate",
      why: "When an authority of the path ends, the leaf is refused from that second on, whatever its own date says. "
        + "istiod does not shorten what it issues.",
      repair: "Renew the authority one whole workload lifetime before its end; `meshtrust plan` does."),
    Explanation(
      "MT-CA-07", "An authority does not authenticate", source: "X509-SVID section 3.2",
      why: "The first certificate of a chain is the one whose key takes part in the handshake. A file written root "
        + "first makes OpenSSL judge the root and say OK.",
      repair: "Put the workload's certificate first, then each one's issuer."),
    Explanation(
      "MT-CA-12", "An authority's own names keep to the constraints above it", source: "RFC 5280 section 6.1.3 (b)",
      why: "OpenSSL refuses the whole chain (error 47 at depth 1) and Go says nothing, so one end of a peering works.",
      repair: "Issue the intermediate with the SPIFFE ID of the domain that it is confined to."),
    Explanation(
      "MT-B-11", "A key vouches for one trust domain", source: "SPIFFE Trust Domain and Bundle section 6.2",
      why: "Whoever signs below a root that two domains trust can forge either, unless name constraints confine each "
        + "mesh's intermediate.",
      repair: "Give each mesh a root of its own, or confine the intermediates under the shared one."),
  ]
}
