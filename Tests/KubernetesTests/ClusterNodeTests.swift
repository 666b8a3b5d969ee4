import Documents
import Federation
import Kubernetes
import Testing

@Suite struct ClusterNodeTests {
  private func node(_ text: String) throws -> ClusterNode? {
    ClusterNode(try #require(DocumentReader.all(bytes: Array(text.utf8), source: "-").first))
  }

  @Test func readsAddressesRegionAndPlatform() throws {
    let found = try #require(
      try node(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: one, labels: {topology.kubernetes.io/region: us-east-1}}
        spec: {providerID: "aws:///us-east-1a/i-0abc"}
        status:
          addresses:
          - {type: InternalIP, address: 10.0.0.1}
          - {type: ExternalIP, address: 192.0.2.1}
          - {type: Hostname, address: one}
          conditions: [{type: MemoryPressure, status: "False"}, {type: Ready, status: "True"}]
        """))
    #expect(found.reachable.map(\.text) == ["192.0.2.1"] && found.addresses.count == 3)
    #expect(found.region == "us-east-1" && found.platform == .aws && found.isReady)
  }

  @Test(arguments: [
    ("{}", true, ""), ("{status: {conditions: [{type: Ready, status: Unknown}]}}", false, ""),
    ("{metadata: {labels: {failure-domain.beta.kubernetes.io/region: west}}}", true, "west"),
    ("{status: {addresses: {a: b}, conditions: x}, spec: [1], metadata: 7}", true, ""),
  ])
  func whatIsMissingOrMalformedCountsAsMissing(fields: String, isReady: Bool, region: String) throws {
    let text = "{apiVersion: v1, kind: Node" + (fields == "{}" ? "" : ", ") + fields.dropFirst()
    let found = try #require(try node(text))
    #expect(found.isReady == isReady && found.region == region && found.reachable.isEmpty && found.platform == nil)
  }

  @Test func otherKindsAreNone() throws {
    #expect(try node("{apiVersion: nodes.example.com/v1, kind: Node}") == nil)
    #expect(try node("{apiVersion: v1, kind: Service}") == nil)
  }
}
