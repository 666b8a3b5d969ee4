import Documents

/// What the user of a context may do in a namespace, by the cluster's own answer.
public struct GrantedRights: Sendable {
  private struct Rule {
    let groups, resources, verbs, names: Set<String>
  }

  private let rules: [Rule]
  /// Whether the cluster says that there may be more, because it asks others too.
  public let isIncomplete: Bool

  /// Asks with one request, which every user may send (SelfSubjectRulesReview).
  public init(in namespace: String, of session: ClusterSession) throws(ClusterError) {
    let path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"
    let answer = try session.ask(
      path,
      .mapping([
        ("apiVersion", .string("authorization.k8s.io/v1")), ("kind", .string("SelfSubjectRulesReview")),
        ("spec", .mapping([("namespace", .string(namespace))])),
      ]))
    guard let status = answer["status"] else {
      throw .answer(.unreadable(request: "POST \(path)", reason: "it has no status"))
    }
    self.init(status)
  }

  init(_ status: Node) {
    func words(_ node: Node?) -> Set<String> { Set((node?.sequence ?? []).compactMap(\.string)) }
    rules = (status["resourceRules"]?.sequence ?? []).map { rule in
      Rule(
        groups: words(rule["apiGroups"]), resources: words(rule["resources"]), verbs: words(rule["verbs"]),
        names: words(rule["resourceNames"]))
    }
    isIncomplete = status["incomplete"]?.bool ?? false
  }

  public func allow(_ right: MeshRights.Right) -> Bool {
    rules.contains { rule in
      [right.group, "*"].contains(where: rule.groups.contains)
        && [right.resource, "*"].contains(where: rule.resources.contains)
        && [right.verb, "*"].contains(where: rule.verbs.contains)
        && (rule.names.isEmpty || right.name.map(rule.names.contains) ?? false)
    }
  }
}
