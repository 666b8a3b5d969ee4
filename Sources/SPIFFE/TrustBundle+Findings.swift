public import Diagnostics
public import X509

extension TrustBundle {
  /// What is remarkable about the bundle at a moment: rules B-07, B-08, CA-11 and CA-13.
  ///
  /// Only a bundle of which nothing can be trusted is an error; a useless certificate beside a good one is a warning.
  public func findings(at time: Timestamp) -> [Diagnostic] {
    guard !certificates.isEmpty else {
      return [
        Diagnostic(
          "MT-CA-13", what: "the bundle of \(trustDomain) is empty",
          why: "no certificate of that domain can be trusted, and no other roots are ever used",
          next: "put the domain's root into it")
      ]
    }
    return certificates.flatMap { findings(of: $0, at: time) } + authorityMissing() + sharedSubjects()
  }

  /// What is remarkable about the step from an older bundle of the domain to this one: rule B-02.
  public func findings(replacing old: TrustBundle) -> [Diagnostic] {
    guard let sequence, let oldSequence = old.sequence else { return [] }
    if sequence < oldSequence {
      return [
        Diagnostic(
          "MT-B-02", .warning,
          what: "the bundle of \(trustDomain) goes back from sequence \(oldSequence) to \(sequence)",
          why: "it is stale, or somebody plays an old one back to bring a retired root into force again",
          next: "ask its owner which sequence number is the present one")
      ]
    }
    guard sequence == oldSequence, Set(certificates) != Set(old.certificates) else { return [] }
    return [
      Diagnostic(
        "MT-B-02", what: "two bundles of \(trustDomain) have the sequence \(sequence), but other certificates",
        why: "every change takes a new number, so one of the two is not its owner's",
        next: "compare fingerprints with the bundle's owner")
    ]
  }

  private func findings(of certificate: Certificate, at time: Timestamp) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if !certificate.isAuthority {
      findings.append(
        Diagnostic(
          "MT-B-08", .warning, what: "`\(certificate)` stands in the bundle of \(trustDomain), but is no authority",
          why: "nothing can be issued below it", next: "remove it"))
    } else if !certificate.isSelfSigned {
      findings.append(
        Diagnostic(
          "MT-B-07", .warning, what: "`\(certificate)` stands in the bundle of \(trustDomain), but is not self-signed",
          why: "Envoy needs a self-signed root at the end of a path; such a certificate only helps to get there",
          next: "make sure that its root is in the bundle too"))
    }
    if !certificate.validity.contains(time) {
      let when =
        certificate.validity.notAfter < time
        ? "expired on \(certificate.validity.notAfter)" : "is valid only from \(certificate.validity.notBefore)"
      findings.append(
        Diagnostic(
          "MT-B-08", .warning, what: "`\(certificate)` in the bundle of \(trustDomain) \(when)",
          why: "no path can end in it at \(time)", next: "ask for the present root of \(trustDomain)"))
    }
    return findings
  }

  private func authorityMissing() -> [Diagnostic] {
    guard !certificates.contains(where: \.isAuthority) else { return [] }
    return [
      Diagnostic(
        "MT-B-08", what: "the bundle of \(trustDomain) holds no authority at all",
        why: "a bundle is made of roots; what is in it can be the end of no path", next: "put the domain's root into it"
      )
    ]
  }

  /// Different keys under one subject break other people's path builders, unless key identifiers tell them apart
  /// (rule CA-11).
  private func sharedSubjects() -> [Diagnostic] {
    Dictionary(grouping: certificates, by: \.subject).sorted { $0.key.description < $1.key.description }
      .compactMap { subject, group in
        let keys = Set(group.map(\.publicKeyInfo.der))
        guard keys.count > 1 else { return nil }
        let isTold =
          group.allSatisfy { $0.extensions.subjectKeyIdentifier != nil }
          && Set(group.map(\.extensions.subjectKeyIdentifier)).count == keys.count
        return Diagnostic(
          "MT-CA-11", isTold ? .note : .warning,
          what: "\(keys.count) keys in the bundle of \(trustDomain) have the subject `\(subject)`",
          why: isTold
            ? "only their key identifiers tell them apart"
            : "OpenSSL follows one of them and gives up when it is the wrong one, so the file's order decides",
          next: "give each generation of a root a subject of its own")
      }
  }
}
