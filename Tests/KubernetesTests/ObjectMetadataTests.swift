import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct ObjectMetadataTests {
  private func configMap(_ metadata: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: \(metadata)\n"
  }

  @Test func everyFieldIsReadAndKept() throws {
    let text = configMap(
      "{name: a, namespace: b, labels: {l: '1'}, annotations: {n: x}, uid: u, resourceVersion: '12', "
        + "finalizers: [f], creationTimestamp: '2026-01-31T12:00:00Z'}")
    let metadata = try #require(read(text).configMap?.metadata)
    #expect(metadata.name == "a")
    #expect(metadata.namespace == "b")
    #expect(metadata.labels == ["l": "1"])
    #expect(metadata.annotations == ["n": "x"])
    #expect(metadata.uid == "u")
    #expect(metadata.resourceVersion == "12")
    #expect(try metadata.node == documents(text).first?.root["metadata"])
  }

  @Test func whatIsEmptyIsMissing() throws {
    let text = configMap(
      "{name: a, namespace: '', uid: '', resourceVersion: '', deletionTimestamp: '', creationTimestamp: null}")
    let metadata = try #require(read(text).configMap?.metadata)
    #expect(metadata.namespace == nil && metadata.uid == nil && metadata.resourceVersion == nil)
    #expect(!metadata.isBeingDeleted && metadata.created == nil)
    #expect(try documents(text).first?.root.objectNamespace == nil)
    let leaving = configMap("{name: a, namespace: b, deletionTimestamp: '2026-01-31T12:00:00Z'}")
    #expect(try read(leaving).configMap?.metadata.isBeingDeleted == true)
    #expect(try documents(leaving).first?.root.objectNamespace == "b")
  }

  @Test func changesAreWrittenBesideWhatWasRead() throws {
    var metadata = try #require(read(configMap("{name: a, uid: u, finalizers: [f]}")).configMap?.metadata)
    metadata.uid = nil
    metadata.labels = ["b": "2", "a": "1"]
    #expect(metadata.node["uid"] == nil)
    #expect(metadata.node["finalizers"]?.sequence?.count == 1)
    #expect(metadata.node["labels"]?.mapping?.keys == ["a", "b"])
  }

  @Test(arguments: [
    ("{namespace: b}", "`metadata.name` is missing"),
    ("null", "`metadata.name` is missing"),
    ("[a]", "`metadata` is a sequence, but should be a mapping"),
    ("{name: 12}", "`metadata.name` is `12` (a whole number), but should be a string in quotes"),
    ("{name: a, label: {}}", "unknown field `metadata.label`"),
    ("{name: a, labels: {x: true}}", "`metadata.labels.x` is `true` (a boolean), but should be a string"),
    ("{name: a, annotations: x}", "`metadata.annotations` is `x` (a string), but should be a mapping"),
  ])
  func faults(metadata: String, what: String) throws {
    let error = try readingError(configMap(metadata))
    #expect(error.diagnostic.what.description == what)
    #expect((error.diagnostic.place?.line ?? 0) > 0)
  }

  @Test func theRightSpellingIsNamed() throws {
    let diagnostic = try readingError(configMap("{name: a, lables: {}}")).diagnostic
    #expect(diagnostic.next == "did you mean `labels`?")
    #expect(diagnostic.place?.description == "test.yaml:3:21")
  }
}
