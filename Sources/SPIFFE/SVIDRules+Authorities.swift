public import Diagnostics
public import X509

extension SVIDRules {
  /// Rules for an authority above a leaf of a trust domain: CA-01 to CA-06 and CA-08 to CA-10.
  public static func authority(_ certificate: Certificate, issuesFor trustDomain: TrustDomain) -> [Diagnostic] {
    authorityUsage(certificate) + authorityIdentity(certificate, trustDomain) + authorityConstraints(certificate)
      + authorityKeyIdentifiers(certificate)
  }

  private static func authorityUsage(_ certificate: Certificate) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let usage = certificate.extensions.keyUsage
    if !certificate.isAuthority || usage?.contains(.keyCertSign) == false {
      findings.append(
        Diagnostic(
          "MT-CA-01", what: "`\(certificate)` signs certificates, but does not say that it may",
          why: "an authority has cA:TRUE and keyCertSign (X509-SVID sections 4.1 and 4.3)",
          next: "issue it again as an authority"))
    }
    if usage == nil || !certificate.extensions.keyUsageIsCritical {
      findings.append(
        Diagnostic(
          "MT-CA-02", .warning,
          what: usage == nil ? "`\(certificate)` has no keyUsage" : "the keyUsage of `\(certificate)` is not critical",
          why: "X509-SVID section 4.3 asks for a critical one", next: "issue it again with a critical keyUsage"))
    }
    if let usage, !usage.isDisjoint(with: [.digitalSignature, .keyEncipherment]) {
      findings.append(
        Diagnostic(
          "MT-CA-03", .warning, what: "`\(certificate)` is an authority that may also sign or encrypt data",
          why: "found: \(usage.names.joined(separator: ", ")); Istio's Makefile issues such intermediates",
          next: "issue it with keyCertSign and cRLSign only"))
    }
    if let purposes = certificate.extensions.extendedKeyUsage,
      !purposes.allows(.serverAuth) || !purposes.allows(.clientAuth)
    {
      findings.append(
        Diagnostic(
          "MT-CA-09", what: "the extendedKeyUsage of `\(certificate)` lacks serverAuth or clientAuth",
          why: "it limits everything below it; OpenSSL's clients fail with error 26 (istio/istio#27193)",
          next: "issue it again without extendedKeyUsage"))
    }
    return findings
  }

  /// CA-04 to CA-06. A root that several domains share is in none of them, so it need not carry an ID.
  private static func authorityIdentity(_ certificate: Certificate, _ trustDomain: TrustDomain) -> [Diagnostic] {
    let uris = certificate.uris
    guard let uri = uris.first(where: { $0.lowercased().hasPrefix("spiffe:") }) else {
      return [
        Diagnostic(
          "MT-CA-04", certificate.isSelfIssued ? .note : .warning,
          what: "`\(certificate)` carries no SPIFFE ID of its own",
          why: "X509-SVID section 2 recommends the trust domain's ID; istiod, cfssl and Istio's Makefile leave it out",
          next: "nothing has to be done")
      ]
    }
    guard uris.count == 1 else {
      return [
        Diagnostic(
          "MT-CA-05", what: "`\(certificate)` carries \(uris.count) URIs",
          why: "an X509-SVID has exactly one, which is its SPIFFE ID (X509-SVID section 2); "
            + "found: \(uris.map { Excerpt($0).description }.joined(separator: ", "))",
          next: "issue it again with URI:\(trustDomain.uri) alone")
      ]
    }
    // The example of the bundle standard ends in a slash: that one form is let pass with a warning.
    let hasSlash = uri.hasSuffix("/")
    guard let id = try? SPIFFEID(hasSlash ? String(uri.dropLast()) : uri) else {
      return [
        Diagnostic(
          "MT-CA-05", what: "`\(certificate)` carries \(Excerpt(uri)), which is no SPIFFE ID",
          why: "an authority's URI is the SPIFFE ID of its trust domain (X509-SVID section 2)",
          next: "issue it again with URI:\(trustDomain.uri)")
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
          ? "the SPIFFE ID of the authority `\(certificate)` ends in a slash"
          : "the SPIFFE ID of the authority `\(certificate)` has a path: \(id)",
        why: "an authority's ID is that of its trust domain, which has no path (X509-SVID section 3.2)",
        next: "issue it again with URI:\(id.trustDomain.uri)")
    ]
  }

  private static func authorityDomain(
    _ certificate: Certificate, _ id: SPIFFEID, _ trustDomain: TrustDomain
  ) -> [Diagnostic] {
    guard id.trustDomain != trustDomain else { return [] }
    return [
      Diagnostic(
        "MT-CA-06", .warning, what: "`\(certificate)` belongs to \(id.trustDomain), but issues for \(trustDomain)",
        why: "an authority should issue for its own domain (X509-SVID section 3.2); unless the two domains share it on "
          + "purpose, the certificate below it is forged",
        next: "make sure that this is wanted; name constraints on each mesh's intermediate rule it out")
    ]
  }

  private static func authorityConstraints(_ certificate: Certificate) -> [Diagnostic] {
    guard let constraints = certificate.extensions.nameConstraints else {
      guard !certificate.isSelfIssued else { return [] }
      return [
        Diagnostic(
          "MT-CA-08", .note, what: "`\(certificate)` has no name constraints",
          why: "whoever holds its key can issue identities of every trust domain that shares its root")
      ]
    }
    var findings: [Diagnostic] = []
    if !certificate.extensions.nameConstraintsAreCritical {
      findings.append(
        Diagnostic(
          "MT-CA-08", .warning, what: "the name constraints of `\(certificate)` are not critical",
          why: "a verifier that does not know them passes over them (RFC 5280 4.2.1.10 asks for critical ones)",
          next: "issue it again with critical name constraints"))
    }
    if let wide = constraints.permitted.first(where: { $0.uri?.hasPrefix(".") ?? false }) {
      findings.append(
        Diagnostic(
          "MT-CA-08", .warning, what: "`\(certificate)` is confined to every domain below one: \(wide)",
          why: "a trust domain is one name; the form with a dot in front holds all that end in it, and not itself",
          next: "issue it again with the trust domain's exact name"))
    }
    return findings
  }

  private static func authorityKeyIdentifiers(_ certificate: Certificate) -> [Diagnostic] {
    let named = certificate.extensions.authorityKeyIdentifier
    var findings: [Diagnostic] = []
    func warn(_ what: Message, _ why: Message) {
      findings.append(
        Diagnostic("MT-CA-10", .warning, what: what, why: why, next: "issue it again with a key identifier only"))
    }
    if certificate.extensions.subjectKeyIdentifier == nil {
      warn(
        "`\(certificate)` has no subject key identifier",
        "path builders cannot tell two keys of one name apart (RFC 5280 4.2.1.2)")
    }
    if named?.serialNumber != nil {
      warn(
        "`\(certificate)` names its issuer by serial number",
        "when the root is issued again with the same key, OpenSSL no longer finds it (error 20)")
    } else if named?.keyIdentifier == nil, !certificate.isSelfIssued {
      warn(
        "`\(certificate)` does not name its issuer's key",
        "path builders cannot tell two keys of one name apart (RFC 5280 4.2.1.1)")
    }
    return findings
  }
}
