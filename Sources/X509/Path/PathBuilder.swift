/// Finds a path from a leaf to an anchor and has it validated: depth first over every candidate issuer, so that the
/// order of the certificates never decides, and within limits, so that a hostile set cannot take long.
public struct PathBuilder: Sendable {
  /// What may end a path.
  public let anchors: TrustAnchors
  let policy: PathPolicy

  /// A builder for one bundle under one policy.
  public init(anchors: TrustAnchors, policy: PathPolicy) {
    self.anchors = anchors
    self.policy = policy
  }

  /// Judges the leaf, with the presented certificates and the bundle's intermediates to build from.
  ///
  /// A valid path that is not preferred is passed over, and the search goes on within the same limits; where no other
  /// one is found, the first of them is the answer. Whoever prefers a path for a rule must hold that one to the rule.
  public func verdict(
    leaf: Certificate, intermediates: [Certificate],
    preferring isPreferred: @escaping (ValidPath) -> Bool = { _ in true }
  ) -> PathVerdict {
    var search = PathSearch(
      anchors, policy, leaf: leaf, intermediates: intermediates, preferring: isPreferred)
    return search.verdict()
  }

  /// Whether a path that was found below the same anchors keeps to this policy too; its signatures are not checked anew.
  /// Where revocation is asked for the answer is no, as it is not looked into.
  public func admits(_ path: ValidPath) -> Bool {
    guard policy.revocation == nil, path.certificates.count - 2 <= policy.limits.intermediates else { return false }
    var validator = PathValidator(policy: policy, path: path.certificates)
    var budget = SearchBudget(policy.limits)
    do throws(SearchLimit) {
      return try validator.failure(within: &budget) == nil
    } catch {
      return false
    }
  }
}
