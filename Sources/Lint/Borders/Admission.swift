import SPIFFE

/// Whom the AuthorizationPolicies of a mesh admit to the workloads of a service.
///
/// Source: istio/istio, pilot/pkg/security/authz: a DENY policy refuses whom it matches; if there is any ALLOW policy for a
/// workload, only whom one of them matches is admitted.
public struct Admission: Sendable {
  /// Whether policies of the mesh are in the input, and it is known for which workloads they are.
  public let isKnown: Bool
  /// The display names of the policies that are for the workloads.
  public let policies: [String]
  /// Whether no policy says who is admitted.
  public let isForEveryone: Bool
  /// The principals that are admitted, as the policies name them; patterns included.
  public let principals: [String]
  /// The principals that are refused.
  public let refused: [String]
  /// Whether policies also ask for something other than a principal: a path, a namespace, an address.
  public let hasConditions: Bool

  static let unknown = Admission(known: false, [])

  /// - Parameter policies: Those that are for the workloads.
  init(_ policies: [Manifest]) { self.init(known: true, policies) }

  private init(known: Bool, _ policies: [Manifest]) {
    isKnown = known
    self.policies = policies.map(\.object)
    var lists: [[String]] = []
    var refused: [String] = []
    var hasConditions = false
    let allows = policies.filter { ($0.spec["action"].string ?? "ALLOW") == "ALLOW" }
    if !allows.isEmpty {
      let rules = allows.flatMap { $0.spec["rules"].items }.map(AccessRule.init)
      hasConditions = rules.contains { $0.hasConditions || !$0.exceptions.isEmpty }
      lists.append(rules.flatMap { $0.isForEveryone ? ["*"] : $0.principals })
    }
    for rule in policies.filter({ $0.spec["action"].string == "DENY" }).flatMap({ $0.spec["rules"].items }) {
      let rule = AccessRule(rule)
      if rule.hasConditions {
        hasConditions = true
      } else if rule.exceptions.isEmpty {
        refused += rule.isForEveryone ? ["*"] : rule.principals
      } else if rule.isForEveryone || rule.principals == ["*"] {
        lists.append(rule.exceptions)
      }
    }
    let first = lists.first ?? []
    principals = Set(
      first.filter { name in lists.dropFirst().allSatisfy { list in list.contains { Self.covers($0, name) } } }
        + (lists.count > 1 ? lists[1].filter { name in first.contains { Self.covers($0, name) } } : [])
    ).filter { name in !refused.contains { Self.covers($0, name) } }.sorted()
    self.refused = Set(refused).sorted()
    self.hasConditions = hasConditions
    isForEveryone = lists.isEmpty && refused.isEmpty || lists.allSatisfy { $0.contains("*") } && refused.isEmpty
  }

  /// Those that identities of a trust domain can match.
  func principals(of domain: String) -> [String] {
    principals.filter { $0.hasPrefix("*") || $0.hasPrefix("\(domain)/") }
  }

  /// Whether a pattern matches every name that another one matches: `*`, a prefix `a*`, or a suffix `*a`.
  static func covers(_ pattern: String, _ name: String) -> Bool {
    if pattern == "*" || pattern == name { return true }
    if pattern.hasSuffix("*") { return name.hasPrefix(pattern.dropLast()) }
    return pattern.hasPrefix("*") && name.hasSuffix(pattern.dropFirst())
  }
}

/// One rule of an AuthorizationPolicy, as far as it is about principals.
private struct AccessRule {
  let principals: [String]
  let exceptions: [String]
  /// Whether it matches whoever calls.
  let isForEveryone: Bool
  let hasConditions: Bool

  init(_ rule: Field) {
    let sources = rule["from"].items.map { $0["source"] }
    principals = sources.flatMap { $0["principals"].strings }
    exceptions = sources.flatMap { $0["notPrincipals"].strings }
    let others = sources.contains { source in
      source.entries.contains { !["principals", "notPrincipals"].contains($0.key) && $0.field.exists }
    }
    hasConditions = others || !rule["to"].items.isEmpty || !rule["when"].items.isEmpty
    isForEveryone = sources.isEmpty || sources.contains { $0["principals"].strings.isEmpty && !others }
  }
}
