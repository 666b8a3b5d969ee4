import Cryptography
import Diagnostics

/// One search for a path: what was tried, what it cost, and what broke.
struct PathSearch {
  private let anchors: TrustAnchors
  private let policy: PathPolicy
  private let intermediates: [Certificate]
  private let candidates: IssuerCandidates
  private var signatures: [Link: Bool] = [:]
  private var steps = 0
  /// Whether certificates are tried too that some rule refuses by themselves.
  private var takesAll = false
  /// Whether there were any.
  private var passedOver = false
  private var comparisons: Int
  private(set) var budget: SignatureBudget
  private(set) var failures: [FailedPath] = []
  private(set) var found: ValidPath?
  private(set) var exhausted: String?

  /// A certificate and its possible issuer.
  private struct Link: Hashable {
    let certificate: Certificate
    let issuer: Certificate
  }

  init(_ anchors: TrustAnchors, _ policy: PathPolicy, leaf: Certificate, intermediates: [Certificate]) {
    self.anchors = anchors
    self.policy = policy
    self.intermediates = intermediates
    comparisons = policy.limits.nameComparisons
    budget = SignatureBudget(policy.limits.signatureChecks)
    candidates = IssuerCandidates(anchors, intermediates)
  }

  /// Looks for a path from a leaf: first among the certificates that no rule refuses by themselves, so that any number
  /// of expired twins hides no good one; then, to say what is wrong, among all.
  mutating func search(from leaf: Certificate) {
    extend([leaf])
    // A path that reached an anchor and broke there says more than any that holds an expired twin.
    guard found == nil, exhausted == nil, passedOver, !failures.contains(where: \.failure.isOfWholePath) else { return }
    let first = failures
    takesAll = true
    steps = 0
    failures = []
    extend([leaf])
    // That there is no path is known by now; how much of what is wrong could be told does not change it.
    if failures.isEmpty { failures = first }
    if !failures.isEmpty { exhausted = nil }
  }

  /// Tries every issuer of the last certificate of `path`, anchors first.
  private mutating func extend(_ path: [Certificate]) {
    guard let last = path.last else { return }
    var issuers = candidates.issuers(of: last, path)
    if !takesAll {
      let count = issuers.count
      issuers.removeAll { !isSound($0.0, inBundle: $0.1) }
      passedOver = passedOver || issuers.count < count
      // Whoever was passed over here is no missing issuer.
      if issuers.isEmpty, count > 0 { return }
    }
    guard !issuers.isEmpty else { return fail(path, deadEnd(last, isLeaf: path.count == 1)) }
    for (issuer, inBundle) in issuers where found == nil && exhausted == nil {
      steps += 1
      guard steps <= policy.limits.steps else {
        exhausted = "\(policy.limits.steps) steps"
        return
      }
      attempt(path, last, issuer, inBundle)
    }
  }

  /// Whether a certificate could stand in a path at all: the validator refuses what is not, wherever it stands.
  private func isSound(_ certificate: Certificate, inBundle: Bool) -> Bool {
    guard certificate.validity.contains(policy.time) else { return false }
    // What an anchor need not say depends on the profile.
    guard inBundle || certificate.isAuthority else { return false }
    guard let allowed = certificate.extensions.extendedKeyUsage else { return true }
    return policy.purposes.allSatisfy { allowed.allows($0) }
  }

  private mutating func attempt(_ path: [Certificate], _ last: Certificate, _ issuer: Certificate, _ inBundle: Bool) {
    guard let isSigned = isSigned(last, by: issuer) else { return }
    guard isSigned else {
      let longer = path + [issuer]
      if anchors.memory.key(issuer.publicKeyInfo) == nil { return fail(longer, Self.unusableKey(issuer)) }
      let failure: PathFailure =
        last.signatureAlgorithm.signatureAlgorithm == nil
        ? .signatureAlgorithmNotTrusted(identifier: last.signatureAlgorithm.identifier)
        : .signatureInvalid(issuer: issuer.description)
      return fail(path, failure)
    }
    let longer = path + [issuer]
    if inBundle, isAnchor(issuer) { return judge(longer, anchor: issuer) }
    guard longer.count - 1 <= policy.limits.intermediates else {
      return fail(longer, .tooManyIntermediates(limit: policy.limits.intermediates))
    }
    extend(longer)
  }

  /// Whether a certificate of the bundle may end a path.
  private mutating func isAnchor(_ certificate: Certificate) -> Bool {
    switch anchors.rule {
    case .selfSigned: certificate.isSelfIssued && isSigned(certificate, by: certificate) ?? false
    case .anyAuthority: true
    }
  }

  /// Has a path that reaches an anchor validated.
  private mutating func judge(_ path: [Certificate], anchor: Certificate) {
    var validator = PathValidator(policy: policy, path: path, comparisons: comparisons)
    let verdict = validator.validate()
    comparisons = validator.comparisons
    switch verdict {
    case .valid(let valid):
      if let failure = revocation(path, anchor) { return remember(failure) }
      if exhausted == nil { found = valid }
    case .invalid(let failed): for failure in failed { remember(failure) }
    case .tooComplex(let limit, _): exhausted = limit
    }
  }

  private mutating func revocation(_ path: [Certificate], _ anchor: Certificate) -> FailedPath? {
    guard let lists = policy.revocation else { return nil }
    let signers = ListSigners(
      anchor: anchor, anchors: anchors, intermediates: intermediates, policy: policy, budget: budget)
    var check = RevocationCheck(lists, policy, path: path, signers: signers)
    let failure = check.failure()
    budget = check.budget
    if budget.isExhausted { exhausted = "the checks allowed for revocation lists" }
    return failure
  }

  /// Why a path ends at a certificate without an issuer.
  private func deadEnd(_ last: Certificate, isLeaf: Bool) -> PathFailure {
    guard anchors.named(last.subject).contains(last), !isLeaf || last.isSelfIssued else {
      return .issuerNotFound(issuer: last.issuer)
    }
    if isLeaf { return .leafIsAnchor }
    let algorithm = last.signatureAlgorithm
    // A root whose own signature is not trusted cannot be seen to be self-signed.
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

  /// Whether the issuer's key made the signature; nil when no more signatures may be checked.
  private mutating func isSigned(_ certificate: Certificate, by issuer: Certificate) -> Bool? {
    let issuerKey = issuer.publicKeyInfo
    // Leaves come and go; only authorities are worth remembering.
    let isMemorable = certificate.isAuthority
    if isMemorable, anchors.memory.holds(certificate, by: issuerKey.der) { return true }
    let link = Link(certificate: certificate, issuer: issuer)
    if let known = signatures[link] { return known }
    guard budget.take(bytes: certificate.der.count) else {
      exhausted = "\(policy.limits.signatureChecks) signature checks"
      return nil
    }
    let answer = anchors.memory.key(issuerKey).map { certificate.isSigned(by: $0) } ?? false
    signatures[link] = answer
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
