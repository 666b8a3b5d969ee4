import Documents
import Testing

@testable import Cluster

/// A server drops what a definition does not have, and a merge patch or a creation succeeds all the same.
@Suite struct DroppedFieldsTests {
  private static let plane = """
    {"apiVersion": "maistra.io/v2", "kind": "ServiceMeshControlPlane", "metadata": {"name": "red-mesh", "namespace": "red"},
     "spec": {"proxy": {"networking": {"clusterDomain": "example"}}, "gateways": {"additionalIngress": {"a": {}}}}}
    """

  private func fault(_ answer: String) throws -> ClusterError? {
    let wanted = try DeployedFixtures.manifest(Self.plane)
    var preview = ObjectPreview(wanted, live: nil, DeployedFixtures.planner().decide(wanted, live: nil))
    preview.take(try DeployedFixtures.node(answer))
    return preview.fault
  }

  @Test func whatIsMissingInTheAnswerIsNamed() throws {
    let fault = try fault(Self.plane.replacing(#""networking": {"clusterDomain": "example"}"#, with: ""))
    guard case .answer(.write(.invalid(let fields)))? = fault else {
      Issue.record("\(String(describing: fault))")
      return
    }
    #expect(fields == ["spec.proxy.networking.clusterDomain: the definition there does not have this field"])
  }

  /// Also where the server fills in what is empty here.
  @Test(arguments: ["{}", #"{"enabled": true}"#])
  func whatIsThereIsNot(gateway: String) throws {
    let fault = try fault(Self.plane.replacing(#""a": {}"#, with: #""a": \#(gateway)"#))
    #expect(fault == nil)
  }

  @Test func theAnswerAboutASecretHasNoValues() throws {
    let wanted = try DeployedFixtures.manifest(
      #"{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "cacerts", "namespace": "red"}, "data": {"a": "b25l"}}"#
    )
    var preview = ObjectPreview(wanted, live: nil, DeployedFixtures.planner().decide(wanted, live: nil))
    preview.take(
      try DeployedFixtures.node(
        #"{"apiVersion": "meta.k8s.io/v1", "kind": "PartialObjectMetadata", "metadata": {"name": "cacerts"}}"#))
    #expect(preview.fault == nil)
  }
}
