import Cryptography
import Diagnostics
import SwiftASN1

/// Basic path validation of RFC 5280 section 6.1, in its order, for one path whose signatures are already verified.
///
/// Stricter than the standard in one point: the anchor's certificate must satisfy the same rules (validity, path
/// length, name constraints), because every proxy of a mesh requires it.
struct PathValidator {
  private let policy: PathPolicy
  /// Leaf first, anchor last.
  private var path: [Certificate]
  /// The index of the certificate that comes next, from the anchor to the leaf.
  private var next: Int
  private var constraints = NameConstraintCheck()
  private var policies: PolicyCheck
  /// 6.1.2 (k) `max_path_length`, with the index of the authority that set it.
  private var lengthLimits: [(allowed: Int, index: Int, below: Int)] = []

  init(policy: PathPolicy, path: [Certificate]) {
    self.policy = policy
    self.path = path
    next = path.count - 1
    policies = PolicyCheck(policy.certificatePolicies, count: path.count - 1)
  }

  /// Walks from the anchor to the leaf, once. Returns the first broken rule, or nil if the path is valid.
  mutating func failure(within budget: inout SearchBudget) throws(SearchLimit) -> FailedPath? {
    try failure(downTo: 0, within: &budget)
  }

  /// Walks to the certificate below which a leaf stands: what the authorities demand is the same for every leaf.
  mutating func failureOfAuthorities(within budget: inout SearchBudget) throws(SearchLimit) -> FailedPath? {
    try failure(downTo: 1, within: &budget)
  }

  /// The validator of another leaf below the same authorities, once they were processed.
  func replacing(leaf: Certificate) -> PathValidator {
    var validator = self
    validator.path[0] = leaf
    return validator
  }

  private mutating func failure(
    downTo last: Int, within budget: inout SearchBudget
  ) throws(SearchLimit) -> FailedPath? {
    while next >= last {
      defer { next -= 1 }
      guard let (broken, failure) = try process(next, &budget) else { continue }
      return FailedPath(path, at: broken, failure)
    }
    return nil
  }

  /// The returned index may be that of an authority above, whose path length is exceeded.
  private mutating func process(
    _ index: Int, _ budget: inout SearchBudget
  ) throws(SearchLimit) -> (index: Int, failure: PathFailure)? {
    let certificate = path[index]
    let isAnchor = index == path.count - 1
    let isLeaf = index == 0
    let form = CertificateForm(profile: policy.profile, isAnchor: isAnchor, isLeaf: isLeaf)
    if let failure = form.flaw(of: certificate) ?? validity(certificate) ?? key(certificate, isLeaf: isLeaf) {
      return (index, failure)
    }
    // 6.1.3 (b): name constraints are not applied to self-issued certificates unless they end the path.
    if !isAnchor, isLeaf || !certificate.isSelfIssued,
      let failure = try constraints.check(certificate, within: &budget)
    {
      return (index, failure)
    }
    let failure =
      (isAnchor ? nil : policies.process(certificate, isLeaf: isLeaf))
      ?? (isAnchor ? nil : form.flaw(of: certificate, below: path[index + 1]))
      ?? criticalExtensions(certificate) ?? purposes(certificate) ?? form.flawOfNames(in: certificate)
    if let failure { return (index, failure) }
    guard isLeaf else { return prepareForNext(index, certificate) }
    return policies.wrapUp(certificate).map { (index, $0) }
  }

  /// 6.1.4: what an authority must satisfy, and what it demands of everything below.
  private mutating func prepareForNext(_ index: Int, _ certificate: Certificate) -> (index: Int, failure: PathFailure)?
  {
    let extensions = certificate.extensions
    if index < path.count - 1, let failure = policies.prepareForNext(certificate) {  // (a), (b), (h) to (j)
      return (index, failure)
    }
    // (k); an anchor of version 1 has no basicConstraints, and only some profiles accept one. Proxies require none of a
    // root.
    let isSilentRoot = policy.profile == .proxies && index == path.count - 1 && extensions.basicConstraints == nil
    guard certificate.isAuthority || certificate.version == 1 || isSilentRoot else { return (index, .notAnAuthority) }
    if let usage = extensions.keyUsage, !usage.contains(.keyCertSign) {  // (n)
      return (index, .signingNotAllowed(keyUsage: usage.names))
    }
    if !certificate.isSelfIssued || index == path.count - 1 {  // (l)
      if let exceeded = countIntermediate(index) { return exceeded }
    }
    // (m); BoringSSL ignores the path length of self-issued certificates, including roots.
    let isUnlimited = policy.profile == .proxies && certificate.isSelfIssued
    if !isUnlimited, let length = extensions.basicConstraints?.pathLength {
      lengthLimits.append((allowed: length, index: index, below: 0))
    }
    if let constraint = extensions.nameConstraints {  // (g)
      constraints.add(constraint, of: certificate)
    }
    return nil
  }

  /// 6.1.4 (l): an intermediate that is not self-issued counts against every limit above it.
  private mutating func countIntermediate(_ index: Int) -> (index: Int, failure: PathFailure)? {
    guard index != path.count - 1 else { return nil }
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

  /// The issuers' keys have already verified a signature; the leaf's key is checked as strictly here.
  private func key(_ certificate: Certificate, isLeaf: Bool) -> PathFailure? {
    do {
      let info = certificate.publicKeyInfo
      if isLeaf || info.isRSA {
        let components = try isLeaf ? certificate.validKeyComponents() : info.components()
        let least = policy.profile == .proxies ? 1024 : 2048
        if case .rsa(let modulus, _) = components, modulus.count * 8 < least {
          return .keyNotTrusted(detail: "RSA of \(components.bits) bits; at least \(least) are needed")
        }
      }
    } catch {
      return .keyNotTrusted(detail: error.diagnostic.why.description)
    }
    return certificate.signatureAlgorithm.signatureAlgorithm == nil
      ? .signatureAlgorithmNotTrusted(identifier: certificate.signatureAlgorithm.identifier) : nil
  }

  /// 6.1.4 (o) and 6.1.5 (f): an unprocessed critical extension invalidates the path.
  private func criticalExtensions(_ certificate: Certificate) -> PathFailure? {
    for item in certificate.extensions.all where item.isCritical && !isProcessed(item.oid) {
      return .unknownCriticalExtension(identifier: item.identifier)
    }
    return nil
  }

  private func isProcessed(_ oid: ObjectID) -> Bool {
    switch oid {
    case .basicConstraints, .keyUsage, .subjectAltName, .nameConstraints, .extendedKeyUsage, .certificatePolicies,
      .policyConstraints, .inhibitAnyPolicy, .policyMappings, .authorityKeyIdentifier, .subjectKeyIdentifier:
      true
    // Distribution points are processed if revocation is checked.
    case .cRLDistributionPoints, .freshestCRL: policy.revocation != nil
    default: false
    }
  }

  private func purposes(_ certificate: Certificate) -> PathFailure? {
    guard let allowed = certificate.extensions.extendedKeyUsage else { return nil }
    return policy.purposes.first { !allowed.allows($0) }
      .map { .purposeNotAllowed(purpose: $0, allowed: allowed.purposes) }
  }
}
