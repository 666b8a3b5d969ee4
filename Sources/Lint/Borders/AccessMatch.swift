import Documents

/// Whom a source in a rule of an AuthorizationPolicy matches, for one of its principals.
struct AccessMatch: Sendable {
  /// The display name of the policy.
  let policy: String
  let pattern: PrincipalPattern
  /// `notPrincipals`: whom of them it does not match.
  let exceptions: PrincipalSet
  /// Why it is not known whether it matches them all, in words; nil if it does.
  var doubt: String?
  /// Whether it certainly matches nobody whose principal is not seen.
  var needsPrincipal = false

  /// Whether it certainly matches every call, with a principal or without.
  var isForEveryCall: Bool { doubt == nil && !needsPrincipal && exceptions.isEmpty && pattern == .everybody }

  /// Every match of a list of rules: sources are alternatives, and so are the principals of one.
  static func all(of rules: Field, policy: String) -> [AccessMatch] {
    guard rules.exists else { return [] }
    guard rules.node?.sequence != nil else { return [unread(policy)] }
    return rules.items.flatMap { rule -> [AccessMatch] in
      guard rule.node?.mapping != nil else { return [unread(policy)] }
      let from = rule["from"]
      // Istio refuses such a rule.
      guard !["from", "to", "when"].contains(where: { rule[$0].node?.sequence?.isEmpty == true }) else {
        return [unread(policy)]
      }
      let isPlain = rule.entries.allSatisfy { $0.key == "from" || $0.field.isVacant }
      let conditions: String? = isPlain ? nil : Self.conditions(policy)
      if !from.exists {
        return [AccessMatch(policy: policy, pattern: .everybody, exceptions: .empty, doubt: conditions)]
      }
      guard from.node?.sequence != nil else { return [unread(policy)] }
      return from.items.flatMap { ofSource($0, policy, conditions) }
    }
  }

  private static func ofSource(_ item: Field, _ policy: String, _ conditions: String?) -> [AccessMatch] {
    let source = item["source"]
    let (named, others) = (source["principals"], source["notPrincipals"])
    let hasMore =
      item.entries.contains { $0.key != "source" && !$0.field.isVacant }
      || source.entries.contains { !["principals", "notPrincipals"].contains($0.key) && !$0.field.isVacant }
    guard named.isListOfNames, others.isListOfNames, hasMore || !named.isVacant || !others.isVacant else {
      return [unread(policy)]
    }
    let patterns: [PrincipalPattern] =
      named.isVacant ? [.everybody] : named.strings.filter(PrincipalPattern.canMatch).map { PrincipalPattern($0) }
    let exceptions = others.strings.filter(PrincipalPattern.canMatch).map { PrincipalPattern($0) }
    var doubt = conditions ?? (hasMore ? Self.conditions(policy) : nil)
    if doubt == nil, let unclear = (patterns + exceptions).first(where: { !$0.isClear }) {
      let isUnread = unclear.text.isEmpty || unclear.text.contains("://")
      doubt = "\(policy) has a \(isUnread ? "principal that cannot be read" : "star inside of a principal")"
    }
    // A namespace and a service account are parts of the principal.
    let asksForNames = !named.isVacant || ["namespaces", "serviceAccounts"].contains { !source[$0].isVacant }
    let clear = exceptions.isEmpty ? PrincipalSet.empty : PrincipalSet(exceptions.filter(\.isClear))
    return patterns.map {
      AccessMatch(
        policy: policy, pattern: $0, exceptions: clear, doubt: doubt,
        needsPrincipal: asksForNames && $0.isClear)
    }
  }

  private static func conditions(_ policy: String) -> String {
    "\(policy) also asks for something other than a principal"
  }

  private static func unread(_ policy: String) -> AccessMatch {
    AccessMatch(
      policy: policy, pattern: .everybody, exceptions: .empty, doubt: "\(policy) has a rule that cannot be read")
  }

  /// Whether it may match somebody of a set.
  func touches(_ names: PrincipalPattern) -> Bool {
    pattern.intersection(names) != nil && !exceptions.includes(names)
  }
}

/// Matches by the trust domains that they are about, so that each domain is held against its own only.
struct AccessMatches: Sendable {
  private var general: [AccessMatch] = []
  private var byDomain: [String: [AccessMatch]] = [:]

  mutating func add(_ match: AccessMatch) {
    if let domain = match.pattern.domain { byDomain[domain, default: []].append(match) } else { general.append(match) }
  }

  /// Those that may match identities of a trust domain, or of any.
  func about(_ domain: String?) -> [AccessMatch] {
    guard let domain else { return general + byDomain.sorted { $0.key < $1.key }.flatMap(\.value) }
    return general + (byDomain[domain] ?? [])
  }
}

extension Field {
  /// Whether it is missing, or a list without items, which is the same to Istio.
  fileprivate var isVacant: Bool { !exists || node?.sequence?.isEmpty == true }

  /// Whether it is missing or has nothing but strings.
  fileprivate var isListOfNames: Bool { !exists || node?.sequence.map { $0.count == strings.count } == true }
}
