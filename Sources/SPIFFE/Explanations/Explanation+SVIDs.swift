import Diagnostics

extension Explanation {
  /// MT-LF: leaves. Verifier explains those that only a chain shows.
  static let leaves: [Explanation] = [
    Explanation(
      "MT-LF-01", "a leaf has exactly one URI, which is its SPIFFE ID", source: "X509-SVID section 2",
      why: "With two URIs, readers may pick different ones; OpenSSL and Go accept such a certificate and leave the "
        + "choice to the caller. Without one there is no identity.",
      repair: "Issue the leaf again with the one URI of its workload."),
    Explanation(
      "MT-LF-02", "a leaf may have DNS and other names", source: "X509-SVID section 2; RFC 5280 section 4.2.1.10",
      why: "They are not part of the identity. A CA that is constrained only by URI can put any host name into a leaf, "
        + "and so impersonate another mesh's control plane.",
      repair: "Nothing, if the names are intended. Add DNS name constraints to the intermediate too."),
    Explanation(
      "MT-LF-04", "alternative names are critical if the subject is empty", source: "RFC 5280 section 4.2.1.6",
      why: "They are the only names in the certificate. OpenSSL's strict mode, Java and Python reject it otherwise.",
      repair: "Issue the leaf again; `meshtrust issue` marks the names critical."),
    Explanation(
      "MT-LF-05", "a leaf is not a CA", source: "X509-SVID section 4.1",
      why: "Anyone with a CA's key can issue identities. Missing basicConstraints mean that a certificate is not a CA, "
        + "but some tools require them.",
      repair: "Issue the leaf with basicConstraints cA:FALSE, and present it first in the chain."),
    Explanation(
      "MT-LF-06", "a leaf has a critical keyUsage", source: "X509-SVID section 4.3",
      why: "Without it the key may be used for everything, including signing certificates. Envoy rejects such a leaf, "
        + "OpenSSL does not.",
      repair: "Issue the leaf again with a critical keyUsage digitalSignature."),
    Explanation(
      "MT-LF-07", "a leaf's keyUsage allows digitalSignature", source: "X509-SVID section 4.3; RFC 8446 section 4.4.2",
      why: "TLS 1.3 proves possession of the key with a signature.",
      repair: "Issue the leaf again with digitalSignature."),
    Explanation(
      "MT-LF-08", "a leaf's keyUsage allows neither keyCertSign nor cRLSign", source: "X509-SVID section 4.3",
      why: "Both are for CAs. A leaf with either is halfway to issuing identities.",
      repair: "Issue the leaf again without them."),
    Explanation(
      "MT-LF-09", "keyEncipherment and keyAgreement are meaningful only for RSA",
      source: "X509-SVID section 4.3; RFC 5480 section 3; RFC 8446",
      why: "Only RSA transports keys; with other keys the bits have no effect. istiod always sets keyEncipherment.",
      repair: "Nothing needs to be done."),
    Explanation(
      "MT-LF-10", "a leaf should have an extendedKeyUsage", source: "X509-SVID section 4.4",
      why: "Without it the leaf is valid for every purpose, including ones that nobody considered.",
      repair: "Issue the leaf with serverAuth and clientAuth."),
    Explanation(
      "MT-LF-11", "a leaf's extendedKeyUsage has both serverAuth and clientAuth", source: "X509-SVID section 4.4",
      why: "A gateway or sidecar is the server of one connection and the client of the next. Without one of the two, "
        + "that direction fails with `unsupported certificate purpose`.",
      repair: "Issue the leaf again with both."),
    Explanation(
      "MT-LF-13", "a leaf's key and signature are strong, and of a type that sidecars accept",
      source: "NIST SP 800-57 part 1; RFC 9155; Envoy's supported key types",
      why: "RSA below 2048 bits and SHA-1 signatures can be broken, and a point off its curve is not a key. With a "
        + "P-521 or Ed25519 leaf an Envoy gateway fails the handshake.",
      repair: "Issue the leaf with ECDSA P-256, P-384 or RSA 2048 and above, and SHA-256 or stronger."),
  ]

  /// MT-CA: the authorities that issue X509-SVIDs.
  static let authorities: [Explanation] = [
    Explanation(
      "MT-CA-01", "an authority has cA:TRUE and keyCertSign", source: "X509-SVID sections 4.1 and 4.3; RFC 5280 6.1.4",
      why: "If any certificate could issue others, every workload could impersonate every other.",
      repair: "Issue the CA certificate again with basicConstraints cA:TRUE and keyUsage keyCertSign."),
    Explanation(
      "MT-CA-02", "an authority has a critical keyUsage", source: "X509-SVID section 4.3",
      why: "The key of a root without it, as made by `openssl req -x509`, may be used for everything. It works, and is "
        + "reported.",
      repair: "Issue the CA certificate again with a critical keyUsage keyCertSign, cRLSign."),
    Explanation(
      "MT-CA-03", "an authority's key signs only certificates and CRLs", source: "X509-SVID section 4.3",
      why: "With digitalSignature the same key could serve TLS, where it is far more exposed. Istio's Makefile issues "
        + "such intermediates.",
      repair: "Issue the CA certificate with keyCertSign and cRLSign only."),
    Explanation(
      "MT-CA-04", "an authority should carry its trust domain's SPIFFE ID", source: "X509-SVID section 2",
      why: "The ID says which trust domain the authority belongs to, so its use for another one can be detected. "
        + "istiod, cfssl and Istio's Makefile leave it out, and a root that several trust domains share has none.",
      repair: "Nothing needs to be done. To be explicit, issue it with URI:spiffe://TRUST-DOMAIN."),
    Explanation(
      "MT-CA-05", "an authority has a single SPIFFE ID, without a path", source: "X509-SVID sections 2 and 3.2",
      why: "An ID with a path belongs to a workload. The example in the bundle standard itself ends in a slash, which "
        + "is accepted with a warning.",
      repair: "Issue the CA certificate again with URI:spiffe://TRUST-DOMAIN alone."),
    Explanation(
      "MT-CA-06", "an authority should issue for its own trust domain", source: "X509-SVID section 3.2",
      why: "Under a shared root without name constraints this is what a forgery looks like: the other mesh's "
        + "intermediate signs one of our identities, and proxies accept it. A root that names one trust domain never "
        + "counts for another.",
      repair: "Find out who issued the leaf. Add name constraints to each mesh's intermediate."),
    Explanation(
      "MT-CA-08", "names satisfy the URI name constraints above them",
      source: "RFC 5280 section 4.2.1.10; X509-SVID 4.2",
      why: "The constraint keeps one mesh's intermediate from issuing another mesh's identities. It matches a host "
        + "exactly: Go also accepts sub-domains, OpenSSL and this tool do not; with a leading dot it matches only "
        + "sub-domains. Without constraints, every mesh below the root can forge.",
      repair: "Issue the leaf from the intermediate of its own trust domain, and that intermediate with a critical "
        + "permitted URI that is the bare trust domain."),
    Explanation(
      "MT-CA-09", "an authority's extendedKeyUsage has both serverAuth and clientAuth, or is absent",
      source: "RFC 5280 section 4.2.1.12 as TLS libraries apply it; istio/istio#27193",
      why: "It limits everything below. With serverAuth alone OpenSSL's clients fail with error 26, and only in one "
        + "direction of a peering.",
      repair: "Issue the CA certificate again without extendedKeyUsage."),
    Explanation(
      "MT-CA-10", "key identifiers, and nothing else, refer to keys", source: "RFC 5280 4.2.1.1 and 4.2.1.2",
      why: "Identifiers distinguish two roots with the same name. An issuer serial number breaks the path when the "
        + "root is issued again with the same key (OpenSSL error 20), and several verifiers reject a leaf without an "
        + "authority key identifier.",
      repair: "Issue the certificate again; certificates from meshtrust have both identifiers."),
    Explanation(
      "MT-CA-11", "a subject belongs to one key", source: "RFC 5280 section 4.1.2.6; OpenSSL's path building",
      why: "OpenSSL tries one root with a given name and gives up if it is the wrong one (error 7), so the order of a "
        + "file decides. It works if all certificates have key identifiers.",
      repair: "Give each generation of a root a subject of its own: `... root CA g2`."),
    Explanation(
      "MT-CA-13", "every trust domain has an authority", source: "SPIFFE Trust Domain and Bundle section 4",
      why: "An empty bundle means that nobody in the trust domain is trusted: every handshake with it fails.",
      repair: "Add the trust domain's root to the bundle, unless the domain no longer exists."),
    Explanation(
      "MT-CA-14", "serial numbers are positive", source: "RFC 5280 section 4.1.2.2; Go 1.23 release notes, crypto/x509",
      why:
        "OpenSSL and BoringSSL read a negative serial number. Go refuses it since 1.23: istiod skips such a root, and "
        + "trust-manager rejects the whole bundle.",
      repair: "Issue the certificate again with a positive serial number; a root keeps its key and name, so everything "
        + "below it stays valid."),
  ]

  /// MT-B: trust bundles.
  static let bundles: [Explanation] = [
    Explanation(
      "MT-B-01", "a bundle has an array `keys`, which may be empty",
      source: "SPIFFE Trust Domain and Bundle section 4.1.3",
      why: "An empty array means that nobody in the trust domain is trusted any more. Missing `keys` could mean the "
        + "same, or that the file is broken, and guessing is not safe.",
      repair: "Have the bundle's owner write it again; an empty bundle is {\"keys\": []}."),
    Explanation(
      "MT-B-02", "a bundle has a sequence number that grows with each change",
      source: "SPIFFE Trust Domain and Bundle section 4.1.1",
      why: "A lower number means that the bundle is stale, or replayed to bring back a retired root. The same number "
        + "with other content does not come from its owner.",
      repair: "Ask the owner for the current number, and compare fingerprints."),
    Explanation(
      "MT-B-03", "a bundle should say how often to fetch it again",
      source: "SPIFFE Trust Domain and Bundle section 4.1.2",
      why: "Without the hint, readers fetch it every 300 seconds. A long interval delays every step of a rotation.",
      repair: "Publish it with spiffe_refresh_hint in whole seconds."),
    Explanation(
      "MT-B-04", "each key of a bundle states its type and its use",
      source: "SPIFFE Trust Domain and Bundle sections 4.2.1 and 4.2.2",
      why: "As the standard requires, a key without `kty`, or whose `use` is not exactly `x509-svid`, is ignored. Keys "
        + "for JWT-SVIDs are fine.",
      repair: "If the key was meant for certificates, have the bundle written again."),
    Explanation(
      "MT-B-05", "a key for X509-SVIDs has one certificate and no `kid`", source: "X509-SVID sections 6.1 and 6.2",
      why: "Only the first certificate of `x5c` is used; go-spiffe and Istio reject the whole bundle if there are "
        + "more.",
      repair: "Have the bundle written again with each root in a key of its own."),
    Explanation(
      "MT-B-06", "the parameters of a key match its certificate", source: "RFC 7517 section 4.7; RFC 7518 section 6",
      why: "Some readers use the parameters and some the certificate. If they differ, two verifiers trust two keys. "
        + "`x5c` is base64, the parameters are base64url at full length.",
      repair: "Compare fingerprints with the bundle's owner, and have the bundle written again."),
    Explanation(
      "MT-B-07", "a bundle contains self-signed roots",
      source: "X509-SVID section 6.1; Envoy and OpenSSL path building",
      why: "A path ends in a self-signed certificate. An intermediate in the bundle cannot end a path, but may help to "
        + "reach its root.",
      repair: "Add the root to the bundle; the intermediate may stay beside it."),
    Explanation(
      "MT-B-08", "a bundle contains CAs that are currently valid",
      source: "X509-SVID section 6.1; RFC 5280 section 6.1.1",
      why: "No path can end at a leaf, or at a root outside its validity period. Beside a valid root it does no harm; "
        + "alone it means that nobody is trusted.",
      repair: "Ask for the trust domain's current root, and remove what has expired."),
    Explanation(
      "MT-B-09", "unknown members of a bundle are ignored", source: "SPIFFE Trust Domain and Bundle section 4.1",
      why: "The standard may add members, and owners may add their own; a reader that refuses them breaks later.",
      repair: "Nothing to repair: bundles are read in this way."),
    Explanation(
      "MT-B-10", "a bundle has public keys, and no members of other kinds",
      source: "SPIFFE Trust Domain and Bundle section 4.2; RFC 7518 section 6",
      why: "Members that the standard does not define should not be written. A private key parameter is a leak: "
        + "bundles are published, so everyone knows the authority's key.",
      repair: "Replace the authority at once, and write the bundle from certificates, as `meshtrust` does."),
    Explanation(
      "MT-B-12", "a bundle is kept with the name of its trust domain", source: "SPIFFE Federation section 7.3",
      why: "A certificate does not say for which trust domain it vouches. A bundle without a name would be trusted for "
        + "whatever domain its user assumes.",
      repair: "Name the trust domain when a bundle is imported."),
  ]
}
