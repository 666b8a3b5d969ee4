/// The rules of RFC 5280 section 4 that a decodable certificate may still break.
struct CertificateForm {
  let profile: PathPolicy.Profile
  let isAnchor: Bool
  let isLeaf: Bool

  /// The first rule that a certificate breaks. An anchor is identified by its key, so its serial number is not checked.
  func flaw(of certificate: Certificate) -> PathFailure? {
    let extensions = certificate.extensions
    let isOldAnchor = isAnchor && profile != .spiffe && certificate.version == 1 && certificate.isSelfIssued
    if certificate.version != 3, !isOldAnchor {
      return .badlyFormed(detail: "its version is \(certificate.version), not 3")
    }
    if profile == .proxies { return flawOfCriticalIdentifiers(in: certificate) }
    // "Certificate users SHOULD be prepared to gracefully handle" negative numbers (4.1.2.2), which are told instead.
    let serial = certificate.serialNumber
    if !serial.isProper, !serial.isNegative || serial.bytes.count > 20, !isAnchor {
      return .badlyFormed(
        detail: "its serial number \(serial) is zero or longer than 20 octets (RFC 5280 4.1.2.2)")
    }
    if !certificate.validity.usesProperForms, profile == .spiffe {
      return .badlyFormed(detail: "a date before 2050 is written as GeneralizedTime (RFC 5280 4.1.2.5)")
    }
    if certificate.isAuthority, certificate.subject.isEmpty {
      return .badlyFormed(detail: "it is a CA without a subject (RFC 5280 4.1.2.6)")
    }
    if !extensions.policies.limitsAreCritical(in: extensions, profile: profile) {
      return .badlyFormed(detail: "its limits on policies are not critical (RFC 5280 4.2.1.11 and 4.2.1.14)")
    }
    if certificate.subject.isEmpty, !extensions.subjectAlternativeNamesAreCritical {
      return .badlyFormed(
        detail: "its subject is empty and its alternative names are not critical (RFC 5280 4.2.1.6)")
    }
    return flawOfConstraints(in: certificate) ?? (profile == .rfc5280 ? flawOfKeys(in: certificate) : nil)
  }

  /// 4.2.1.10: only in CAs, critical, and every subtree well-formed.
  private func flawOfConstraints(in certificate: Certificate) -> PathFailure? {
    guard let constraints = certificate.extensions.nameConstraints else { return nil }
    if !certificate.isAuthority {
      return .badlyFormed(detail: "it has name constraints, but it is not a CA (RFC 5280 4.2.1.10)")
    }
    if profile == .rfc5280, !certificate.extensions.nameConstraintsAreCritical {
      return .badlyFormed(detail: "its name constraints are not critical (RFC 5280 4.2.1.10)")
    }
    return flaw(in: constraints.permitted) ?? flaw(in: constraints.excluded)
  }

  private func flaw(in subtrees: [GeneralName]) -> PathFailure? {
    for subtree in subtrees {
      if let flaw = subtree.flawAsConstraint {
        return .badlyFormed(detail: "its name constraint `\(subtree)` is invalid: \(flaw) (RFC 5280 4.2.1.10)")
      }
    }
    return nil
  }

  /// 4.2.1.1 to 4.2.1.3: key identifiers and key usage.
  private func flawOfKeys(in certificate: Certificate) -> PathFailure? {
    let extensions = certificate.extensions
    if let flaw = flawOfCriticalIdentifiers(in: certificate) { return flaw }
    // A self-signed certificate may omit the authority key identifier.
    if extensions.authorityKeyIdentifier?.keyIdentifier == nil,
      !isAnchor || (extensions.authorityKeyIdentifier != nil)
    {
      return .badlyFormed(detail: "it has no authority key identifier (RFC 5280 4.2.1.1)")
    }
    if certificate.isAuthority, !isAnchor, extensions.subjectKeyIdentifier == nil {
      return .badlyFormed(detail: "it is a CA without a subject key identifier (RFC 5280 4.2.1.2)")
    }
    if isLeaf, !certificate.isAuthority, extensions.keyUsage?.contains(.keyCertSign) ?? false {
      return .badlyFormed(detail: "its keyUsage has keyCertSign, but it is not a CA (RFC 5280 4.2.1.3)")
    }
    return nil
  }

  /// 4.2.1.1 and 4.2.1.2: verifiers that do not process key identifiers, such as BoringSSL, must reject critical ones.
  private func flawOfCriticalIdentifiers(in certificate: Certificate) -> PathFailure? {
    let extensions = certificate.extensions
    guard extensions.isCritical(.authorityKeyIdentifier) || extensions.isCritical(.subjectKeyIdentifier) else {
      return nil
    }
    return .badlyFormed(detail: "a key identifier is marked critical (RFC 5280 4.2.1.1 and 4.2.1.2)")
  }

  /// Key identifiers are hints (4.2.1.1), but BoringSSL rejects an issuer whose key identifier, or issuer and serial
  /// number, differ from those named (`X509_check_issued`).
  func flaw(of certificate: Certificate, below issuer: Certificate) -> PathFailure? {
    guard profile == .proxies, let named = certificate.extensions.authorityKeyIdentifier else { return nil }
    let ownKey = issuer.extensions.subjectKeyIdentifier
    let isOtherKey = named.keyIdentifier.map { ownKey != nil && ownKey != $0 } ?? false
    let isOtherSerial = named.serialNumber.map { $0 != issuer.serialNumber } ?? false
    let directories = (named.issuer ?? []).compactMap { name in
      if case .directory(let directory) = name { directory } else { nil }
    }
    let isOtherIssuer = directories.first.map { $0 != issuer.issuer } ?? false
    guard isOtherKey || isOtherSerial || isOtherIssuer else { return nil }
    var differences: [String] = []
    if isOtherKey {
      differences.append(
        "the key identifier \(Self.short(named.keyIdentifier)) instead of \(Self.short(ownKey))")
    }
    if isOtherIssuer, let directory = directories.first {
      differences.append("the issuer `\(directory)` instead of `\(issuer.issuer)`")
    }
    if isOtherSerial, let serial = named.serialNumber {
      differences.append("the serial number \(serial) instead of \(issuer.serialNumber)")
    }
    return .badlyFormed(
      detail: "its authority key identifier names another issuer, which proxies reject: "
        + differences.joined(separator: ", "))
  }

  private static func short(_ identifier: [UInt8]?) -> String {
    (identifier ?? []).prefix(8).map { octet in
      let digits = String(octet, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined() + ((identifier?.count ?? 0) > 8 ? "…" : "")
  }

  /// 4.2.1.6: every alternative name has the syntax of its kind.
  func flawOfNames(in certificate: Certificate) -> PathFailure? {
    if profile == .proxies { return nil }
    for name in certificate.extensions.subjectAlternativeNames ?? [] {
      if let flaw = name.flaw {
        return .badlyFormed(detail: "its name `\(name)` is invalid: \(flaw) (RFC 5280 4.2.1.6)")
      }
    }
    return nil
  }
}

extension PolicyExtensions {
  /// 4.2.1.11 and 4.2.1.14: limits on policies must be critical, so that nobody ignores them. RFC 3280 4.2.1.12 left
  /// this open for `policyConstraints`, and such certificates exist; the limit applies either way.
  fileprivate func limitsAreCritical(in extensions: Extensions, profile: PathPolicy.Profile) -> Bool {
    let isLimited = profile == .spiffe && (requireExplicitPolicy != nil || inhibitPolicyMapping != nil)
    return (!isLimited || extensions.isCritical(.policyConstraints))
      && (inhibitAnyPolicy == nil || extensions.isCritical(.inhibitAnyPolicy))
  }
}
