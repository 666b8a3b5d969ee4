/// Finds a path from a leaf to an anchor and has it validated: depth first over every candidate issuer, so that the
/// order of the certificates never decides, and within limits, so that a hostile set cannot take long.
public struct PathBuilder: Sendable {
  /// What may end a path.
  public let anchors: TrustAnchors
  var policy: PathPolicy

  /// A builder for one bundle under one policy.
  public init(anchors: TrustAnchors, policy: PathPolicy) {
    self.anchors = anchors
    self.policy = policy
  }

  /// Judges the leaf, with the presented certificates and the bundle's intermediates to build from.
  public func verdict(leaf: Certificate, intermediates: [Certificate]) -> PathVerdict {
    answer(leaf: leaf, intermediates: intermediates).verdict
  }

  /// Whether a path that was found below the same anchors keeps to this policy too; its signatures are not checked anew.
  /// Where revocation is asked for the answer is no, as it is not looked into.
  public func admits(_ path: ValidPath) -> Bool {
    guard policy.revocation == nil, path.certificates.count - 2 <= policy.limits.intermediates else { return false }
    var validator = PathValidator(
      policy: policy, path: path.certificates, comparisons: policy.limits.nameComparisons)
    if case .valid = validator.validate() { return true }
    return false
  }

  /// The verdict, and how many signatures were checked for it.
  func answer(leaf: Certificate, intermediates: [Certificate]) -> (verdict: PathVerdict, signatureChecks: Int) {
    var search = PathSearch(anchors, policy, leaf: leaf, intermediates: intermediates)
    search.search(from: leaf)
    let checks = policy.limits.signatureChecks - max(0, search.budget.left)
    if let path = search.found { return (.valid(path), checks) }
    let failures = search.failures.sorted {
      ($0.failure.rank, $0.certificates.count) > ($1.failure.rank, $1.certificates.count)
    }
    return (search.exhausted.map { .tooComplex(limit: $0, failures: failures) } ?? .invalid(failures), checks)
  }
}
