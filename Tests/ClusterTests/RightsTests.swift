import Documents
import Testing

@testable import Cluster

@Suite struct RightsTests {
  private static let place = MeshPlace(name: "red-mesh", namespace: "red", isMaistra: true)
  private static let rights = MeshRights(
    place, controlPlane: "basic", rootConfigMaps: ["green-mesh-ca-root-cert"], deployments: ["istiod-basic"])

  private func granted(_ rules: String) throws -> GrantedRights {
    let text = #"{"incomplete": false, "resourceRules": [\#(rules)]}"#
    return GrantedRights(
      try #require(try DocumentReader.all(bytes: Array(text.utf8), source: "rules", format: .json).first).root)
  }

  /// What is printed is what is asked for: whoever grants the Role has every right.
  @Test func theRoleThatIsPrintedIsEnough() throws {
    let rules = Self.rights.reading + Self.rights.applying
    let granted = try granted(rules.map { JSONWriter.write($0.node) }.joined(separator: ","))
    #expect(MeshRights.rights(rules).allSatisfy(granted.allow))
    #expect(MeshRights.rights(rules).count > 40)
  }

  /// And each of its rules is needed.
  @Test func noRuleIsLeftOver() throws {
    let rules = Self.rights.reading + Self.rights.applying
    for index in rules.indices {
      var fewer = rules
      fewer.remove(at: index)
      let granted = try granted(fewer.map { JSONWriter.write($0.node) }.joined(separator: ","))
      #expect(!MeshRights.rights(rules).allSatisfy(granted.allow), "\(rules[index])")
    }
  }

  @Test func readingNeedsNoSecret() {
    #expect(!MeshRights.rights(Self.rights.reading).contains { $0.resource == "secrets" })
    #expect(MeshRights.rights(Self.rights.reading).allSatisfy { ["get", "list"].contains($0.verb) })
  }

  @Test(arguments: [
    (#"{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["cacerts"]}"#, "cacerts", true),
    (#"{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["other"]}"#, "cacerts", false),
    (#"{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["cacerts"]}"#, nil, false),
    (#"{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}"#, nil, true),
    (#"{"verbs":["get"],"apiGroups":["apps"],"resources":["*"]}"#, nil, false),
    (#"{"verbs":["list"],"apiGroups":[""],"resources":["secrets"]}"#, nil, false),
  ])
  func rules(rule: String, name: String?, isAllowed: Bool) throws {
    let right = MeshRights.Right(group: "", resource: "secrets", name: name, verb: "get")
    #expect(try granted(rule).allow(right) == isAllowed)
  }

  @Test func pathsAreEscaped() {
    let path = ResourceType.configMaps.path(namespace: "a/../b", name: "c?d e%ü")
    #expect(path == "/api/v1/namespaces/a%2F..%2Fb/configmaps/c%3Fd%20e%25%C3%BC")
  }
}

/// Rights in the clusters of Istio.
@Suite struct IstioRightsTests {
  private static let rights = MeshRights(
    MeshPlace(name: "red-mesh", namespace: "red", isMaistra: false), controlPlane: "red", rootConfigMaps: [],
    deployments: [])

  @Test func whatIsOfTheWholeClusterIsGrantedThere() throws {
    let manifests = MeshRights.manifests("a", in: nil, Self.rights.readingCluster, user: "alice")
    #expect(manifests.compactMap { $0["kind"]?.string } == ["ClusterRole", "ClusterRoleBinding"])
    #expect(manifests[0]["metadata"]?["namespace"] == nil)
    let rights = MeshRights.rights(Self.rights.readingCluster)
    for resource in ["istios", "namespaces", "mutatingwebhookconfigurations", "authorizationpolicies", "bundles"] {
      #expect(rights.contains { $0.resource == resource && $0.verb == "list" }, "\(resource)")
    }
    #expect(rights.allSatisfy { ["get", "list"].contains($0.verb) && $0.resource != "secrets" })
  }

  @Test func aMeshOfMaistraNeedsNothingOfTheCluster() {
    let rights = MeshRights(
      MeshPlace(name: "a", namespace: "a", isMaistra: true), controlPlane: "a", rootConfigMaps: [], deployments: [])
    #expect(rights.readingCluster.isEmpty && rights.applyingCluster.isEmpty)
  }
}
