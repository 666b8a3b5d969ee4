import Cryptography
package import Diagnostics
package import X509

/// The rules of the X509-SVID standard for single certificates: LF-01 to LF-13 for leaves, CA-01 to CA-10 for the
/// authorities above them. They return findings; the caller decides.
public enum SVIDRules {
  /// Rules for the certificate of a workload or gateway.
  package static func leaf(_ certificate: Certificate) -> [Diagnostic] {
    names(certificate) + constraints(certificate) + usage(certificate) + purposes(certificate) + key(certificate)
  }

  /// LF-01 and ID-01 to ID-15: the SPIFFE ID of a leaf, or why it has none.
  package static func identity(of certificate: Certificate) -> Result<SPIFFEID, IdentityRefusal> {
    let uris = certificate.extensions.subjectAlternativeNames?.compactMap { name -> [UInt8]? in
      if case .uri(let bytes) = name { bytes } else { nil }
    }
    guard let uris, uris.count == 1 else {
      let refusal = (uris ?? []).isEmpty ? noURI(certificate) : severalURIs(uris?.count ?? 0)
      return .failure(IdentityRefusal(diagnostic: refusal))
    }
    do {
      return .success(try SPIFFEID(uriBytes: uris[0]))
    } catch {
      return .failure(IdentityRefusal(diagnostic: error.diagnostic))
    }
  }

  /// CA-14: what Go refuses to read, although it is accepted here.
  package static func serialNumber(_ certificate: Certificate) -> Diagnostic? {
    guard certificate.serialNumber.isNegative else { return nil }
    return Diagnostic(
      "MT-CA-14", .warning,
      what: "`\(certificate)` has a negative serial number, \(certificate.serialNumber)",
      why: "Go 1.23 and later refuse it, and with them istiod and trust-manager; OpenSSL and Envoy read it",
      next: "have it issued again with a positive serial number")
  }

  private static func severalURIs(_ count: Int) -> Diagnostic {
    Diagnostic(
      "MT-LF-01", what: "the leaf has \(count) URIs among its alternative names",
      why: "an X509-SVID has exactly one, which is its SPIFFE ID (X509-SVID section 2)",
      next: "reissue it with the SPIFFE ID of its workload as its only URI")
  }

  /// Whether a leaf has a name and no URI: an ordinary TLS certificate, which no mesh issued.
  package static func isOrdinary(_ certificate: Certificate) -> Bool {
    let names = certificate.extensions.subjectAlternativeNames ?? []
    return names.allSatisfy { $0.uri == nil } && !(names.isEmpty && certificate.subject.isEmpty)
  }

  private static func noURI(_ certificate: Certificate) -> Diagnostic {
    let hosts = (certificate.extensions.subjectAlternativeNames ?? []).filter { $0.uri == nil }
    guard isOrdinary(certificate) else {
      return Diagnostic(
        "MT-LF-01", what: "the leaf has no URI among its alternative names",
        why: "an X509-SVID has exactly one, which is its SPIFFE ID (X509-SVID section 2)",
        next: "reissue it with the SPIFFE ID of its workload as its only URI")
    }
    let names =
      hosts.isEmpty ? certificate.subject.description : hosts.prefix(3).map(\.description).joined(separator: ", ")
    return Diagnostic(
      "MT-LF-01", what: "the leaf has no SPIFFE ID: it is an ordinary TLS certificate, for \(names)",
      why: "a gateway of a mesh presents a certificate with a SPIFFE ID; most likely this one was taken behind a load "
        + "balancer or CDN that ends TLS",
      next: "make the load balancer pass TLS through, and take the chain from the gateway itself; if a gateway does "
        + "present it, have istiod issue its certificate")
  }

  /// Why a leaf has no SPIFFE ID.
  package struct IdentityRefusal: Error, Hashable {
    package let diagnostic: Diagnostic
  }

  private static func names(_ certificate: Certificate) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let others = (certificate.extensions.subjectAlternativeNames ?? []).filter { name in
      if case .uri = name { false } else { true }
    }
    if !others.isEmpty {
      findings.append(
        Diagnostic(
          "MT-LF-02", .note, what: "the leaf has other names besides its SPIFFE ID",
          why: "\(others.map(\.description).joined(separator: ", "))"))
    }
    if certificate.subject.isEmpty, !certificate.extensions.subjectAlternativeNamesAreCritical {
      findings.append(
        Diagnostic(
          "MT-LF-04", what: "the leaf's subject is empty, but its alternative names are not critical",
          why: "OpenSSL's strict mode, Java and Python reject such a certificate (RFC 5280 section 4.2.1.6)",
          next: "reissue it; `\(.meshtrust("issue", "MESH", "--gateway", "NAME", "--out", "DIR"))` marks them critical")
      )
    }
    return findings
  }

  private static func constraints(_ certificate: Certificate) -> [Diagnostic] {
    guard let constraints = certificate.extensions.basicConstraints else {
      return [
        Diagnostic(
          "MT-LF-05", .warning, what: "the leaf has no basicConstraints",
          why: "its absence means cA:FALSE, but some tools require it",
          next: "issue it with basicConstraints cA:FALSE")
      ]
    }
    guard constraints.isAuthority else { return [] }
    return [
      Diagnostic(
        "MT-LF-05", what: "the leaf is a CA (basicConstraints cA:TRUE)",
        why: "the holder of its key could issue identities; Envoy rejects it (X509-SVID section 4.1)",
        next: "present the leaf first, or reissue it as an end entity")
    ]
  }

  private static func usage(_ certificate: Certificate) -> [Diagnostic] {
    guard let usage = certificate.extensions.keyUsage else {
      return [
        Diagnostic(
          "MT-LF-06", what: "the leaf has no keyUsage",
          why: "X509-SVID section 4.3 requires it; without it Envoy takes the leaf for a CA and rejects it",
          next: "reissue it with a critical keyUsage of digitalSignature")
      ]
    }
    var findings: [Diagnostic] = []
    if !certificate.extensions.keyUsageIsCritical {
      findings.append(
        Diagnostic(
          "MT-LF-06", what: "the leaf's keyUsage is not critical", why: "X509-SVID section 4.3 requires it",
          next: "reissue it with a critical keyUsage"))
    }
    if !usage.contains(.digitalSignature) {
      findings.append(
        Diagnostic(
          "MT-LF-07", what: "the leaf's keyUsage lacks digitalSignature",
          why: "TLS 1.3 signs with the leaf's key; found: \(usage.names.joined(separator: ", "))",
          next: "reissue it with digitalSignature"))
    }
    if !usage.isDisjoint(with: [.keyCertSign, .cRLSign]) {
      findings.append(
        Diagnostic(
          "MT-LF-08", what: "the leaf's keyUsage allows signing certificates or revocation lists",
          why: "a leaf must not (X509-SVID section 4.3); found: \(usage.names.joined(separator: ", "))",
          next: "reissue it without keyCertSign and cRLSign"))
    }
    if !usage.isDisjoint(with: [.keyEncipherment, .keyAgreement]), !certificate.publicKeyInfo.isRSA {
      findings.append(
        Diagnostic(
          "MT-LF-09", .note, what: "the leaf's keyUsage lists keyEncipherment or keyAgreement",
          why: "they apply to RSA keys only"))
    }
    return findings
  }

  private static func purposes(_ certificate: Certificate) -> [Diagnostic] {
    guard let purposes = certificate.extensions.extendedKeyUsage?.purposes else {
      return [
        Diagnostic(
          "MT-LF-10", .warning, what: "the leaf has no extendedKeyUsage", why: "X509-SVID section 4.4 recommends it",
          next: "issue it with serverAuth and clientAuth")
      ]
    }
    guard purposes.contains(.serverAuth), purposes.contains(.clientAuth) else {
      return [
        Diagnostic(
          "MT-LF-11", what: "the leaf's extendedKeyUsage lacks serverAuth or clientAuth",
          why:
            "gateways and sidecars are both TLS clients and servers; found: \(purposes.map(\.description).joined(separator: ", "))",
          next: "reissue it with both (X509-SVID section 4.4)")
      ]
    }
    return []
  }

  /// LF-13, and CA-10 for the leaf's authority key identifier.
  private static func key(_ certificate: Certificate) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    do throws(X509Error) {
      let key = try certificate.validKeyComponents()
      if case .rsa = key, key.bits < 2048 {
        findings.append(weak("the leaf's key has \(key.bits) bits", "RSA below 2048 bits can be broken"))
      } else if key.algorithm?.sidecarsAccept == false {
        findings.append(
          Diagnostic(
            "MT-LF-13", .warning, what: "the leaf's key is \(key.label)",
            why: "an Envoy gateway or sidecar fails the handshake with such a leaf",
            next: "reissue it with ECDSA P-256, P-384 or RSA"))
      }
    } catch {
      findings.append(weak("the leaf's key is not trusted", error.diagnostic.why))
    }
    if certificate.signatureAlgorithm.signatureAlgorithm == nil {
      findings.append(
        weak(
          "the leaf's signature algorithm (\(certificate.signatureAlgorithm.identifier)) is not trusted",
          "signatures over SHA-1 and MD5 can be forged, and other algorithms are not supported"))
    }
    if certificate.extensions.authorityKeyIdentifier?.keyIdentifier == nil {
      findings.append(
        Diagnostic(
          "MT-CA-10", .warning, what: "the leaf does not identify its issuer's key",
          why: "without an authority key identifier several verifiers reject it (RFC 5280 section 4.2.1.1)",
          next: "reissue it; `\(.meshtrust("issue", "MESH", "--gateway", "NAME", "--out", "DIR"))` adds one"))
    }
    return findings
  }

  private static func weak(_ what: Message, _ why: Message) -> Diagnostic {
    Diagnostic(
      "MT-LF-13", what: what, why: why, next: "reissue it with ECDSA P-256 or RSA of 2048 bits or more, and SHA-256")
  }
}
