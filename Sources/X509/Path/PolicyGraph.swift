/// The valid policies of a path, level by level (RFC 5280 section 6.1.2 (a) in the form of RFC 9618).
///
/// The tree of RFC 5280 repeats a policy once for each way that leads to it, and so can grow exponentially with the
/// path; the graph of RFC 9618 holds each policy once a level and gives the same answers. Its size is bounded by what
/// the certificates list.
struct PolicyGraph {
  typealias Policy = ObjectID

  /// For each depth the valid policies, each with its parents in the level above.
  private var levels = Self.root
  /// Which policies of the last level expect a policy of the next one (`expected_policy_set`, turned round).
  private var expecting = Self.expectedOfRoot

  // Made once: nearly every path has no policies, and needs nothing else.
  private static let root: [[Policy: Set<Policy>]] = [[.anyPolicy: []]]
  private static let expectedOfRoot: [Policy: Set<Policy>] = [.anyPolicy: [.anyPolicy]]

  private var last: [Policy: Set<Policy>] { levels[levels.count - 1] }

  /// Whether no policy is valid for the path so far (`valid_policy_graph` is NULL).
  var isEmpty: Bool { last.isEmpty }

  /// 6.1.3 (d) and (e): the policies of the next certificate; nil when it has no such extension.
  mutating func add(_ policies: [Policy]?, countsAnyPolicy: Bool) {
    guard let policies else {
      expecting = [:]
      return levels.append([:])
    }
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
  }

  /// 6.1.4 (b): the issuer's policies are taken as the subject's from here on, or given up where mapping is inhibited.
  mutating func map(_ mappings: [PolicyExtensions.Mapping], isAllowed: Bool) {
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
    guard isAllowed else { return }
    for mapping in mappings where levels[index][mapping.issuerPolicy] != nil {  // (b)(1)
      expecting[mapping.subjectPolicy, default: []].insert(mapping.issuerPolicy)
    }
    expecting = expecting.filter { !$0.value.isEmpty }
  }

  /// 6.1.5 (g): `user-constrained-policy-set`, the acceptable policies that the path is valid for, in the names of the
  /// anchor's own domain; anyPolicy in it stands for every policy.
  func acceptable(of wanted: Set<Policy>?) -> Set<Policy> {
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
