import Diagnostics

extension Explanation {
  /// MT-LF: leaves. Verifier explains those that only a chain shows.
  static let leaves: [Explanation] = [
    Explanation(
      "MT-LF-01", "A leaf has exactly one URI, which is its SPIFFE ID", source: "X509-SVID section 2",
      why: "With two, every reader may take another one; OpenSSL and Go accept such a certificate and leave the choice "
        + "to whoever asks. Without one there is no identity.",
      repair: "Issue the leaf again with the one URI of its workload."),
    Explanation(
      "MT-LF-02", "A leaf may have DNS and other names", source: "X509-SVID section 2; RFC 5280 section 4.2.1.10",
      why: "They are no part of the identity. Where an authority is confined by URI alone, it can put any host into a "
        + "leaf, and so pose as another mesh's control plane.",
      repair: "Nothing, if the names are wanted; confine the intermediate by DNS names too."),
    Explanation(
      "MT-LF-04", "Alternative names are critical where the subject is empty", source: "RFC 5280 section 4.2.1.6",
      why: "The only name of the certificate stands there. OpenSSL's strict mode, Java and Python refuse it otherwise.",
      repair: "Issue the leaf again; `meshtrust issue` marks the names critical."),
    Explanation(
      "MT-LF-05", "A leaf is no authority", source: "X509-SVID section 4.1",
      why: "Whoever holds the key of an authority can issue identities. Absent basicConstraints count as no authority, "
        + "but some tools want it written.",
      repair: "Issue the leaf with basicConstraints cA:FALSE, and present it first in the chain."),
    Explanation(
      "MT-LF-06", "A leaf has a critical keyUsage", source: "X509-SVID section 4.3",
      why: "Without one the key may be used for everything, signing certificates included; Envoy refuses such a leaf, "
        + "OpenSSL does not.",
      repair: "Issue the leaf again with a critical keyUsage digitalSignature."),
    Explanation(
      "MT-LF-07", "A leaf's keyUsage allows digitalSignature", source: "X509-SVID section 4.3; RFC 8446 section 4.4.2",
      why: "TLS 1.3 proves possession of the key with a signature.",
      repair: "Issue the leaf again with digitalSignature."),
    Explanation(
      "MT-LF-08", "A leaf's keyUsage allows neither keyCertSign nor cRLSign", source: "X509-SVID section 4.3",
      why: "Both are for authorities; a leaf with them is half way to issuing identities.",
      repair: "Issue the leaf again without them."),
    Explanation(
      "MT-LF-09", "keyEncipherment and keyAgreement mean something for RSA only",
      source: "X509-SVID section 4.3; RFC 5480 section 3; RFC 8446",
      why: "Key transport is RSA's; with other keys the bits do nothing. istiod sets keyEncipherment always.",
      repair: "Nothing has to be done."),
    Explanation(
      "MT-LF-10", "A leaf should have an extendedKeyUsage", source: "X509-SVID section 4.4",
      why: "Without one the leaf counts for every purpose, also for those that nobody thought of.",
      repair: "Issue the leaf with serverAuth and clientAuth."),
    Explanation(
      "MT-LF-11", "A leaf's extendedKeyUsage has both serverAuth and clientAuth", source: "X509-SVID section 4.4",
      why: "A gateway or sidecar is the server of one connection and the client of the next; the missing half fails "
        + "with `unsupported certificate purpose`.",
      repair: "Issue the leaf again with both."),
    Explanation(
      "MT-LF-13", "A leaf's key and signature are strong, and of a kind that sidecars take",
      source: "NIST SP 800-57 part 1; RFC 9155; Envoy's supported key types",
      why:
        "RSA below 2048 bits and signatures over SHA-1 can be broken, and a point off its curve is no key. With P-521 "
        + "and Ed25519 leaves an Envoy gateway fails the handshake.",
      repair: "Issue the leaf with ECDSA P-256, P-384 or RSA 2048 and above, and SHA-256 or above."),
  ]

  /// MT-CA: the authorities that issue X509-SVIDs.
  static let authorities: [Explanation] = [
    Explanation(
      "MT-CA-01", "An authority has cA:TRUE and keyCertSign", source: "X509-SVID sections 4.1 and 4.3; RFC 5280 6.1.4",
      why: "If any certificate could issue others, every workload could pose as every other.",
      repair: "Issue the authority again with basicConstraints cA:TRUE and keyUsage keyCertSign."),
    Explanation(
      "MT-CA-02", "An authority has a critical keyUsage", source: "X509-SVID section 4.3",
      why: "A root without one, as `openssl req -x509` makes it, may be used for everything. It works, and is "
        + "reported.",
      repair: "Issue the authority again with a critical keyUsage keyCertSign, cRLSign."),
    Explanation(
      "MT-CA-03", "An authority's key signs certificates and revocation lists only", source: "X509-SVID section 4.3",
      why: "With digitalSignature the same key could serve TLS, where it is exposed far more. Istio's Makefile issues "
        + "such intermediates.",
      repair: "Issue the authority with keyCertSign and cRLSign only."),
    Explanation(
      "MT-CA-04", "An authority should carry its trust domain's SPIFFE ID", source: "X509-SVID section 2",
      why: "The ID tells whose authority it is, so that one used for another domain is noticed. istiod, cfssl and "
        + "Istio's Makefile leave it out; a root that several domains share has none.",
      repair: "Nothing has to be done; to be clear, issue it with URI:spiffe://TRUST-DOMAIN."),
    Explanation(
      "MT-CA-05", "An authority's SPIFFE ID is one, and has no path", source: "X509-SVID sections 2 and 3.2",
      why: "An ID with a path is a workload's. The bundle standard's own example ends in a slash, which is let pass "
        + "with a warning.",
      repair: "Issue the authority again with URI:spiffe://TRUST-DOMAIN alone."),
    Explanation(
      "MT-CA-06", "An authority should issue for its own trust domain", source: "X509-SVID section 3.2",
      why: "Under a shared root without name constraints this is what a forgery looks like: the other mesh's "
        + "intermediate signs an identity of ours, and proxies accept it.",
      repair: "Find out who issued the leaf. Confine each mesh's intermediate with name constraints."),
    Explanation(
      "MT-CA-08", "Names keep to the URI name constraints above them",
      source: "RFC 5280 section 4.2.1.10; X509-SVID 4.2",
      why: "The constraint keeps one mesh's intermediate from minting another mesh's identities. It names a host "
        + "exactly: Go lets sub-domains pass, OpenSSL and this tool do not; with a dot in front it holds only what is "
        + "below. Without constraints, whoever shares the root can forge.",
      repair: "Issue the leaf from the intermediate of its own domain, and that one with a critical permitted URI that "
        + "is the bare trust domain."),
    Explanation(
      "MT-CA-09", "An authority's extendedKeyUsage has both serverAuth and clientAuth, or is absent",
      source: "RFC 5280 section 4.2.1.12 as TLS libraries apply it; istio/istio#27193",
      why: "It limits everything below. With serverAuth alone OpenSSL's clients fail with error 26, and only in one "
        + "direction of a peering.",
      repair: "Issue the authority again without extendedKeyUsage."),
    Explanation(
      "MT-CA-10", "Keys are named by key identifiers, and by nothing else", source: "RFC 5280 4.2.1.1 and 4.2.1.2",
      why: "Identifiers tell two roots of one name apart. An issuer's serial number instead breaks the path when the "
        + "root is issued again with the same key (OpenSSL error 20), and a leaf without one is refused by several.",
      repair: "Issue the certificate again; what `meshtrust` issues has both identifiers."),
    Explanation(
      "MT-CA-11", "A subject belongs to one key", source: "RFC 5280 section 4.1.2.6; OpenSSL's path building",
      why: "OpenSSL follows one root of a name and gives up when it is the wrong one (error 7), so that the order of a "
        + "file decides. With key identifiers everywhere it works.",
      repair: "Give each generation of a root a subject of its own: `... root CA g2`."),
    Explanation(
      "MT-CA-13", "Every trust domain has an authority", source: "SPIFFE Trust Domain and Bundle section 4",
      why: "A domain whose bundle is empty trusts nobody any more: every handshake with it fails.",
      repair: "Put the domain's root into the bundle, unless the domain is gone."),
  ]

  /// MT-B: trust bundles.
  static let bundles: [Explanation] = [
    Explanation(
      "MT-B-01", "A bundle has an array `keys`, which may be empty",
      source: "SPIFFE Trust Domain and Bundle section 4.1.3",
      why: "An empty array says that nobody of the domain is trusted any more. Missing keys could say the same or be a "
        + "broken file, and guessing is not safe.",
      repair: "Have the bundle's owner write it again; an empty bundle reads {\"keys\": []}."),
    Explanation(
      "MT-B-02", "A bundle has a sequence number that grows with each change",
      source: "SPIFFE Trust Domain and Bundle section 4.1.1",
      why: "A lower number is stale or played back to bring a retired root into force; the same number with another "
        + "content is not its owner's.",
      repair: "Ask the owner for the present number, and compare fingerprints."),
    Explanation(
      "MT-B-03", "A bundle should say how often to look for a new one",
      source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why: "Readers otherwise look every 300 seconds. A long interval delays every step of a rotation.",
      repair: "Publish it with spiffe_refresh_hint in whole seconds."),
    Explanation(
      "MT-B-04", "Each key of a bundle says its kind and its use",
      source: "SPIFFE Trust Domain and Bundle sections 4.2.1 and 4.2.2",
      why: "A key without `kty`, or whose `use` is not `x509-svid` in exactly these letters, is passed over, as the "
        + "standard asks. Keys for JWT-SVIDs are no fault.",
      repair: "Have the bundle written again if the key was meant for certificates."),
    Explanation(
      "MT-B-05", "A key for X509-SVIDs holds one certificate and no `kid`",
      source: "X509-SVID sections 6.1 and 6.2",
      why:
        "Only the first certificate of `x5c` counts; go-spiffe and Istio refuse the whole bundle when there are more.",
      repair: "Have the bundle written again with each root in a key of its own."),
    Explanation(
      "MT-B-06", "The numbers of a key are those of its certificate",
      source: "RFC 7517 section 4.7; RFC 7518 section 6",
      why: "Some readers take the numbers and some the certificate: if they differ, two verifiers trust two keys. "
        + "`x5c` is base64, the numbers are base64url at full length.",
      repair: "Compare fingerprints with the bundle's owner, and have the bundle written again."),
    Explanation(
      "MT-B-07", "A bundle holds self-signed roots", source: "X509-SVID section 6.1; Envoy and OpenSSL path building",
      why: "A path ends in a self-signed certificate; an intermediate in the bundle ends none, but may help to get to "
        + "its root.",
      repair: "Put the root into the bundle; the intermediate may stay beside it."),
    Explanation(
      "MT-B-08", "A bundle holds authorities that are valid now",
      source: "X509-SVID section 6.1; RFC 5280 section 6.1.1",
      why: "A leaf, or a root out of its time, can be the end of no path. Beside a good root it is only clutter; alone "
        + "it means that nobody is trusted.",
      repair: "Ask for the domain's present root, and remove what has expired."),
    Explanation(
      "MT-B-09", "Unknown members of a bundle are ignored", source: "SPIFFE Trust Domain and Bundle section 4.1",
      why: "The standard may add members, and owners may add their own; a reader that refuses them breaks later.",
      repair: "Nothing to repair: this is how bundles are read here."),
    Explanation(
      "MT-B-10", "A bundle holds public keys, and no members of other kinds",
      source: "SPIFFE Trust Domain and Bundle section 4.2; RFC 7518 section 6",
      why: "Members that the standard does not define should not be written. A private number is a leak: bundles are "
        + "published, so the authority's key is known to all.",
      repair: "Replace the authority at once, and write the bundle from certificates, as `meshtrust` does."),
    Explanation(
      "MT-B-12", "A bundle is kept with the name of its trust domain", source: "SPIFFE Federation section 7.3",
      why:
        "Certificates do not say for whom they vouch; a bundle without its name would be trusted for whatever domain "
        + "somebody takes it for.",
      repair: "Name the trust domain when a bundle is imported."),
  ]
}
