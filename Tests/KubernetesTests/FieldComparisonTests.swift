import Documents
import Files
import SystemPackage
import Testing

@testable import Kubernetes

@Suite struct FieldComparisonTests {
  private func compare(_ kind: String, running: String, wanted: String) throws -> [ObjectDifference] {
    func node(_ text: String) throws -> Node {
      try #require(try DocumentReader.all(bytes: Array(text.utf8), source: "a").first).root
    }
    var fields = FieldComparison(kind: kind)
    fields.compare(running: try node(running), wanted: try node(wanted))
    return fields.differences
  }

  @Test func everyFieldIsToldByItsPath() throws {
    let found = try compare(
      "ServiceMeshPeer", running: "{spec: {a: 1, list: [x, y], more: {b: c}}}",
      wanted: "{spec: {a: 2, list: [x], due: [1, 2]}}")
    #expect(
      found == [
        ObjectDifference(path: "spec.a", kind: .changed(running: "1", wanted: "2")),
        ObjectDifference(path: "spec.list[1]", kind: .extra(running: "y")),
        ObjectDifference(path: "spec.due", kind: .missing(wanted: "[1,2]")),
        ObjectDifference(path: "spec.more.b", kind: .extra(running: "c")),
      ])
  }

  @Test(arguments: [
    (
      "ServiceMeshPeer",
      "{status: {a: 1}, metadata: {uid: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: x}}}"
    ),
    ("ServiceMeshPeer", "{spec: {remote: {discoveryPort: 8188, servicePort: 15443}}}"),
    ("ServiceMeshControlPlane", "{spec: {version: v2.5, profiles: [default], gateways: {}}}"),
    ("ServiceMeshControlPlane", "{spec: {gateways: {additionalEgress: {a.b: {service: {type: ClusterIP}}}}}}"),
    ("ConfigMap", "{immutable: false, data: null}"),
  ])
  func whatAServerSetsDoesNotCount(kind: String, running: String) throws {
    #expect(try compare(kind, running: running, wanted: "{}").isEmpty)
  }

  @Test(arguments: [
    ("ServiceMeshPeer", "{spec: {remote: {discoveryPort: 8189}}}"), ("ConfigMap", "{spec: {version: v2.5}}"),
    ("ServiceMeshControlPlane", "{spec: {profiles: [default, small]}}"), ("ConfigMap", "{immutable: true}"),
    ("ServiceMeshPeer", "{metadata: {annotations: {a: b}}}"),
  ])
  func everythingElseDoes(kind: String, running: String) throws {
    #expect(try !compare(kind, running: running, wanted: "{}").isEmpty)
  }

  @Test func whatAMissingFieldMeansIsNotMissing() throws {
    #expect(
      try compare("ServiceMeshPeer", running: "{spec: {}}", wanted: "{spec: {remote: {servicePort: 15443}}}")
        .map(\.path) == ["spec.remote"])
    #expect(
      try compare(
        "ServiceMeshPeer", running: "{spec: {remote: {}}}", wanted: "{spec: {remote: {servicePort: 15443}}}"
      ).isEmpty)
  }

  @Test func textsOfSeveralLinesAreShortened() throws {
    let found = try compare("ConfigMap", running: "{data: {a: \"one\\ntwo\"}}", wanted: "{data: {a: one}}")
    #expect(found == [ObjectDifference(path: "data.a", kind: .changed(running: "one…", wanted: "one"))])
  }
}
