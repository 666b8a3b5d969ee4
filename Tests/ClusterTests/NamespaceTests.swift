import Documents
import Federation
import Testing

@testable import Cluster

/// Which namespaces a mesh has, and when that is not known.
@Suite struct NamespaceTests {
  private static func node(_ text: String) throws -> Node {
    try #require(DocumentReader.all(bytes: Array(text.utf8), source: "a", format: .json).first).root
  }

  @Test(
    arguments: [
      // Without a status anything that speaks of a member leaves open who they are.
      (#"{}"#, [], ["home"]), (#"{}"#, ["home"], ["home"]), (#"{}"#, ["shop"], nil), (#"{}"#, nil, nil),
      (#"{"spec": {"members": []}, "status": {}}"#, [], ["home"]), (#"{"spec": {"members": ["shop"]}}"#, [], nil),
      (#"{"spec": {"memberSelectors": [{"matchLabels": {"a": "b"}}]}}"#, [], nil),
      (#"{"spec": {"memberSelectors": [], "members": null}}"#, [], ["home"]),
      (#"{"status": {"configuredMembers": ["shop"]}}"#, ["shop", "home"], ["home", "shop"]),
      (#"{"status": {"configuredMembers": ["shop"]}}"#, nil, ["home", "shop"]),
      (#"{"status": {"configuredMembers": ["shop"]}}"#, ["shop", "blog"], nil),
      (#"{"status": {"configuredMembers": ["shop", null]}}"#, ["shop"], nil),
      (#"{"status": {"configuredMembers": [], "pendingMembers": ["blog"]}}"#, [], nil),
      (#"{"metadata": {"generation": 3}, "status": {"observedGeneration": 2, "configuredMembers": []}}"#, [], nil),
      (#"{"metadata": {"generation": 3}, "status": {"observedGeneration": 3, "configuredMembers": []}}"#, [], ["home"]),
    ] as [(String, [String]?, [String]?)])
  func membersAreKnownOnlyIfNothingSpeaksOfOthers(roll: String, labelled: [String]?, expected: [String]?) throws {
    let members = MemberNamespaces(roll: try Self.node(roll), labelled: labelled, home: "home").namespaces
    if let expected {
      #expect(members == .known(expected))
    } else {
      guard case .unknown = members else {
        Issue.record("\(roll) is taken for \(members)")
        return
      }
    }
  }

  private static func map(_ name: String, _ mesh: String?, in namespace: String = "red") -> Document {
    let data = mesh.map { Node.mapping([("mesh", .string($0))]) } ?? .mapping([])
    return Document(
      root: .mapping([
        ("kind", .string("ConfigMap")),
        ("metadata", .mapping([("name", .string(name)), ("namespace", .string(namespace))])), ("data", data),
      ]), source: name)
  }

  private static func selects(_ documents: [Document], _ labels: [String: String]) throws -> Bool? {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: red-mesh
          controlPlane: {name: red, flavour: sail, version: v1.30.1}
      """
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "f").first)
    let federation = try ResolvedFederation(FederationFile(document), remotes: [])
    let place = MeshPlace(
      name: "red-mesh", namespace: "red", isMaistra: false,
      controlPlane: federation.mesh(named: "red-mesh")?.controlPlane)
    return try? DiscoverySelectors.read(documents, at: place).get().select(labels)
  }

  @Test func selectorsOfTheMeshesOwnConfigurationsAlone() throws {
    let (shop, blog) = (["team": "shop"], ["team": "blog"])
    let own = "discoverySelectors: [{matchLabels: {team: shop}}]"
    let canary = Self.map("istio-canary", "discoverySelectors: [{matchLabels: {team: canary}}]")
    let expression = "discoverySelectors: [{matchExpressions: [{key: a, operator: Exists}]}]"
    let cases: [([Document], [String: String], Bool?)] = [
      ([], shop, true), ([canary], shop, true), ([Self.map("istio-red", own), canary], shop, true),
      ([Self.map("istio-red", own), canary], ["team": "canary"], false), ([Self.map("istio-red", own)], blog, false),
      // Each istiod reads its own configuration, and one without selectors looks at every namespace.
      ([Self.map("istio-red", own), Self.map("istio-red-v1-30-1", "{}")], blog, true),
      ([Self.map("istio-red-v1-30-1", "rootNamespace: a"), Self.map("istio-red", own)], blog, true),
      ([Self.map("istio-red", own), Self.map("istio-red-v1-30-1", nil)], blog, true),
      ([Self.map("istio-red", own), Self.map("istio-red-v1-30-1", "discoverySelectors: []")], blog, true),
      ([Self.map("istio-red", own, in: "signer")], blog, true),
      ([Self.map("istio-red", own), Self.map("istio-red-v1-30-1", expression)], shop, nil),
      ([Self.map("istio-red", "a: [")], shop, nil), ([Self.map("istio-canary", expression)], shop, true),
    ]
    for (index, item) in cases.enumerated() {
      let found = try Self.selects(item.0, item.1)
      #expect(found == item.2, "case \(index)")
    }
  }
}
