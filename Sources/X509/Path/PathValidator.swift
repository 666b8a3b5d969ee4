import Cryptography
import Diagnostics
import SwiftASN1

/// Basic path validation of RFC 5280 section 6.1, in its order, for one path whose signatures are known to hold.
///
/// Stricter than the standard in one point: the anchor's own certificate is held to the same rules (validity, path
/// length, name constraints), because every proxy of a mesh does the same.
struct PathValidator {
  private let policy: PathPolicy
  /// Leaf first, anchor last.
  private let path: [Certificate]
  private var constraints: NameConstraintCheck
  /// 6.1.2 (k) `max_path_length`, with the authority that set it.
  private var lengthLimits: [(allowed: Int, index: Int, below: Int)] = []

  /// One validation, which may compare names `comparisons` times.
  init(policy: PathPolicy, path: [Certificate], comparisons: Int) {
    self.policy = policy
    self.path = path
    constraints = NameConstraintCheck(comparisons: comparisons)
  }

  /// How many comparisons of names are left.
  var comparisons: Int { constraints.comparisons }

  /// Walks from the anchor to the leaf, once.
  mutating func validate() -> PathVerdict {
    for index in path.indices.reversed() {
      guard let failure = process(index) else { continue }
      guard !constraints.isExhausted else {
        return .tooComplex(limit: "\(policy.limits.nameComparisons) name comparisons", failures: [])
      }
      return .invalid([FailedPath(path, at: failure.index, failure.failure)])
    }
    return .valid(ValidPath(path))
  }

  private mutating func process(_ index: Int) -> (index: Int, failure: PathFailure)? {
    let certificate = path[index]
    let isAnchor = index == path.count - 1
    let isLeaf = index == 0
    let failure =
      wellFormed(certificate, isAnchor: isAnchor) ?? validity(certificate) ?? key(certificate, isLeaf: isLeaf)
      // 6.1.3 (b): name constraints are not applied to self-issued certificates unless they end the path.
      ?? (isAnchor || (certificate.isSelfIssued && !isLeaf) ? nil : constraints.check(certificate))
      ?? criticalExtensions(certificate) ?? purposes(certificate)
    if let failure { return (index, failure) }
    return isLeaf ? nil : prepareForNext(index, certificate)
  }

  /// 6.1.4: what an authority must be, and what it asks of everything below it.
  private mutating func prepareForNext(_ index: Int, _ certificate: Certificate) -> (index: Int, failure: PathFailure)?
  {
    let extensions = certificate.extensions
    guard certificate.isAuthority else { return (index, .notAnAuthority) }  // (k)
    if let usage = extensions.keyUsage, !usage.contains(.keyCertSign) {  // (n)
      return (index, .signingNotAllowed(keyUsage: usage.names))
    }
    if !certificate.isSelfIssued || index == path.count - 1 {  // (l)
      if let exceeded = countIntermediate(index) { return exceeded }
    }
    if let length = extensions.basicConstraints?.pathLength {  // (m)
      lengthLimits.append((allowed: length, index: index, below: 0))
    }
    if let constraint = extensions.nameConstraints {  // (g)
      constraints.add(constraint, of: certificate)
    }
    return nil
  }

  /// 6.1.4 (l): one more intermediate that is not self-issued counts against every limit above it.
  private mutating func countIntermediate(_ index: Int) -> (index: Int, failure: PathFailure)? {
    guard index < path.count - 1 else { return nil }
    for position in lengthLimits.indices {
      lengthLimits[position].below += 1
      let limit = lengthLimits[position]
      if limit.below > limit.allowed {
        return (limit.index, .pathLengthExceeded(allowed: limit.allowed, found: limit.below))
      }
    }
    return nil
  }

  /// 6.1.3 (a)(2), both ends included.
  private func validity(_ certificate: Certificate) -> PathFailure? {
    let validity = certificate.validity
    if policy.time < validity.notBefore { return .notYetValid(notBefore: validity.notBefore, at: policy.time) }
    if policy.time > validity.notAfter { return .expired(notAfter: validity.notAfter, at: policy.time) }
    return nil
  }

  /// Section 4: what a certificate must look like. An anchor is known by its key, whatever its serial number.
  private func wellFormed(_ certificate: Certificate, isAnchor: Bool) -> PathFailure? {
    let extensions = certificate.extensions
    if certificate.version != 3 {
      return .badlyFormed(detail: "it is of version \(certificate.version), not 3")
    }
    if !certificate.serialNumber.isProper, !isAnchor {
      return .badlyFormed(detail: "its serial number is not positive and at most 20 octets long (RFC 5280 4.1.2.2)")
    }
    if !certificate.validity.usesProperForms {
      return .badlyFormed(detail: "a date before 2050 is written as GeneralizedTime (RFC 5280 4.1.2.5)")
    }
    if certificate.isAuthority, certificate.subject.isEmpty {
      return .badlyFormed(detail: "it is an authority without a subject (RFC 5280 4.1.2.6)")
    }
    if extensions.nameConstraints != nil, !certificate.isAuthority {
      return .badlyFormed(detail: "it has name constraints, but is no authority (RFC 5280 4.2.1.10)")
    }
    if extensions.all.contains(where: { !$0.isCritical && Self.limitsPolicies.contains($0.oid) }) {
      // Critical ones are refused as not understood; these would be passed over without a word.
      return .badlyFormed(detail: "its limits on policies are not critical (RFC 5280 4.2.1.11 and 4.2.1.14)")
    }
    if certificate.subject.isEmpty, !extensions.subjectAlternativeNamesAreCritical {
      return .badlyFormed(
        detail: "its subject is empty and its alternative names are not critical (RFC 5280 4.2.1.6)")
    }
    return nil
  }

  /// The keys of issuers have checked a signature by now; the leaf's is made here to be checked as strictly.
  private func key(_ certificate: Certificate, isLeaf: Bool) -> PathFailure? {
    do {
      let info = certificate.publicKeyInfo
      let components = try isLeaf ? info.publicKey().components : info.components()
      if case .rsa(let modulus, _) = components, modulus.count * 8 < 2048 {
        return .keyNotTrusted(detail: "RSA of \(components.bits) bits; at least 2048 are needed")
      }
    } catch {
      return .keyNotTrusted(detail: error.diagnostic.why)
    }
    return certificate.signatureAlgorithm.signatureAlgorithm == nil
      ? .signatureAlgorithmNotTrusted(identifier: certificate.signatureAlgorithm.identifier) : nil
  }

  /// 6.1.4 (o) and 6.1.5 (f): a critical extension that is not processed here refuses the path.
  private func criticalExtensions(_ certificate: Certificate) -> PathFailure? {
    certificate.extensions.all.first { $0.isCritical && !Self.processed.contains($0.oid) }
      .map { .unknownCriticalExtension(identifier: $0.identifier) }
  }

  private static let processed: Set<ASN1ObjectIdentifier> = [
    .authorityKeyIdentifier, .basicConstraints, .extendedKeyUsage, .keyUsage, .nameConstraints, .subjectAltName,
    .subjectKeyIdentifier,
  ]

  private static let limitsPolicies: Set<ASN1ObjectIdentifier> = [.policyConstraints, .inhibitAnyPolicy]

  private func purposes(_ certificate: Certificate) -> PathFailure? {
    guard let allowed = certificate.extensions.extendedKeyUsage else { return nil }
    return policy.purposes.first { !allowed.allows($0) }
      .map { .purposeNotAllowed(purpose: $0, allowed: allowed.purposes) }
  }
}
