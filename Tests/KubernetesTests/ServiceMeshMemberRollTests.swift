import Diagnostics
import Documents
import Federation
import Kubernetes
import Testing

@Suite struct ServiceMeshMemberRollTests {
  private func roll(_ rest: String) throws -> ServiceMeshMemberRoll {
    try #require(
      read("{apiVersion: maistra.io/v1, kind: ServiceMeshMemberRoll, metadata: {name: default}, \(rest)}").memberRoll)
  }

  @Test func readsAndWrites() throws {
    let text = """
      apiVersion: maistra.io/v1
      kind: ServiceMeshMemberRoll
      metadata: {name: default, namespace: red-mesh-system}
      spec:
        members: [red-mesh-bookinfo]
        memberSelectors: [{matchLabels: {mesh: red}}]
      status:
        configuredMembers: [red-mesh-bookinfo, extra]
        pendingMembers: []
        memberStatuses: [{namespace: extra, conditions: []}]
      """
    let roll = try #require(read(text).memberRoll)
    #expect(roll.members == ["red-mesh-bookinfo"])
    #expect(roll.selectors == [LabelSelector(matchLabels: ["mesh": "red"])])
    #expect(roll.configuredMembers == ["red-mesh-bookinfo", "extra"])
    #expect(roll.namespaces == ["red-mesh-bookinfo", "extra"])
    #expect(try roll.node == documents(text).first?.root)
    #expect(try read(Resource.serviceMeshMemberRoll(roll).content.text).memberRoll == roll)
  }

  @Test func membersAloneAreCertain() throws {
    #expect(try roll("spec: {members: [a, b]}").namespaces == ["a", "b"])
    #expect(try roll("spec: {}").namespaces == [])
    #expect(try roll("spec: {members: null}").namespaces == [])
  }

  @Test func wildcardsAndSelectorsAreNot() throws {
    #expect(try roll("spec: {members: ['*']}").namespaces == nil)
    #expect(try roll("spec: {memberSelectors: [{matchLabels: {a: b}}]}").namespaces == nil)
    #expect(try roll("spec: {members: ['*']}, status: {configuredMembers: [a]}").namespaces == ["a"])
  }

  @Test func aRollOfOurs() {
    let roll = ServiceMeshMemberRoll(metadata: ObjectMetadata(name: "default", namespace: "n"), members: ["a"])
    #expect(roll.node["spec"]?["members"]?.sequence == [.string("a")])
    #expect(roll.configuredMembers == nil)
  }

  @Test(arguments: [
    ("spec: {members: a}", "`spec.members` is `a` (a string), but should be a sequence"),
    ("spec: {member: [a]}", "unknown field `spec.member`"),
    ("spec: {members: [1]}", "`spec.members[0]` is `1` (a whole number), but should be a string in quotes"),
  ])
  func faults(spec: String, what: String) throws {
    let error = try readingError(
      "{apiVersion: maistra.io/v1, kind: ServiceMeshMemberRoll, metadata: {name: default}, \(spec)}")
    #expect(error.diagnostic.what.description == what)
  }
}
