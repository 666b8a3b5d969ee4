import Documents
import Testing

@testable import Cluster

/// What cannot be read of the list of API groups may be the group that is asked for.
@Suite struct APIGroupsTests {
  private static let rules = ResourceType.destinationRules

  private static func node(_ text: String) throws -> Node {
    try #require(DocumentReader.all(bytes: Array(text.utf8), source: "apis.json", format: .json).first).root
  }

  private static func groups(_ entries: String) throws -> APIGroups? {
    APIGroups(try node("{\"kind\": \"APIGroupList\", \"groups\": [\(entries)]}"))
  }

  @Test func thePreferredVersionIsFirst() throws {
    let entry = """
      {"name": "networking.istio.io", "versions": [{"version": "v1"}, {"version": "v1beta1"}],
       "preferredVersion": {"version": "v1beta1"}}
      """
    let groups = try #require(try Self.groups(entry))
    let preferred = groups.preferred(Self.rules)
    #expect(preferred?.version == "v1beta1")
    #expect(groups.all(Self.rules).map(\.version) == ["v1beta1", "v1"])
    #expect(preferred.map { groups.others($0).map(\.version) } == ["v1"])
    #expect(groups.preferred(.controlPlanes) == nil)
  }

  @Test(arguments: [
    "{\"versions\": [{\"version\": \"v1\"}]}", "{\"name\": \"\", \"versions\": [{\"version\": \"v1\"}]}",
    "{\"name\": \"a.io\"}", "{\"name\": \"a.io\", \"versions\": []}", "{\"name\": \"a.io\", \"versions\": [{}]}",
    "{\"name\": \"a.io\", \"versions\": [{\"version\": \"v1\"}, {\"version\": 2}]}", "\"a.io\"", "null",
    "{\"name\": \"a.io\", \"versions\": [{\"version\": \"v1\"}]}, {\"name\": \"a.io\", \"versions\": [{\"version\": \"v2\"}]}",
  ])
  func aListWithAnythingElseIsNone(entries: String) throws {
    let groups = try Self.groups(entries)
    #expect(groups == nil)
  }

  @Test func aGroupThatWasLeftOutIsAdded() throws {
    var groups = try #require(try Self.groups(""))
    let isAdded = groups.add(
      try Self.node(
        "{\"kind\": \"APIGroup\", \"name\": \"networking.istio.io\", \"versions\": [{\"version\": \"v1\"}]}"))
    #expect(isAdded)
    #expect(groups.preferred(Self.rules)?.version == "v1")
  }
}
