/// Whom the AuthorizationPolicies of a mesh admit of another mesh to the workloads of a service.
public struct Admission: Sendable {
  public enum Outcome: Sendable, Hashable {
    /// Certainly these, as the policies name them, patterns included; `*` for everybody.
    case admitted([String])
    /// Certainly nobody.
    case refused
    /// With the reasons, in words.
    case unknown([String])
  }

  public let answer: Outcome
  /// Whether policies of the mesh are in the input.
  public let isKnown: Bool
  /// The display names of the policies that are, or may be, for the workloads.
  public let policies: [String]
  /// The principals that policies refuse by name.
  public let refused: [String]
  /// Whether policies also ask for something other than a principal: a path, a namespace, an address.
  public let hasConditions: Bool

  static let unknown = Admission(
    answer: .unknown(["the AuthorizationPolicies for it, or the labels of its workloads, are not in the input"]),
    isKnown: false, policies: [], refused: [], hasConditions: false)

  /// Those who are certainly admitted.
  public var principals: [String] { if case .admitted(let names) = answer { names } else { [] } }

  /// Whether everybody of the other mesh is admitted.
  public var isForEveryone: Bool { principals == ["*"] }
}

/// The policies for the workloads of a service. What they say of a trust domain is found out once.
///
/// Source: istio/istio, pilot/pkg/security/authz: CUSTOM comes first, then DENY, then ALLOW; if there is any ALLOW policy for
/// a workload, only whom one of them matches is admitted. Everything that is not modelled here makes the answer unknown, and
/// never permits.
final class AccessPolicies {
  private let policies: [String]
  private let refused: [String]
  private let hasConditions: Bool
  /// Whether an ALLOW policy is certainly for the workloads.
  private var hasAllow = false
  private var allow = AccessMatches()
  private var deny = AccessMatches()
  private var custom = AccessMatches()
  /// What is not known whatever the domain: policies that may be for the workloads, and actions that are not known.
  private var doubts: [String] = []
  /// The same, where no ALLOW policy is certainly for the workloads.
  private var doubtsOfAllow: [String] = []
  /// The mesh's own trust domain and its aliases, which Istio takes for each other in principals.
  private let own: String?
  private let names: Set<String>
  private var answers: [String: Admission.Outcome] = [:]

  /// - Parameters:
  ///   - policies: Those that are, or may be, for the workloads.
  ///   - own: The mesh's trust domain; nil if it is not known.
  init(_ policies: [(policy: AccessPolicy, reach: AccessPolicy.Reach)], own: String? = nil, aliases: [String] = []) {
    self.own = own
    names = Set(aliases + [own, "cluster.local"].compactMap { $0 })
    var objects: [String] = []
    var refused: Set<String> = []
    for (policy, reach) in policies {
      let doubt: String?
      switch reach {
      case .never: continue
      case .surely: doubt = nil
      case .perhaps(let reason): doubt = reason
      }
      objects.append(policy.object)
      var matches = policy.matches
      if let doubt { for index in matches.indices { matches[index].doubt = doubt } }
      switch policy.action {
      case .allow:
        if let doubt {
          // What a waypoint refuses, no policy for the workloads themselves admits.
          if policy.namesTargets { doubts.append(doubt) } else { doubtsOfAllow.append(doubt) }
        } else {
          hasAllow = true
        }
        for match in matches { allow.add(match) }
      case .deny:
        for match in matches {
          deny.add(match)
          if match.doubt == nil, match.exceptions.isEmpty { refused.insert(match.pattern.text) }
        }
      case .custom: for match in matches { custom.add(match) }
      case .audit: break
      case .other: doubts.append(doubt ?? "the action of \(policy.object) is not known")
      }
    }
    self.policies = objects
    self.refused = refused.sorted()
    hasConditions = policies.contains { policy, reach in
      if case .never = reach { false } else { policy.matches.contains { $0.doubt != nil } }
    }
  }

  /// What they say of the identities of a trust domain, or of all if it is nil.
  func admission(of domain: String?) -> Admission {
    let key = domain ?? ""
    let answer = answers[key] ?? self.answer(domain)
    answers[key] = answer
    return Admission(
      answer: answer, isKnown: true, policies: policies, refused: refused, hasConditions: hasConditions)
  }

  private func answer(_ domain: String?) -> Admission.Outcome {
    let whole = PrincipalPattern.all(ofDomain: domain)
    let callers = domain.map { "\($0)'s workloads" } ?? "the workloads that may call"
    var reasons = doubts
    var candidates = [AccessCandidate(names: whole, doubt: nil)]
    if hasAllow {
      candidates = about(domain, in: allow).compactMap { Self.admitted(by: $0, of: whole, callers) }
    } else {
      reasons += doubtsOfAllow
    }
    var denials = AccessSieve(about(domain, in: deny))
    candidates = candidates.flatMap { denials.left(of: $0) }
    // If others are left in the end, it matters who calls.
    reasons += denials.met.map { $0.doubt ?? "\($0.policy) denies some of \(callers)" }
    if candidates.isEmpty { return .refused }
    var authorizers = AccessSieve(about(domain, in: custom))
    for candidate in candidates { authorizers.meet(candidate.names) }
    reasons += authorizers.met.map { $0.doubt ?? "\($0.policy) leaves it to an authorizer outside of the mesh" }
    let sure = candidates.filter { $0.doubt == nil }.map(\.names)
    if sure.isEmpty { reasons += candidates.compactMap(\.doubt) }
    if reasons.isEmpty, domain == nil, !sure.contains(where: { $0.includes(whole) }) {
      reasons.append("the trust domain of the caller is not in the input")
    }
    guard reasons.isEmpty else { return .unknown(reasons.withoutRepetition) }
    let admitted = Set(sure.map(\.text))
    return .admitted(admitted.contains("*") ? ["*"] : admitted.sorted())
  }

  /// Whom of a set an ALLOW policy admits; nil for certainly nobody.
  private static func admitted(by match: AccessMatch, of whole: PrincipalPattern, _ callers: String) -> AccessCandidate?
  {
    guard let names = whole.intersection(match.pattern), match.touches(names) else { return nil }
    let isPartial = match.exceptions.touches(names)
    return AccessCandidate(
      names: names, doubt: match.doubt ?? (isPartial ? "\(match.policy) admits only some of \(callers)" : nil))
  }

  /// The matches that concern a trust domain. Istio takes the names of a mesh for each other, so that a principal of one may
  /// be meant for all.
  private func about(_ domain: String?, in matches: AccessMatches) -> [AccessMatch] {
    guard let domain, names.contains(domain) else { return matches.about(domain) }
    let isReplaced = domain == "cluster.local" && own != domain
    let others = names.filter { $0 != domain || isReplaced }
    return matches.about(nil).compactMap { match in
      let named = match.pattern.domain
      guard named == nil || named == domain || names.contains(named ?? "") else { return nil }
      let isMeantForAll =
        named.map(others.contains) ?? false
        || !match.exceptions.domains.isDisjoint(with: others)
      guard isMeantForAll else { return match }
      return AccessMatch(
        policy: match.policy, pattern: .everybody, exceptions: .empty,
        doubt: match.doubt ?? "\(match.policy) names a trust domain for which \(domain) may stand")
    }
  }
}

extension [String] {
  /// Each once, in order.
  var withoutRepetition: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
