import Diagnostics

extension Explanation {
  /// MT-PV: path validation, the parts of rule V-01.
  static let paths: [Explanation] = [
    Explanation(
      "MT-PV-01", "every certificate's issuer must be available", source: "RFC 5280 section 6.1.3 (a)(4); rule MT-V-01",
      why: "The chain ends before it reaches a root of the bundle. Either an intermediate is missing from the "
        + "presented chain, or the bundle belongs to another mesh or an older root.",
      repair: "Add the intermediate to cert-chain.pem of the presenting mesh, or the peer's current root to "
        + "`<peer>-ca-root-cert`."),
    Explanation(
      "MT-PV-02", "every signature must verify with the issuer's key",
      source: "RFC 5280 section 6.1.3 (a)(1); rule MT-V-01",
      why: "Another key signed it, or the certificate was modified. Two roots with the same name also lead here: each "
        + "mesh and each generation should have a subject of its own.",
      repair: "Compare the fingerprint of the root in the bundle with the one that the other administrator reads out "
        + "to you."),
    Explanation(
      "MT-PV-03", "a certificate is not valid after notAfter", source: "RFC 5280 section 4.1.2.5 and 6.1.3 (a)(2)",
      why: "Every proxy closes the connection. In a mesh this shows as a 503 without a reason.",
      repair: "`meshtrust plan` renews intermediates; a root is replaced by a rotation. If the certificate should "
        + "still be valid, check the clock."),
    Explanation(
      "MT-PV-04", "a certificate is not valid before notBefore", source: "RFC 5280 section 4.1.2.5 and 6.1.3 (a)(2)",
      why: "Usually the clock of one of the machines is wrong.",
      repair: "Compare `date -u` on both sides."),
    Explanation(
      "MT-PV-05", "only a CA may issue certificates", source: "RFC 5280 section 6.1.4 (k)",
      why: "If any certificate could issue others, every workload could impersonate every other.",
      repair: "Issue the intermediate again with basicConstraints cA:TRUE."),
    Explanation(
      "MT-PV-06", "an issuer's key usage must allow signing certificates",
      source: "RFC 5280 section 6.1.4 (n); rule MT-CA-01",
      why: "The keyUsage does not permit the key to sign certificates.",
      repair: "Issue the intermediate again with keyCertSign."),
    Explanation(
      "MT-PV-07", "a path may not have more intermediates than each CA allows",
      source: "RFC 5280 section 6.1.4 (l) and (m)",
      why: "The path length keeps an intermediate from creating CAs of its own.",
      repair: "Issue from a CA higher up, or have that CA issued with a greater path length."),
    Explanation(
      "MT-PV-08", "names must satisfy the constraints of every CA above them",
      source: "RFC 5280 section 4.2.1.10; rule MT-CA-08",
      why: "The constraint keeps one mesh's intermediate from issuing another mesh's identities.",
      repair: "Issue the certificate from the intermediate of its own trust domain. A constraint is a bare name such "
        + "as `red-mesh.local`, without scheme or path."),
    Explanation(
      "MT-PV-09", "a critical extension must be understood", source: "RFC 5280 sections 4.2, 6.1.4 (o) and 6.1.5 (f)",
      why: "By marking it critical, the issuer requires every verifier that does not know the extension to reject the "
        + "certificate.",
      repair: "Have the certificate issued without it."),
    Explanation(
      "MT-PV-10", "a CA's extended key usage must include both ends of TLS", source: "rule MT-CA-09; istio/istio#27193",
      why: "An intermediate limited to serverAuth makes clients fail with a message that does not name the cause.",
      repair: "Issue the intermediate without extendedKeyUsage, or with serverAuth and clientAuth."),
    Explanation(
      "MT-PV-11", "keys must be strong enough and of a known type", source: "rule MT-LF-13; NIST SP 800-57 part 1",
      why: "RSA below 2048 bits can be broken, and curves given by parameters can be forged.",
      repair: "Issue with ECDSA P-256 or RSA 2048 and above."),
    Explanation(
      "MT-PV-12", "signatures must use a secure digest", source: "rule MT-LF-13; RFC 9155",
      why: "Signatures with SHA-1 or MD5 can be forged through collisions.",
      repair: "Issue with SHA-256 or stronger."),
    Explanation(
      "MT-PV-13", "a certificate must follow its profile", source: "RFC 5280 section 4",
      why: "One library rejects what another accepts, so the handshake depends on the software at the other end.",
      repair: "Issue it again; certificates from meshtrust follow the profile."),
    Explanation(
      "MT-PV-14", "a path must be found within limits", source: "the tool's own limits on work",
      why: "Certificates that need so much work are an attack or a mistake; no mesh has such a chain.",
      repair: "Present only the leaf and its intermediates."),
    Explanation(
      "MT-PV-15", "a path ends in a self-signed root of the bundle", source: "rule MT-B-07; lint rule MT-C-05",
      why: "Envoy builds a path only to a self-signed certificate in the bundle. With just the intermediate in the "
        + "bundle it never finds one.",
      repair: "Add the root to the bundle; the intermediate may stay beside it."),
    Explanation(
      "MT-PV-16", "a required certificate policy must be valid along the path",
      source: "RFC 5280 sections 6.1.3 (d) to (f) and 6.1.5 (g); RFC 9618",
      why: "A CA of the path, or the caller, requires an explicit policy, and one of the certificates does not have "
        + "it. Few meshes use policies; a corporate root above them may.",
      repair: "Have the certificates issued with the policy, or with a mapping to it; or do not require a policy."),
    Explanation(
      "MT-PV-17", "no CA may map anyPolicy", source: "RFC 5280 sections 4.2.1.5 and 6.1.4 (a)",
      why: "Such a mapping would make all policies equal.",
      repair: "Have the CA certificate issued again without that mapping."),
    Explanation(
      "MT-PV-18", "a revoked certificate is not valid", source: "RFC 5280 section 6.3",
      why: "Its issuer revoked it on that date. Proxies with the CRL close the connection.",
      repair: "Issue the certificate again, with a new key if the reason is keyCompromise."),
    Explanation(
      "MT-PV-19", "if CRLs are present, one must cover each certificate",
      source: "RFC 5280 section 6.3.3; OpenSSL's CRL_CHECK_ALL, which Envoy uses",
      why: "A certificate that no CRL covers could be revoked. A bundle with the CRL of one CA makes Envoy reject "
        + "every chain that contains another CA.",
      repair: "Provide the CRL of every CA in the path, the root's included, or none at all."),
    Explanation(
      "MT-PV-20", "a CRL is valid from thisUpdate to nextUpdate",
      source: "RFC 5280 sections 5.1.2.4, 5.1.2.5 and 6.3.3 (a)",
      why: "Later revocations are missing from it, and proxies reject everything until they get the next CRL.",
      repair: "Have its issuer publish a new CRL. If the dates look right, compare `date -u` on both sides."),
    Explanation(
      "MT-PV-21", "a CRL must be signed by an authorized key",
      source: "RFC 5280 sections 5.2, 5.3 and 6.3.3 (f) and (g)",
      why: "Anyone who could substitute a CRL could hide a revocation.",
      repair: "Get the CRL from its issuer again. The issuer's certificate needs cRLSign in its keyUsage."),
    Explanation(
      "MT-PV-22", "a leaf is never its own trust anchor", source: "RFC 5280 section 6.1",
      why: "A root in a bundle vouches for other certificates. A root presented as the leaf carries no identity below "
        + "it.",
      repair: "Use the leaf certificate as the chain. To look at a root, use `meshtrust inspect`."),
    Explanation(
      "MT-PV-23", "ztunnel refuses every name of a kind that a CA constrains and webpki cannot compare",
      source: "rustls-webpki 0.103.12 and later, src/subject_name; RUSTSEC-2026-0098",
      why: "webpki compares DNS names and IP addresses. Below a CA with a constraint on URIs it refuses every URI, and "
        + "with it every mesh certificate, whatever the constraint says. ztunnel has had it since Istio 1.29.3, 1.30 and "
        + "OpenShift Service Mesh 3.4; earlier releases ignored such constraints.",
      repair: "Replace the CA by one without URI constraints; constraints on DNS names may stay. For a mesh of "
        + "federation.yaml, write `dataPlane: ambient` and rotate its root."),
  ]
}
