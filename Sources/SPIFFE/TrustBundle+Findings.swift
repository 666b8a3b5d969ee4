package import Diagnostics
package import X509

extension TrustBundle {
  /// Findings about the bundle at a point in time: rules B-07, B-08, CA-11 and CA-13.
  ///
  /// Only a bundle without any usable certificate is an error; an unusable certificate beside a good one is a warning.
  ///
  /// `isSelfSigned` may use signatures that were already verified.
  package func findings(
    at time: Timestamp, isSelfSigned: (Certificate) -> Bool = { $0.isSelfSigned }
  ) -> [Diagnostic] {
    if certificates.isEmpty, tokenKeys > 0 {
      return [
        Diagnostic(
          "MT-CA-13", what: "the bundle of \(trustDomain) has keys for JWT-SVIDs only, and no root",
          why: "they verify tokens: a certificate needs a key with the use `x509-svid` and a root in `x5c`",
          next: "give the bundle with the roots of \(trustDomain): its bundle endpoint and "
            + "`spire-server bundle show -format spiffe` have both kinds of keys")
      ]
    }
    guard !certificates.isEmpty else {
      return [
        Diagnostic(
          "MT-CA-13", what: "the bundle of \(trustDomain) is empty",
          why: "no certificate of that trust domain can be trusted, because no other roots are used",
          next: "add the trust domain's root")
      ]
    }
    return certificates.flatMap { findings(of: $0, at: time, isSelfSigned) } + authorityMissing() + sharedSubjects()
      + certificates.compactMap(SVIDRules.serialNumber)
  }

  /// Findings about the replacement of an older bundle of the domain: rule B-02.
  package func findings(replacing old: TrustBundle) -> [Diagnostic] {
    guard let sequence, let oldSequence = old.sequence else { return [] }
    if sequence < oldSequence {
      return [
        Diagnostic(
          "MT-B-02", .warning,
          what: "the sequence of the bundle of \(trustDomain) went back from \(oldSequence) to \(sequence)",
          why: "it is stale, or somebody replays an old bundle to bring back a retired root",
          next: "ask its owner for the current sequence number")
      ]
    }
    guard sequence == oldSequence, Set(certificates) != Set(old.certificates) else { return [] }
    return [
      Diagnostic(
        "MT-B-02", what: "two bundles of \(trustDomain) have the sequence \(sequence), but different certificates",
        why: "every change gets a new number, so one of the two is not the owner's",
        next: "compare fingerprints with the bundle's owner")
    ]
  }

  private func findings(
    of certificate: Certificate, at time: Timestamp, _ isSelfSigned: (Certificate) -> Bool
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    if !certificate.isAuthority {
      findings.append(
        Diagnostic(
          "MT-B-08", .warning, what: "`\(certificate)` is in the bundle of \(trustDomain), but is not a CA",
          why: "nothing can be issued below it", next: "remove it"))
    } else if !isSelfSigned(certificate) {
      findings.append(
        Diagnostic(
          "MT-B-07", .warning, what: "`\(certificate)` is in the bundle of \(trustDomain), but is not self-signed",
          why: "Envoy requires a self-signed root at the end of a path; such a certificate only helps to build one",
          next: "add its root to the bundle too, if it is missing"))
    }
    if !certificate.validity.contains(time) {
      let when =
        certificate.validity.notAfter < time
        ? "expired on \(certificate.validity.notAfter)" : "is valid only from \(certificate.validity.notBefore)"
      findings.append(
        Diagnostic(
          "MT-B-08", .warning, what: "`\(certificate)` in the bundle of \(trustDomain) \(when)",
          why: "no path can end at it at \(time)", next: "ask for the current root of \(trustDomain)"))
    }
    return findings
  }

  private func authorityMissing() -> [Diagnostic] {
    guard !certificates.contains(where: \.isAuthority) else { return [] }
    return [
      Diagnostic(
        "MT-B-08", what: "the bundle of \(trustDomain) contains no CA",
        why: "no path can end at any of its certificates", next: "add the trust domain's root"
      )
    ]
  }

  /// Different keys with the same subject break some path builders, unless key identifiers distinguish them (rule
  /// CA-11).
  private func sharedSubjects() -> [Diagnostic] {
    guard certificates.count > 1 else { return [] }
    return Dictionary(grouping: certificates, by: \.subject).sorted { $0.key.description < $1.key.description }
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
            ? "only their key identifiers distinguish them"
            : "OpenSSL tries one of them and fails if it is the wrong one, so the order in the file decides",
          next: "give each generation of a root a subject of its own")
      }
  }
}
