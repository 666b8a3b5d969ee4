import Documents
import Testing

@testable import Cluster

/// What counts as a difference between what the home writes and what a cluster has.
@Suite struct ObjectContentTests {
  private static func content(_ json: String) throws -> ObjectContent {
    let root = try DocumentReader.all(bytes: Array(json.utf8), source: "object", format: .json).first?.root
    return ObjectContent(try #require(root))
  }

  private static let written = """
    {"kind": "ServiceMeshControlPlane", "spec": {"ports": [{"port": 15443, "name": "tls", "of": {"b": 1, "a": []}}]}}
    """

  /// An API server keeps objects of definitions with their keys in order (kube-apiserver 1.20.2).
  @Test func `the order of keys is no difference, that of lists is one`() throws {
    let written = try Self.content(Self.written)
    let stored = try Self.content(
      #"{"spec": {"ports": [{"name": "tls", "of": {"a": [], "b": 1}, "port": 15443}]}, "kind": "ServiceMeshControlPlane"}"#
    )
    #expect(DeployPlanner.changes(from: stored, to: written).isEmpty)
    let two = try Self.content(#"{"spec": {"args": ["a", "b"]}}"#)
    let turned = try Self.content(#"{"spec": {"args": ["b", "a"]}}"#)
    #expect(DeployPlanner.changes(from: two, to: turned).count == 1)
  }

  /// Homes of earlier versions kept what they deployed with the keys in the order of the manifest.
  @Test func `what an earlier version kept is read with its keys in order`() throws {
    let written = try Self.content(Self.written)
    let kept = #"[[["spec","ports"],"[{\"port\":15443,\"name\":\"tls\",\"of\":{\"b\":1,\"a\":[]}}]"]]"#
    let read = try #require(ObjectContent(text: kept))
    #expect(read == written)
    #expect(try #require(ObjectContent(text: written.text)) == written)
  }

  @Test func `texts that look like JSON stay texts`() throws {
    let content = try Self.content(#"{"data": {"mesh": "{\"b\": 1, \"a\": 2}"}}"#)
    #expect(content[FieldPath("data", "mesh")] == #""{\"b\": 1, \"a\": 2}""#)
    #expect(try #require(ObjectContent(text: content.text)) == content)
  }
}
