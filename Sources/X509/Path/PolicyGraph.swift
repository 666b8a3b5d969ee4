/// The valid policies of a path by level (RFC 5280 section 6.1.2 (a), as revised by RFC 9618).
///
/// The tree of RFC 5280 repeats a policy for each way that leads to it and can grow exponentially with the path. The
/// graph of RFC 9618 holds each policy once per level and gives the same results; its size is bounded by the
/// certificates.
struct PolicyGraph {
  typealias Policy = ObjectID

  /// For each depth the valid policies, each with its parents in the level above. The first level is created on demand,
  /// because most paths have no policies.
  private var levels: [[Policy: Set<Policy>]] = []
  /// Which policies of the last level expect a policy of the next one (`expected_policy_set`, inverted).
  private var expecting: [Policy: Set<Policy>] = [:]

  /// Whether no policy is valid for the path so far (`valid_policy_graph` is NULL). None can become valid again.
  private(set) var isEmpty = false

  private var last: [Policy: Set<Policy>] { levels[levels.count - 1] }

  /// 6.1.3 (d) and (e): the policies of the next certificate; nil if it has no such extension.
  mutating func add(_ policies: [Policy]?, countsAnyPolicy: Bool) {
    guard let policies, !isEmpty else {
      (isEmpty, levels, expecting) = (true, [], [:])
      return
    }
    if levels.isEmpty { (levels, expecting) = ([[.anyPolicy: []]], [.anyPolicy: [.anyPolicy]]) }
    var level: [Policy: Set<Policy>] = [:]
    let hasAny = last[.anyPolicy] != nil
    for policy in policies where policy != .anyPolicy {
      if let parents = expecting[policy] {  // (d)(1)(i)
        level[policy] = parents
      } else if hasAny {  // (d)(1)(ii)
        level[policy] = [.anyPolicy]
      }
    }
    if countsAnyPolicy, policies.contains(.anyPolicy) {  // (d)(2)
      for (policy, parents) in expecting where level[policy] == nil { level[policy] = parents }
    }
    expecting = Dictionary(uniqueKeysWithValues: level.keys.map { ($0, [$0]) })
    levels.append(level)
    isEmpty = level.isEmpty
  }

  /// 6.1.4 (b): the issuer's policies are replaced by the subject's, or removed if mapping is inhibited.
  mutating func map(_ mappings: [PolicyExtensions.Mapping], isAllowed: Bool) {
    guard !isEmpty, !levels.isEmpty else { return }
    let index = levels.count - 1
    let mapped = Set(mappings.map(\.issuerPolicy))
    for policy in mapped {
      if !isAllowed {  // (b)(2)
        levels[index][policy] = nil
        expecting[policy] = nil
      } else if levels[index][policy] != nil {
        expecting[policy]?.remove(policy)
      } else if levels[index][.anyPolicy] != nil {
        levels[index][policy] = [.anyPolicy]
      }
    }
    isEmpty = levels[index].isEmpty
    guard isAllowed else { return }
    for mapping in mappings where levels[index][mapping.issuerPolicy] != nil {  // (b)(1)
      expecting[mapping.subjectPolicy, default: []].insert(mapping.issuerPolicy)
    }
    expecting = expecting.filter { !$0.value.isEmpty }
  }

  /// 6.1.5 (g): `user-constrained-policy-set`, the acceptable policies for which the path is valid, named as in the
  /// anchor's domain. anyPolicy in it means every policy.
  func acceptable(of wanted: Set<Policy>?) -> Set<Policy> {
    guard !isEmpty, !levels.isEmpty else { return [] }
    var valid: Set<Policy> = []
    var reachable = Set(last.keys)
    for level in levels.dropFirst().reversed() {
      var parents: Set<Policy> = []
      for policy in reachable {
        guard let above = level[policy] else { continue }
        if policy != .anyPolicy, above.contains(.anyPolicy) { valid.insert(policy) }
        parents.formUnion(above)
      }
      reachable = parents
    }
    if last[.anyPolicy] != nil { valid.insert(.anyPolicy) }
    guard let wanted else { return valid }
    return valid.contains(.anyPolicy) ? wanted : valid.intersection(wanted)
  }
}
