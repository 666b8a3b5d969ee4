/// The rule that would have allowed what a server forbids, by the server's own sentence.
///
/// The form is that of RBAC: `secrets "cacerts" is forbidden: User "alice" cannot get resource "secrets" in API group "" in
/// the namespace "red-mesh-system"`. Other authorizers have words of their own, of which nothing is concluded.
struct LackingRule: Hashable {
  let rule: AccessRule
  /// Nil for all namespaces.
  let namespace: String?

  init?(_ sentence: String) {
    guard let head = sentence.firstRange(of: " is forbidden:") else { return nil }
    let subject = sentence[..<head.lowerBound].split(separator: " ", maxSplits: 1)
    let name = subject.count == 2 ? Self.quoted(subject[1]) : nil
    let rest = sentence[head.upperBound...]
    guard let cannot = rest.firstRange(of: " cannot ") else {
      // A server-side apply that would create the object has no reason at all.
      guard rest.allSatisfy({ $0 == " " }), let words = subject.first?.split(separator: ".", maxSplits: 1),
        let resource = words.first, Self.isPlain(resource)
      else { return nil }
      let group = words.count == 2 ? String(words[1]) : ""
      guard Self.isPlain(group[...]) else { return nil }
      self.init(AccessRule(group, [String(resource)], ["create"]), nil)
      return
    }
    let tail = rest[cannot.upperBound...]
    guard let verb = tail.split(separator: " ").first, Self.isPlain(verb),
      let resource = Self.quoted(after: "resource ", tail), let group = Self.quoted(after: "in API group ", tail)
    else { return nil }
    // Neither the creation of objects nor lists can be limited to names.
    let names = ["create", "list", "watch"].contains(verb) ? [] : [name].compactMap { $0 }
    self.init(
      AccessRule(group, [resource], names: names, [String(verb)]), Self.quoted(after: "in the namespace ", tail))
  }

  private init(_ rule: AccessRule, _ namespace: String?) {
    self.rule = rule
    self.namespace = namespace
  }

  private static func quoted(after words: String, _ text: Substring) -> String? {
    text.firstRange(of: words).flatMap { quoted(text[$0.upperBound...]) }
  }

  /// What stands between the quotation marks at the beginning, if it is the name of something in Kubernetes.
  private static func quoted(_ text: Substring) -> String? {
    guard text.first == "\"" else { return nil }
    let inner = text.dropFirst().prefix { $0 != "\"" }
    return isPlain(inner) ? String(inner) : nil
  }

  private static func isPlain(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
  }

  /// What of `meshtrust cluster rights MESH` prints a Role with the rule in it.
  var options: [String] {
    let verbs = Set(rule.verbs)
    if rule.resources == ["pods/portforward"] { return ["--deep"] }
    return rule.resources == ["secrets"] || verbs.isDisjoint(with: ["get", "list"]) ? ["--apply"] : []
  }
}

extension AccessRule {
  /// As one line of a Role.
  public var line: String {
    func list(_ words: [String]) -> String { "[\(words.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", "))]" }
    let only = names.isEmpty ? "" : ", resourceNames: \(list(names))"
    return "{apiGroups: \(list([group])), resources: \(list(resources))\(only), verbs: \(list(verbs))}"
  }
}
