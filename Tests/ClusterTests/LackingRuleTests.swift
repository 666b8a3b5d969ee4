import Diagnostics
import Testing

@testable import Cluster

/// What a server forbids names the rule that would allow it, in the server's own words (kube-apiserver 1.20, RBAC).
@Suite struct LackingRuleTests {
  @Test(arguments: [
    (
      #"secrets "cacerts" is forbidden: User "red-alice" cannot get resource "secrets" in API group "" in the namespace "#
        + #""red-mesh-system""#,
      #"{apiGroups: [""], resources: [secrets], resourceNames: [cacerts], verbs: [get]}"#, "red-mesh-system",
      ["--apply"]
    ),
    (
      #"servicemeshpeers.federation.maistra.io is forbidden: User "red-alice" cannot list resource "servicemeshpeers" in "#
        + #"API group "federation.maistra.io" in the namespace "red-mesh-system""#,
      "{apiGroups: [federation.maistra.io], resources: [servicemeshpeers], verbs: [list]}", "red-mesh-system", []
    ),
    (
      #"namespaces is forbidden: User "a" cannot list resource "namespaces" in API group "" at the cluster scope"#,
      #"{apiGroups: [""], resources: [namespaces], verbs: [list]}"#, nil, []
    ),
    (
      #"deployments.apps "istiod" is forbidden: User "a" cannot patch resource "deployments" in API group "apps" in the "#
        + #"namespace "n": RBAC: role.rbac.authorization.k8s.io "x" not found"#,
      "{apiGroups: [apps], resources: [deployments], resourceNames: [istiod], verbs: [patch]}", "n", ["--apply"]
    ),
    (
      #"pods "p" is forbidden: User "a" cannot create resource "pods/portforward" in API group "" in the namespace "n""#,
      #"{apiGroups: [""], resources: [pods/portforward], verbs: [create]}"#, "n", ["--deep"]
    ),
    // A server-side apply of an object that is not there yet.
    (
      #"configmaps "roots" is forbidden: "#, #"{apiGroups: [""], resources: [configmaps], verbs: [create]}"#, nil,
      ["--apply"]
    ),
    (
      #"servicemeshpeers.federation.maistra.io "green" is forbidden: "#,
      "{apiGroups: [federation.maistra.io], resources: [servicemeshpeers], verbs: [create]}", nil, ["--apply"]
    ),
  ])
  func aRuleIsNamed(sentence: String, line: String, namespace: String?, options: [String]) throws {
    let lacking = try #require(LackingRule(sentence))
    #expect(lacking.rule.line == line)
    #expect(lacking.namespace == namespace)
    #expect(lacking.options == options)
    let next = AnswerFault.forbidden(sentence).diagnostic.next.description
    #expect(next.contains(line) && next.contains((["cluster rights MESH"] + options).joined(separator: " ")))
  }

  /// A policy of the cluster's own, the client's proxy, and a server that puts something else where a name belongs.
  @Test(arguments: [
    "pods is forbidden", "Forbidden", "", "admission: not today", #"pods is forbidden: User "a" cannot list them"#,
    #"pods is forbidden: User "a" cannot list resource "po}ds" in API group "" in the namespace "n""#,
    #"x]} "a" is forbidden: "#,
  ])
  func otherWordsNameNone(sentence: String) {
    #expect(LackingRule(sentence) == nil)
    let next = AnswerFault.forbidden(sentence).diagnostic.next.description
    #expect(next == "`meshtrust cluster rights MESH` prints the Role that the cluster's administrator can grant")
  }
}
