import Diagnostics
import Documents
import Testing

@testable import Lint

@Suite struct GatheredTests {
  private func gather(_ text: String, namespace: String? = nil) throws -> GatheredManifests {
    let gathered = Gathered(namespace: namespace)
    for document in try DocumentReader.all(bytes: Array(text.utf8), source: "a.yaml") { gathered.add(document) }
    return gathered.finish()
  }

  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: team, labels: {app: web}, managedFields: [{a: 1}]}
    spec: {replicas: 2}
    status: {replicas: 2}

    """

  private static let service = """
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: team, labels: {app: web}}
    spec: {ports: [{port: 80}]}
    status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}

    """

  @Test func whatNoRuleLooksAtIsForgotten() throws {
    let gathered = try gather(Self.deployment + "---\n" + Self.service)
    let roots = gathered.manifests.map(\.document.root)
    #expect(roots[0].mapping?.keys == ["apiVersion", "kind", "metadata"])
    #expect(roots[0]["metadata"]?.mapping?.keys == ["name", "namespace"])
    #expect(roots[1].mapping?.keys == ["apiVersion", "kind", "metadata", "spec"])
    // Places stay what they were.
    #expect(gathered.manifests[1].top["metadata"]["name"].place.description == "a.yaml:9:18")
  }

  @Test func typesAreCheckedBeforeAnythingIsForgotten() throws {
    let gathered = try gather(Self.service.replacing("status:", with: "statsu:"))
    #expect(gathered.faults.map(\.field.path) == ["statsu"])
  }

  @Test func aNamespaceMayBeChosen() throws {
    #expect(try gather(Self.deployment, namespace: "other").manifests.isEmpty)
    #expect(try gather(Self.deployment, namespace: "team").manifests.count == 1)
    #expect(try gather("kind: x\n", namespace: "team").manifests.count == 1)
  }

  /// A long stream goes through another core, in parts.
  @Test func aLongStreamStaysInOrder() throws {
    let text = (0..<1000).map { number in
      Self.service.replacing("name: web,", with: "name: web-\(number),")
        .replacing("ports:", with: number % 400 == 399 ? "prots:" : "ports:")
    }
    let gathered = try gather(text.joined(separator: "---\n"))
    #expect(gathered.manifests.map(\.name) == (0..<1000).map { "web-\($0)" })
    #expect(gathered.faults.map(\.field.object) == ["Service `team/web-399`", "Service `team/web-799`"])
  }
}
