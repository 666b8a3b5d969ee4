import Cryptography
package import Diagnostics

/// The versions of rustls-webpki, the library with which ztunnel verifies peers, as far as their verdicts differ.
///
/// Source: rustls/webpki, `src/verify_cert.rs`, `src/subject_name` and `src/trust_anchor.rs` at the tags v/0.103.4 to
/// v/0.103.13.
public enum WebPKI: Hashable, Sendable, CaseIterable {
  /// Up to 0.103.11: name constraints on URIs are ignored.
  case ignoringURIConstraints
  /// From 0.103.12 on: a URI below an authority that constrains URIs is refused, whatever the constraint says
  /// (RUSTSEC-2026-0098).
  case refusingURIConstraints

  /// The certificates between the leaf and the anchor (`MAX_SUB_CA_COUNT`).
  package static let intermediates = 6
}

extension WebPKI {
  /// Why a leaf with a URI is refused below the authorities of a path, anchor last, whatever else it has; nil if it need
  /// not be.
  package func refusal(of uri: GeneralName, below path: ValidPath) -> Diagnostic? {
    guard self == .refusingURIConstraints,
      let authority = path.certificates.first(where: \.constrainsURIs)
    else { return nil }
    let failure = PathFailure.constraintUnsupported(name: uri, authority: authority.description)
    return PathVerdict.invalid([FailedPath(path.certificates, at: 0, failure)]).refusal
  }
}

/// Validation of one path, whose signatures are already verified, as rustls-webpki does it. It predicts what a ztunnel
/// would decide; ``PathValidator`` says what the standard requires.
struct WebPKIPath {
  let version: WebPKI
  let policy: PathPolicy
  /// Leaf first, anchor last.
  let path: [Certificate]

  /// The first broken rule, from the leaf to the anchor; nil if the path is valid.
  func failure(within budget: inout SearchBudget) throws(SearchLimit) -> FailedPath? {
    guard let anchor = path.last else { return nil }
    if let failure = flaw(ofAnchor: anchor) { return FailedPath(path, at: path.count - 1, failure) }
    for index in path.indices.dropLast() {
      // Names are compared byte by byte.
      guard path[index].issuer.der.elementsEqual(path[index + 1].subject.der) else {
        return FailedPath(path, at: index, .issuerNotFound(issuer: path[index].issuer))
      }
      if let failure = flaw(at: index) { return FailedPath(path, at: index, failure) }
    }
    for index in path.indices.dropFirst() where isTooSmall(path[index]) {
      return FailedPath(path, at: index, .keyNotTrusted(detail: "RSA of less than 2048 bits"))
    }
    return try constraintFailure(&budget)
  }

  /// Only the name, the key and the name constraints of an anchor count: not its validity, and not whether it is a CA.
  private func flaw(ofAnchor anchor: Certificate) -> PathFailure? {
    if anchor.version == 2 { return .badlyFormed(detail: "its version is 2, and only 3 or 1 can be an anchor") }
    return version == .ignoringURIConstraints ? criticalExtension(of: anchor) : nil
  }

  private func flaw(at index: Int) -> PathFailure? {
    let certificate = path[index]
    let extensions = certificate.extensions
    if certificate.version != 3 {
      return .badlyFormed(detail: "its version is \(certificate.version), not 3")
    }
    if let failure = criticalExtension(of: certificate) ?? validity(of: certificate) { return failure }
    if index == 0, certificate.isAuthority {
      return .badlyFormed(detail: "it is a CA, which webpki does not take for a leaf")
    }
    if index > 0 {
      guard certificate.isAuthority else { return .notAnAuthority }
      // Self-issued certificates count, too.
      if let allowed = extensions.basicConstraints?.pathLength, index - 1 > allowed {
        return .pathLengthExceeded(allowed: allowed, found: index - 1)
      }
    }
    guard let allowed = extensions.extendedKeyUsage else { return nil }
    // webpki compares the purposes one by one, and does not know anyExtendedKeyUsage.
    return policy.purposes.first { !allowed.purposes.contains($0) }
      .map { .purposeNotAllowed(purpose: $0, allowed: allowed.purposes) }
  }

  private func validity(of certificate: Certificate) -> PathFailure? {
    let validity = certificate.validity
    if policy.time < validity.notBefore { return .notYetValid(notBefore: validity.notBefore, at: policy.time) }
    if policy.time > validity.notAfter { return .expired(notAfter: validity.notAfter, at: policy.time) }
    return nil
  }

  /// webpki knows few extensions, and none about policies.
  private func criticalExtension(of certificate: Certificate) -> PathFailure? {
    certificate.extensions.all.first { $0.isCritical && !Self.known.contains($0.oid) }
      .map { .unknownCriticalExtension(identifier: $0.identifier) }
  }

  private static let known: Set<ObjectID> = [
    .keyUsage, .subjectAltName, .basicConstraints, .nameConstraints, .cRLDistributionPoints, .extendedKeyUsage,
  ]

  private func isTooSmall(_ certificate: Certificate) -> Bool {
    guard certificate.publicKeyInfo.isRSA, let key = try? certificate.publicKeyInfo.components() else { return false }
    return key.bits < 2048
  }
}

// MARK: - Name constraints

extension WebPKIPath {
  /// Every authority's constraints apply to all certificates below it, self-issued ones included.
  private func constraintFailure(_ budget: inout SearchBudget) throws(SearchLimit) -> FailedPath? {
    for index in path.indices.dropFirst().reversed() {
      let authority = path[index]
      guard let constraints = authority.extensions.nameConstraints else { continue }
      for below in path.indices.prefix(index).reversed() {
        let names = path[below].extensions.subjectAlternativeNames ?? []
        let subtrees = constraints.permitted.count + constraints.excluded.count
        try budget.spendNameComparisons((names.count + 1) * subtrees)
        // Every certificate has a subject, so that each is under a constraint on directory names.
        for name in names + [.directory(path[below].subject)] {
          if let failure = failure(of: name, constraints, authority) { return FailedPath(path, at: below, failure) }
        }
      }
    }
    return nil
  }

  private func failure(
    of name: GeneralName, _ constraints: NameConstraints, _ authority: Certificate
  ) -> PathFailure? {
    var limits: [GeneralName] = []
    var isWithin = false
    for base in constraints.permitted {
      guard let matches = matches(name, base, isExcluding: false) else { continue }
      if matches == .unsupported { return .constraintUnsupported(name: name, authority: authority.description) }
      limits.append(base)
      isWithin = isWithin || matches == .within
    }
    if !limits.isEmpty, !isWithin {
      return .nameNotPermitted(name: name, constraint: limits, authority: authority.description)
    }
    for base in constraints.excluded {
      switch matches(name, base, isExcluding: true) {
      case .unsupported?: return .constraintUnsupported(name: name, authority: authority.description)
      case .within?: return .nameExcluded(name: name, constraint: base, authority: authority.description)
      case .outside?, nil: continue
      }
    }
    return nil
  }

  private enum Match { case within, outside, unsupported }

  /// Nil if the constraint is on another kind of names.
  private func matches(_ name: GeneralName, _ base: GeneralName, isExcluding: Bool) -> Match? {
    switch (name, base) {
    case (.dns(let name), .dns(let base)): dns(Array(name.utf8), Array(base.utf8), isExcluding: isExcluding)
    case (.ip(let address), .ip(let range)):
      address.count * 2 == range.count ? (Self.lies(address, within: range) ? .within : .outside) : .outside
    case (.uri, .uri): version == .refusingURIConstraints ? .unsupported : nil
    case (.directory, .directory), (.email, .email), (.registeredID, .registeredID): .unsupported
    case (.other(let tag, _), .other(let constrained, _)): tag == constrained ? .unsupported : nil
    default: nil
    }
  }

  private static func lies(_ address: [UInt8], within range: [UInt8]) -> Bool {
    address.indices.allSatisfy { index in
      let mask = range[address.count + index]
      return address[index] & mask == range[index] & mask
    }
  }

  /// A name or constraint that is no DNS name refuses the certificate.
  private func dns(_ name: [UInt8], _ base: [UInt8], isExcluding: Bool) -> Match {
    guard WebPKIName.isValid(name, as: .presented), WebPKIName.isValid(base, as: .constraint) else {
      return .unsupported
    }
    // From the release that refuses URI constraints on, a wildcard is inside of a permitted subtree only as it is
    // written (RUSTSEC-2026-0099).
    let expands = isExcluding || version == .ignoringURIConstraints
    return WebPKIName.lies(name, within: base, expandingWildcards: expands) ? .within : .outside
  }
}
