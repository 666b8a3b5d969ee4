package import Diagnostics
package import X509

extension SVIDRules {
  /// Rules for an authority above a leaf of a trust domain: CA-01 to CA-06 and CA-08 to CA-10.
  package static func authority(_ certificate: Certificate, issuesFor trustDomain: TrustDomain) -> [Diagnostic] {
    authorityUsage(certificate) + authorityIdentity(certificate, trustDomain) + authorityConstraints(certificate)
      + authorityKeyIdentifiers(certificate)
  }

  private static func authorityUsage(_ certificate: Certificate) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let usage = certificate.extensions.keyUsage
    if !certificate.isAuthority || usage?.contains(.keyCertSign) == false {
      findings.append(
        Diagnostic(
          "MT-CA-01", what: "`\(certificate)` issues certificates, but is not marked as a CA",
          why: "a CA needs cA:TRUE and keyCertSign (X509-SVID sections 4.1 and 4.3)",
          next: "reissue it as a CA"))
    }
    if !certificate.extensions.keyUsageIsCritical {
      findings.append(
        Diagnostic(
          "MT-CA-02", .warning,
          what: usage == nil ? "`\(certificate)` has no keyUsage" : "the keyUsage of `\(certificate)` is not critical",
          why: "X509-SVID section 4.3 requires a critical one", next: "reissue it with a critical keyUsage"))
    }
    if let usage, !usage.isDisjoint(with: [.digitalSignature, .keyEncipherment]) {
      findings.append(
        Diagnostic(
          "MT-CA-03", .warning, what: "`\(certificate)` is a CA that may also sign or encrypt data",
          why: "found: \(usage.names.joined(separator: ", ")); Istio's Makefile issues such intermediates",
          next: "reissue it with keyCertSign and cRLSign only"))
    }
    if let purposes = certificate.extensions.extendedKeyUsage,
      !purposes.allows(.serverAuth) || !purposes.allows(.clientAuth)
    {
      findings.append(
        Diagnostic(
          "MT-CA-09", what: "the extendedKeyUsage of `\(certificate)` lacks serverAuth or clientAuth",
          why: "it limits everything below it; OpenSSL fails with error 26 (istio/istio#27193)",
          next: "reissue it without extendedKeyUsage"))
    }
    return findings
  }

  /// CA-04 to CA-06. A root shared by several domains belongs to none, so it need not have an ID.
  private static func authorityIdentity(_ certificate: Certificate, _ trustDomain: TrustDomain) -> [Diagnostic] {
    let uris = certificate.uris
    guard let uri = uris.first(where: { $0.utf8.prefix(7).map(\.lowered).elementsEqual("spiffe:".utf8) }) else {
      return [
        Diagnostic(
          "MT-CA-04", certificate.isSelfIssued ? .note : .warning,
          what: "`\(certificate)` has no SPIFFE ID of its own",
          why: "X509-SVID section 2 recommends the trust domain's ID; istiod, cfssl and Istio's Makefile leave it out",
          next: "nothing needs to be done")
      ]
    }
    guard uris.count == 1 else {
      return [
        Diagnostic(
          "MT-CA-05", what: "`\(certificate)` carries \(uris.count) URIs",
          why: "an X509-SVID has exactly one, which is its SPIFFE ID (X509-SVID section 2); "
            + "found: \(uris.map { Excerpt($0).description }.joined(separator: ", "))",
          next: "reissue it with URI:\(trustDomain.uri) alone")
      ]
    }
    // The example in the bundle standard ends in a slash, so this one form only causes a warning.
    let hasSlash = uri.hasSuffix("/")
    guard let id = try? SPIFFEID(hasSlash ? String(uri.dropLast()) : uri) else {
      return [
        Diagnostic(
          "MT-CA-05", what: "`\(certificate)` has the URI \(Excerpt(uri)), which is not a SPIFFE ID",
          why: "a CA's URI is the SPIFFE ID of its trust domain (X509-SVID section 2)",
          next: "reissue it with URI:\(trustDomain.uri)")
      ]
    }
    return authorityPath(certificate, id, hasSlash) + authorityDomain(certificate, id, trustDomain)
  }

  private static func authorityPath(_ certificate: Certificate, _ id: SPIFFEID, _ hasSlash: Bool) -> [Diagnostic] {
    guard hasSlash || !id.path.isEmpty else { return [] }
    let isBareSlash = id.path.isEmpty
    return [
      Diagnostic(
        "MT-CA-05", isBareSlash ? .warning : .error,
        what: isBareSlash
          ? "the SPIFFE ID of the CA `\(certificate)` ends in a slash"
          : "the SPIFFE ID of the CA `\(certificate)` has a path: \(id)",
        why: "a CA's ID is that of its trust domain, which has no path (X509-SVID section 3.2)",
        next: "reissue it with URI:\(id.trustDomain.uri)")
    ]
  }

  private static func authorityDomain(
    _ certificate: Certificate, _ id: SPIFFEID, _ trustDomain: TrustDomain
  ) -> [Diagnostic] {
    guard id.trustDomain != trustDomain else { return [] }
    let what: Message = "`\(certificate)` belongs to \(id.trustDomain), but issues for \(trustDomain)"
    guard !certificate.isSelfIssued else {
      return [
        Diagnostic(
          "MT-CA-06", what: what,
          why: "a root that names a trust domain vouches for no other (X509-SVID section 3.2): whoever holds its key "
            + "could forge every identity of \(trustDomain)",
          next: "remove it from the bundle of \(trustDomain); it belongs into that of \(id.trustDomain)")
      ]
    }
    return [
      Diagnostic(
        "MT-CA-06", .warning, what: what,
        why: "a CA should issue for its own trust domain (X509-SVID section 3.2); unless the two share it on "
          + "purpose, the certificate below it is forged",
        next: "check that this is intended; name constraints on each mesh's intermediate prevent it")
    ]
  }

  private static func authorityConstraints(_ certificate: Certificate) -> [Diagnostic] {
    guard let constraints = certificate.extensions.nameConstraints else {
      guard !certificate.isSelfIssued else { return [] }
      return [
        Diagnostic(
          "MT-CA-08", .note, what: "`\(certificate)` has no name constraints",
          why: "the holder of its key can issue identities of every trust domain that shares its root")
      ]
    }
    var findings: [Diagnostic] = []
    if !certificate.extensions.nameConstraintsAreCritical {
      findings.append(
        Diagnostic(
          "MT-CA-08", .warning, what: "the name constraints of `\(certificate)` are not critical",
          why: "a verifier that does not support them ignores them (RFC 5280 section 4.2.1.10 requires critical)",
          next: "reissue it with critical name constraints"))
    }
    if let wide = constraints.permitted.first(where: { $0.uri?.hasPrefix(".") ?? false }) {
      findings.append(
        Diagnostic(
          "MT-CA-08", .warning, what: "`\(certificate)` is constrained to subdomains, not to one trust domain: \(wide)",
          why: "a leading dot matches every subdomain, but not the trust domain itself",
          next: "reissue it with the trust domain's exact name"))
    }
    return findings
  }

  private static func authorityKeyIdentifiers(_ certificate: Certificate) -> [Diagnostic] {
    let named = certificate.extensions.authorityKeyIdentifier
    var findings: [Diagnostic] = []
    func warn(_ what: Message, _ why: Message) {
      findings.append(
        Diagnostic("MT-CA-10", .warning, what: what, why: why, next: "reissue it with a key identifier only"))
    }
    if certificate.extensions.subjectKeyIdentifier == nil {
      warn(
        "`\(certificate)` has no subject key identifier",
        "path builders cannot distinguish two keys of one name (RFC 5280 section 4.2.1.2)")
    }
    if named?.serialNumber != nil {
      warn(
        "`\(certificate)` identifies its issuer by serial number",
        "if the root is reissued with the same key, OpenSSL no longer finds it (error 20)")
    } else if named?.keyIdentifier == nil, !certificate.isSelfIssued {
      warn(
        "`\(certificate)` does not identify its issuer's key",
        "path builders cannot distinguish two keys of one name (RFC 5280 section 4.2.1.1)")
    }
    return findings
  }
}
