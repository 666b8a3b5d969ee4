import Diagnostics

extension Explanation {
  /// MT-V: the validation of a presented chain.
  static let validation: [Explanation] = [
    Explanation(
      "MT-V-01", "a path leads from the leaf to a root of the bundle",
      source: "X509-SVID section 5.1; RFC 5280 section 6.1",
      why: "Each certificate must be signed by the next, within its validity period and its limits. The parts of this "
        + "rule have codes of their own, from MT-PV-01 on, which name the broken link.",
      repair: "Follow the message. Most often an intermediate is missing or a bundle is old."),
    Explanation(
      "MT-V-02", "the leaf satisfies the rules of an X509-SVID", source: "X509-SVID section 5.2",
      why: "A valid path to a root is not enough: the leaf needs one SPIFFE ID with a path, and must not be a CA. The "
        + "parts are MT-LF-01, MT-LF-03, MT-LF-05, MT-LF-08 and MT-ID-01.",
      repair: "Follow the message."),
    Explanation(
      "MT-V-03", "only the bundle of the ID's own trust domain is used",
      source: "SPIFFE Federation sections 4.2 and 7.3; X509-SVID section 5.1",
      why: "In a merged pool of roots every peer could forge every other's identities, ours included; OpenSSL and Go "
        + "do not distinguish and accept it. The bundle is therefore selected after the SPIFFE ID is read, and bundles "
        + "are never merged.",
      repair: "Use the chain of the expected trust domain, or the bundle of the chain's. If a peer's root signs our "
        + "identities, treat that peer as hostile."),
    Explanation(
      "MT-V-04", "a trust domain without a bundle is not trusted",
      source: "SPIFFE Federation section 4; X509-SVID section 5.1",
      why: "Nothing vouches for it. A missing bundle (this code), an empty one (MT-CA-13) and one without a CA "
        + "(MT-B-08) are separate cases.",
      repair: "Provide the trust domain's bundle."),
    Explanation(
      "MT-V-05", "the system's roots are never used", source: "SPIFFE Federation section 4.2",
      why: "A public web CA must not be able to vouch for a workload. There is no default path, no environment "
        + "variable and no fallback.",
      repair: "Nothing to repair: chains are verified in this way."),
    Explanation(
      "MT-V-06", "the identity is the expected one",
      source: "SPIFFE-ID section 2; ServiceMeshPeer spec.security.clientID",
      why: "Every workload of the peer has a valid chain, but only one of them is the gateway for us. IDs are compared "
        + "byte by byte.",
      repair: "Check first that the chain is the one that this gateway presents to this mesh: a peer has an egress "
        + "gateway for each of its peers. Then compare both strings at the position in the message; derive the client ID "
        + "with `meshtrust id PEER --for MESH`."),
    Explanation(
      "MT-V-07", "a chain is presented leaf first, each certificate once, without gaps",
      source: "RFC 8446 section 4.4.2",
      why: "Many verifiers reorder a chain, some do not, and if a CA comes first the wrong certificate may be checked. "
        + "Roots need not be presented: only the bundle decides what is trusted.",
      repair: "Write the file in the order that the message gives."),
    Explanation(
      "MT-V-08", "a verdict is valid for a time", source: "RFC 5280 section 6.1.3 (a)(2)",
      why: "It is valid until the first certificate of the path expires. The verdict names that certificate so that "
        + "you can renew it first.",
      repair: "Nothing to repair; renew the certificate before that date."),
    Explanation(
      "MT-V-09", "a chain fits into a handshake", source: "SSL_CTX_set_max_cert_list of OpenSSL and BoringSSL",
      why:
        "A TLS library limits what it reads from a peer that it does not know yet. A longer chain ends every handshake, "
        + "whatever is in it.",
      repair: "Present the leaf and its intermediates alone. Roots and certificates of others are of no use there."),
  ]

  /// MT-LF, MT-CA, MT-B and MT-RH: rules on leaves, authorities and bundles that only a whole chain shows.
  static let chains: [Explanation] = [
    Explanation(
      "MT-LF-03", "a leaf's SPIFFE ID has a path", source: "X509-SVID section 2; SPIFFE-ID section 2.2",
      why: "An ID without a path is the trust domain itself, which only its CAs may carry.",
      repair: "Issue the leaf again with the ID of its workload: /ns/NAMESPACE/sa/SERVICE-ACCOUNT."),
    Explanation(
      "MT-LF-12", "a leaf should not outlive its issuers",
      source: "RFC 5280 section 6.1.3 (a)(2), for each certificate",
      why: "When a CA in the path expires, the leaf is rejected from that second on, whatever its own date says. "
        + "istiod does not shorten the lifetime of what it issues.",
      repair: "Renew the CA one whole workload lifetime before it expires; `meshtrust plan` does."),
    Explanation(
      "MT-CA-07", "an authority does not authenticate itself as a workload", source: "X509-SVID section 3.2",
      why: "The key of the first certificate of a chain takes part in the handshake. With a file that begins with the "
        + "root, OpenSSL verifies the root and says OK.",
      repair: "Put the workload's certificate first, then each one's issuer."),
    Explanation(
      "MT-CA-12", "an authority's own names satisfy the constraints above it", source: "RFC 5280 section 6.1.3 (b)",
      why: "OpenSSL rejects the whole chain (error 47 at depth 1) and Go accepts it, so only one direction of a "
        + "peering works.",
      repair: "Issue the intermediate with the SPIFFE ID of the trust domain to which it is constrained."),
    Explanation(
      "MT-B-11", "a key vouches for one trust domain", source: "SPIFFE Trust Domain and Bundle section 6.2",
      why: "Anyone who signs below a root that two trust domains share can forge identities of both, unless name "
        + "constraints limit each mesh's intermediate.",
      repair: "Give each mesh a root of its own, or constrain the intermediates under the shared root."),
  ]
}
