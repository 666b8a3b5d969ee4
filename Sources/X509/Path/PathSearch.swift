import Cryptography
import Diagnostics

/// One search for a path: what was tried, what it cost, and what failed.
struct PathSearch {
  private let anchors: TrustAnchors
  private let policy: PathPolicy
  private let leaf: Certificate
  private let intermediates: [Certificate]
  private let candidates: IssuerCandidates
  private let isPreferred: (ValidPath) -> Bool
  /// The signatures checked so far; the budget keeps them few.
  private var checks: [Check] = []
  /// Whether certificates that are invalid by themselves are tried too.
  private var takesAll = false
  /// Whether any were skipped.
  private var passedOver = false
  /// The first valid path that was not preferred.
  private var secondChoice: ValidPath?
  private(set) var budget: SearchBudget
  private var failures: [FailedPath] = []

  /// Whether a candidate issuer signed a certificate.
  private struct Check {
    let certificate: Certificate
    let issuer: Certificate
    let isSigned: Bool
  }

  init(
    _ anchors: TrustAnchors, _ policy: PathPolicy, leaf: Certificate, intermediates: [Certificate],
    knowing known: ValidPath? = nil, budget: SearchBudget? = nil,
    preferring isPreferred: @escaping (ValidPath) -> Bool = { _ in true }
  ) {
    self.anchors = anchors
    self.policy = policy
    self.leaf = leaf
    self.intermediates = intermediates
    self.budget = budget ?? SearchBudget(policy.limits)
    self.isPreferred = isPreferred
    candidates = IssuerCandidates(anchors, intermediates)
    if let path = known?.certificates {
      checks = zip(path, path.dropFirst()).map { Check(certificate: $0, issuer: $1, isSigned: true) }
    }
  }

  /// The verdict, explained if no path is valid.
  mutating func verdict() -> PathVerdict {
    do throws(SearchLimit) {
      if let path = try path() { return .valid(path) }
    } catch {
      return secondChoice.map { .valid($0) } ?? .tooComplex(error, failures: rankedFailures)
    }
    return explained()
  }

  /// Searches among the certificates that are valid by themselves, so that any number of expired certificates with the
  /// same subject and key cannot hide a valid path.
  mutating func path() throws(SearchLimit) -> ValidPath? { try extend([leaf]) ?? secondChoice }

  /// Searches again among all certificates to find out what is wrong; that there is no path is already known.
  private mutating func explained() -> PathVerdict {
    // A path that failed after reaching an anchor says more than one with an expired certificate.
    guard passedOver, !failures.contains(where: \.failure.isOfWholePath) else { return .invalid(rankedFailures) }
    let first = failures
    takesAll = true
    budget.renewSteps()
    failures = []
    do throws(SearchLimit) {
      if let path = try path() { return .valid(path) }
    } catch {
      if failures.isEmpty, first.isEmpty { return .tooComplex(error, failures: []) }
    }
    if failures.isEmpty { failures = first }
    return .invalid(rankedFailures)
  }

  /// The most informative failure first.
  private var rankedFailures: [FailedPath] {
    failures.sorted { ($0.failure.rank, $0.certificates.count) > ($1.failure.rank, $1.certificates.count) }
  }

  /// Tries every issuer of the last certificate of `path`, anchors first.
  private mutating func extend(_ path: [Certificate]) throws(SearchLimit) -> ValidPath? {
    guard let last = path.last else { return nil }
    var issuers = candidates.issuers(of: last, path)
    if !takesAll {
      let count = issuers.count
      issuers.removeAll { !isSound($0.0, inBundle: $0.1) }
      passedOver = passedOver || issuers.count < count
      // A skipped issuer is not a missing one.
      if issuers.isEmpty, count > 0 { return nil }
    }
    if issuers.isEmpty { fail(path, deadEnd(last, isLeaf: path.count == 1)) }
    for (issuer, inBundle) in issuers {
      try budget.spendStep()
      if let found = try attempt(path, last, issuer, inBundle) { return found }
    }
    return nil
  }

  /// Whether a certificate can be part of any valid path; the validator rejects those that cannot in every position.
  private func isSound(_ certificate: Certificate, inBundle: Bool) -> Bool {
    guard certificate.validity.contains(policy.time) else { return false }
    // What an anchor may omit depends on the profile.
    guard inBundle || certificate.isAuthority else { return false }
    guard let allowed = certificate.extensions.extendedKeyUsage else { return true }
    return policy.purposes.allSatisfy { allowed.allows($0) }
  }

  private mutating func attempt(
    _ path: [Certificate], _ last: Certificate, _ issuer: Certificate, _ inBundle: Bool
  ) throws(SearchLimit) -> ValidPath? {
    let longer = path + [issuer]
    guard try isSigned(last, by: issuer) else {
      if anchors.memory.key(issuer.publicKeyInfo) == nil {
        fail(longer, Self.unusableKey(issuer))
      } else if last.signatureAlgorithm.signatureAlgorithm == nil {
        fail(path, .signatureAlgorithmNotTrusted(identifier: last.signatureAlgorithm.identifier))
      } else {
        fail(path, .signatureInvalid(issuer: issuer.description))
      }
      return nil
    }
    if inBundle, try isAnchor(issuer) { return try validated(longer, anchor: issuer) }
    guard longer.count - 1 <= policy.limits.intermediates else {
      fail(longer, .tooManyIntermediates(limit: policy.limits.intermediates))
      return nil
    }
    return try extend(longer)
  }

  /// Whether a certificate of the bundle may end a path.
  private mutating func isAnchor(_ certificate: Certificate) throws(SearchLimit) -> Bool {
    switch anchors.rule {
    case .anyAuthority: return true
    case .selfSigned:
      guard certificate.isSelfIssued else { return false }
      return try isSigned(certificate, by: certificate)
    }
  }

  /// Validates a path that reaches an anchor; nil if it is invalid or not preferred.
  private mutating func validated(_ path: [Certificate], anchor: Certificate) throws(SearchLimit) -> ValidPath? {
    if let failure = try anchors.memory.failure(of: path, policy, within: &budget) {
      remember(failure)
      return nil
    }
    // Proxies do not look for it, and their verdict is what they would say.
    if !policy.profile.isPrediction, !anchors.memory.isWhole(anchor.publicKeyInfo) {
      remember(
        FailedPath(
          path, at: path.count - 1,
          .keyNotTrusted(detail: "its RSA modulus is not the product of different primes, so that anybody can sign")))
      return nil
    }
    if let failure = try revocation(path, anchor) {
      remember(failure)
      return nil
    }
    let valid = ValidPath(path)
    if isPreferred(valid) { return valid }
    secondChoice = secondChoice ?? valid
    return nil
  }

  private mutating func revocation(_ path: [Certificate], _ anchor: Certificate) throws(SearchLimit) -> FailedPath? {
    guard let lists = policy.revocation else { return nil }
    let signers = ListSigners(anchor: anchor, anchors: anchors, intermediates: intermediates, policy: policy)
    var check = RevocationCheck(lists, policy, path: path, signers: signers)
    return try check.failure(within: &budget)
  }

  /// Why no issuer follows the last certificate.
  private func deadEnd(_ last: Certificate, isLeaf: Bool) -> PathFailure {
    guard anchors.named(last.subject).contains(last), !isLeaf || last.isSelfIssued else {
      return .issuerNotFound(issuer: last.issuer)
    }
    if isLeaf { return .leafIsAnchor }
    let algorithm = last.signatureAlgorithm
    // Without a trusted signature algorithm a root cannot be recognized as self-signed.
    return last.isSelfIssued && algorithm.signatureAlgorithm == nil
      ? .signatureAlgorithmNotTrusted(identifier: algorithm.identifier) : .anchorNotSelfSigned
  }

  private static func unusableKey(_ certificate: Certificate) -> PathFailure {
    do {
      return .keyNotTrusted(detail: "it is \(try certificate.publicKeyInfo.publicKey().label)")
    } catch {
      return .keyNotTrusted(detail: error.diagnostic.why.description)
    }
  }

  /// Whether the issuer's key made the signature.
  private mutating func isSigned(_ certificate: Certificate, by issuer: Certificate) throws(SearchLimit) -> Bool {
    let issuerKey = issuer.publicKeyInfo
    // Leaves rarely repeat; only authorities are worth remembering.
    let isMemorable = certificate.isAuthority
    if isMemorable, anchors.memory.holds(certificate, by: issuerKey.der) { return true }
    if let known = checks.first(where: { $0.certificate == certificate && $0.issuer == issuer }) {
      return known.isSigned
    }
    try budget.spendSignatureCheck(octets: certificate.der.count)
    let answer = anchors.memory.key(issuerKey).map { certificate.isSigned(by: $0) } ?? false
    checks.append(Check(certificate: certificate, issuer: issuer, isSigned: answer))
    if answer, isMemorable { anchors.memory.remember(certificate, by: issuerKey.der) }
    return answer
  }

  private mutating func fail(_ path: [Certificate], _ failure: PathFailure) {
    remember(FailedPath(path, at: path.count - 1, failure))
  }

  private mutating func remember(_ failed: FailedPath) {
    guard failures.count < policy.limits.explainedPaths, !failures.contains(failed) else { return }
    failures.append(failed)
  }
}
