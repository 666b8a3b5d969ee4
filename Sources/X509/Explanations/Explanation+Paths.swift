import Diagnostics

extension Explanation {
  /// MT-PV: path validation, the parts of rule V-01.
  static let paths: [Explanation] = [
    Explanation(
      "MT-PV-01", "every certificate's issuer must be at hand", source: "RFC 5280 section 6.1.3 (a)(4); rule V-01",
      why:
        "The chain ends before it reaches a root of the bundle: an intermediate is missing from the presented chain, or "
        + "the bundle is of another mesh or of an older root.",
      repair: "Put the intermediate into cert-chain.pem of the presenting mesh, or the peer's present root into "
        + "`<peer>-ca-root-cert`."),
    Explanation(
      "MT-PV-02", "every signature must be the issuer's", source: "RFC 5280 section 6.1.3 (a)(1); rule V-01",
      why:
        "Somebody else signed it, or the certificate was changed. Two roots of the same name also end here: each mesh "
        + "and each generation should have a subject of its own.",
      repair: "Compare the fingerprint of the root in the bundle with the one the other administrator reads out."),
    Explanation(
      "MT-PV-03", "a certificate does not count after its end", source: "RFC 5280 section 4.1.2.5 and 6.1.3 (a)(2)",
      why: "Every proxy closes the connection; on a mesh it shows as 503 with no reason.",
      repair: "`meshtrust plan` renews intermediates; a root is replaced with a rotation. Check the clock if the end "
        + "should lie in the future."),
    Explanation(
      "MT-PV-04", "a certificate does not count before its beginning",
      source: "RFC 5280 section 4.1.2.5 and 6.1.3 (a)(2)",
      why: "Usually the clock of one of the machines is wrong.",
      repair: "Compare `date -u` on both sides."),
    Explanation(
      "MT-PV-05", "only an authority may issue", source: "RFC 5280 section 6.1.4 (k)",
      why: "If any certificate could issue others, every workload could pose as every other.",
      repair: "Issue the intermediate anew with basicConstraints cA:TRUE."),
    Explanation(
      "MT-PV-06", "an issuer's key usage must allow signing certificates",
      source: "RFC 5280 section 6.1.4 (n); rule CA-01",
      why: "The owner of the key said what it may be used for, and this is not among it.",
      repair: "Issue the intermediate anew with keyCertSign."),
    Explanation(
      "MT-PV-07", "no more intermediates than each authority allows", source: "RFC 5280 section 6.1.4 (l) and (m)",
      why: "The path length keeps an intermediate from making authorities of its own.",
      repair: "Issue from an authority that stands higher, or have that authority issued with a greater path length."),
    Explanation(
      "MT-PV-08", "names must keep to the constraints above them", source: "RFC 5280 section 4.2.1.10; rule CA-08",
      why: "The constraint is what keeps one mesh's intermediate from minting another mesh's identities.",
      repair:
        "Issue the certificate from the intermediate of its own trust domain. A constraint reads `red-mesh.local`, "
        + "without a scheme and without a path."),
    Explanation(
      "MT-PV-09", "a critical extension must be understood", source: "RFC 5280 sections 4.2, 6.1.4 (o) and 6.1.5 (f)",
      why: "Its issuer said that the certificate must be refused by whoever cannot honour it.",
      repair: "Have the certificate issued without it."),
    Explanation(
      "MT-PV-10", "an authority's purposes must include both ends of TLS", source: "rule CA-09; istio/istio#27193",
      why: "An intermediate limited to serverAuth makes clients fail with a message that helps nobody.",
      repair: "Issue the intermediate without extendedKeyUsage, or with serverAuth and clientAuth."),
    Explanation(
      "MT-PV-11", "keys must be strong enough and of a known kind", source: "rule LF-13; NIST SP 800-57 part 1",
      why: "RSA below 2048 bits can be broken, and curves given by parameters can be forged.",
      repair: "Issue with ECDSA P-256 or RSA 2048 and above."),
    Explanation(
      "MT-PV-12", "signatures must use a digest that holds", source: "rule LF-13; RFC 9155",
      why: "Signatures over SHA-1 and MD5 can be forged by collisions.",
      repair: "Issue with SHA-256 or above."),
    Explanation(
      "MT-PV-13", "a certificate must keep to its profile", source: "RFC 5280 section 4",
      why: "One library refuses what another passes, so that a handshake depends on who is at the other end.",
      repair: "Issue it anew; what `meshtrust` issues keeps to the profile."),
    Explanation(
      "MT-PV-14", "a path must be found within limits", source: "the tool's own limits on work",
      why: "A set of certificates that needs so much work is an attack or a mistake, and no mesh has such a chain.",
      repair: "Present only the leaf and its intermediates."),
    Explanation(
      "MT-PV-15", "a path ends in a self-signed root of the bundle", source: "rule B-07; federation lint rule C-05",
      why:
        "Envoy builds a path to a self-signed certificate of the bundle; a bundle that holds only the intermediate never "
        + "completes one.",
      repair: "Put the root into the bundle; the intermediate may stay beside it."),
    Explanation(
      "MT-PV-16", "a certificate policy that is asked for must hold along the path",
      source: "RFC 5280 sections 6.1.3 (d) to (f) and 6.1.5 (g); RFC 9618",
      why: "An authority of the path, or the one who asks, wants an explicit policy, and one of the certificates does "
        + "not have it. Few meshes use policies; a corporate root above them may.",
      repair: "Have the certificates issued with the policy, or mapped to it; or ask for no policy."),
    Explanation(
      "MT-PV-17", "nobody may map anyPolicy", source: "RFC 5280 sections 4.2.1.5 and 6.1.4 (a)",
      why: "Such a mapping would make every policy equal to every other.",
      repair: "Have the authority issued again without that mapping."),
    Explanation(
      "MT-PV-18", "a revoked certificate does not count", source: "RFC 5280 section 6.3",
      why: "Its issuer took it back on that date. A proxy that has the list closes the connection.",
      repair: "Issue the workload or the authority anew, with a new key if the reason is keyCompromise."),
    Explanation(
      "MT-PV-19", "where lists are given, each certificate must be covered by one",
      source: "RFC 5280 section 6.3.3; OpenSSL's CRL_CHECK_ALL, which Envoy uses",
      why:
        "A certificate that no list speaks of could be revoked. A bundle with the list of one authority makes Envoy "
        + "refuse every chain with another authority in it.",
      repair: "Give the list of every authority of the path, the root's included, or none at all."),
    Explanation(
      "MT-PV-20", "a revocation list counts from its date to that of the next one",
      source: "RFC 5280 sections 5.1.2.4, 5.1.2.5 and 6.3.3 (a)",
      why: "What was revoked since is not in it, and proxies refuse everything until they get the next one.",
      repair: "Have its issuer make a new list, and compare `date -u` on both sides if the dates look right."),
    Explanation(
      "MT-PV-21", "a revocation list must be signed by who may do so",
      source: "RFC 5280 sections 5.2, 5.3 and 6.3.3 (f) and (g)",
      why: "Whoever could put a list of his own in its place could hide a revocation.",
      repair: "Take the list from its issuer again. The issuer's certificate needs cRLSign in its keyUsage."),
    Explanation(
      "MT-PV-22", "a leaf is never its own anchor", source: "RFC 5280 section 6.1",
      why:
        "A root in a bundle vouches for others. Whoever presents the root itself as a leaf shows no identity below it.",
      repair: "Give the leaf certificate as the chain. To look at a root, use `meshtrust inspect`."),
  ]
}
