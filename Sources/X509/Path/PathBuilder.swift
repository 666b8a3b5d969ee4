/// Finds and validates a path from a leaf to an anchor. It searches depth first over every candidate issuer, so the
/// order of the certificates never decides, and within limits, so a hostile set of certificates cannot take long.
public struct PathBuilder: Sendable {
  package let anchors: TrustAnchors
  let policy: PathPolicy

  package init(anchors: TrustAnchors, policy: PathPolicy) {
    self.anchors = anchors
    self.policy = policy
  }

  /// Verifies the leaf. Paths are built from the presented certificates and the bundle.
  ///
  /// `known` is a path already found below the same certificates under another policy: its signatures are not checked
  /// again, and nothing is searched if it also satisfies this policy.
  ///
  /// If `isPreferred` rejects a valid path, the search continues within the same limits. If it finds no other, the
  /// result is the first rejected path: the caller must still apply the rule behind its preference.
  package func verdict(
    leaf: Certificate, intermediates: [Certificate], knowing known: ValidPath? = nil,
    preferring isPreferred: @escaping (ValidPath) -> Bool = { _ in true }
  ) -> PathVerdict {
    if let known, known.certificates.first == leaf, admits(known), isPreferred(known) { return .valid(known) }
    var search = PathSearch(
      anchors, policy, leaf: leaf, intermediates: intermediates, knowing: known, preferring: isPreferred)
    return search.verdict()
  }

  /// Whether a path already found below the same anchors also satisfies this policy; its signatures are not checked
  /// again. False if the policy requires revocation checks, which are not repeated here.
  func admits(_ path: ValidPath) -> Bool {
    guard policy.revocation == nil, path.certificates.count - 2 <= policy.limits.intermediates else { return false }
    var budget = SearchBudget(policy.limits)
    do throws(SearchLimit) {
      return try anchors.memory.failure(of: path.certificates, policy, within: &budget) == nil
    } catch {
      return false
    }
  }
}
