import Documents
import Federation
import Testing

@testable import Kubernetes

/// Whose an object is that stands beside the workloads.
@Suite struct RunningObjectsTests {
  private static func document(_ kind: String, _ name: String, in namespace: String, file: String) throws -> Document {
    let text = "{apiVersion: a/v1, kind: \(kind), metadata: {name: \(name), namespace: \(namespace)}}"
    return try #require(try DocumentReader.all(bytes: Array(text.utf8), source: file).first)
  }

  private static func federation() throws -> [Mesh] {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - name: red-mesh
          peers: [green-mesh]
          locality: {region: west}
          imports: {green-mesh: {rules: [{namespace: bookinfo, name: ratings, failover: {serviceAccounts: [ratings]}}]}}
        - name: green-mesh
          locality: {region: east}
          imports: {red-mesh: {rules: [{namespace: bookinfo, name: ratings, failover: {serviceAccounts: [ratings]}}]}}
      """
    return try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "f")).meshes
  }

  /// The meshes that get an object of a file beside others.
  private static func owners(_ document: Document, beside others: [Document] = []) throws -> [String] {
    let meshes = try federation()
    let running = RunningObjects([document] + others, of: meshes)
    return meshes.filter { mesh in running.objects(of: mesh).contains(document) }.map(\.name)
  }

  @Test func theFolderDecidesWhereTwoMeshesHaveTheNamespace() throws {
    let rule = try Self.document("DestinationRule", "other", in: "bookinfo", file: "out/green/rule.yaml")
    let planes = [
      try Self.document("ServiceMeshPeer", "a", in: "red-mesh-system", file: "out/red/peer.yaml"),
      try Self.document("ServiceMeshPeer", "a", in: "green-mesh-system", file: "out/green/peer.yaml"),
    ]
    #expect(try Self.owners(rule, beside: planes) == ["green-mesh"])
    let stream = try Self.document("DestinationRule", "ratings-failover", in: "bookinfo", file: "-")
    #expect(try Self.owners(stream, beside: planes) == ["red-mesh", "green-mesh"])
    let stray = try Self.document("DestinationRule", "other", in: "bookinfo", file: "-")
    #expect(try Self.owners(stray, beside: planes) == ["red-mesh"])
  }

  @Test func anotherNamespaceIsNobodys() throws {
    #expect(try Self.owners(Self.document("DestinationRule", "other", in: "shop", file: "a")) == [])
    let member = try Self.document("ServiceMeshMember", "default", in: "shop", file: "b")
    var roll = member
    roll.root = try #require(
      try DocumentReader.all(
        bytes: Array(
          "{kind: ServiceMeshMember, metadata: {name: default, namespace: shop}, spec: {controlPlaneRef: {name: red-mesh, namespace: red-mesh-system}}}"
            .utf8), source: "b"
      ).first
    ).root
    #expect(
      try Self.owners(Self.document("DestinationRule", "other", in: "shop", file: "a"), beside: [roll]) == ["red-mesh"])
  }
}
