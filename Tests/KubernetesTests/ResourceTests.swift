import Diagnostics
import Documents
import Kubernetes
import Testing

@Suite struct ResourceTests {
  @Test func listsAreUnrolledAndEmptyDocumentsPassedOver() throws {
    let text = """
      ---
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
      - {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Secret, metadata: {name: b}}]}
      ---
      ---
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [a.yaml]
      namePrefix: x-
      """
    let resources = try Resource.all(in: documents(text))
    #expect(resources.count == 3)
    #expect(resources.first?.configMap?.metadata.name == "a")
    #expect(resources.dropFirst().first?.secret?.metadata.name == "b")
    guard case .kustomization(let kustomization) = try #require(resources.last) else {
      Issue.record("no kustomization")
      return
    }
    #expect(kustomization.resources == ["a.yaml"])
    #expect(kustomization.node["namePrefix"]?.string == "x-")
    #expect(kustomization != Kustomization(resources: ["a.yaml"]))
  }

  @Test func readsJSON() throws {
    let text = #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}}"#
    #expect(try read(text).configMap?.data == ["k": "v"])
  }

  @Test(arguments: [
    "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {nodeName: b}}",
    "{apiVersion: maistra.io/v1, kind: ServiceMeshControlPlane, spec: {istio: {}}}",
    "{apiVersion: example.com/v1, kind: ConfigMap}",
  ])
  func otherKindsAreKeptAsTheyAre(text: String) throws {
    let node = try #require(documents(text).first).root
    #expect(try read(text) == .other(node))
    #expect(try documents(read(text).content.text).first?.root == node)
  }

  @Test(arguments: [
    ("{kind: ConfigMap}", "this is not a Kubernetes manifest: `apiVersion` is missing", "it has `kind`"),
    (
      "{apiVersion: v1, kind: null}", "this is not a Kubernetes manifest: `kind` is missing",
      "it has `apiVersion`, `kind`"
    ),
    ("{a: 1}", "this is not a Kubernetes manifest: `apiVersion`, `kind` is missing", "it has `a`"),
    ("{}", "this is not a Kubernetes manifest: `apiVersion`, `kind` is missing", "it has no fields at all"),
  ])
  func whatIsNoManifest(text: String, what: String, why: String) throws {
    let diagnostic = try readingError(text).diagnostic
    #expect(diagnostic.code == "MT-K8S-01")
    #expect(diagnostic.what.description == what)
    #expect(diagnostic.why.description == why)
    #expect(diagnostic.place?.description == "test.yaml:1:1")
  }

  @Test(arguments: ["just text", "- a", "12"])
  func whatIsNoMapping(text: String) throws {
    let error = try readingError(text)
    #expect(error.diagnostic.code == "MT-DOC-13")
    #expect(error.exitStatus == .malformed)
  }

  @Test func aKindIsAString() throws {
    #expect(
      try readingError("{apiVersion: 1, kind: ConfigMap}").diagnostic.what.description.hasPrefix("`apiVersion` is `1`"))
  }

  @Test func oneFaultInAListStopsIt() throws {
    let list = try documents("{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap}]}")
    let error = try #require(throws: KubernetesError.self) { try Resource.all(in: list) }
    #expect(error.diagnostic.what == "`metadata.name` is missing")
  }
}
