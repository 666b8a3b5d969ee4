import Kubernetes
import Testing

@testable import Cluster

/// What decides which services cross is read of each cluster, and nothing more is written than what a home has.
@Suite struct BorderKindTests {
  @Test func everyKindIsRead() {
    let read = Set((ResourceType.decidingAtBorder + [.destinationRules]).map { "\($0.group)/\($0.plural)" })
    #expect(read == Set(BorderKind.all.map { "\($0.group)/\($0.plural)" }))
    #expect(read.contains("security.istio.io/peerauthentications"))
    #expect(LiveParts.border.contains(.rules) && LiveParts.istio.contains(.rules))
    #expect(LiveParts.manifests.contains(.border) && LiveParts.manifests.contains(.istio))
  }

  @Test func theRightToReadEachIsAskedFor() {
    let rights = MeshRights(
      MeshPlace(name: "red-mesh", namespace: "red", isMaistra: false), controlPlane: "red", rootConfigMaps: [],
      deployments: [])
    let granted = MeshRights.rights(rights.readingCluster)
    for kind in BorderKind.all {
      #expect(granted.contains { $0.group == kind.group && $0.resource == kind.plural && $0.verb == "list" }, "\(kind)")
    }
    let written = MeshRights.rights(rights.applying)
    #expect(!written.contains { $0.resource == "peerauthentications" })
  }

  @Test func whatIsWrittenIsSomeOfThem() {
    #expect(BorderComparison.kinds == ["ServiceEntry", "WorkloadEntry", "Gateway", "AuthorizationPolicy"])
    #expect(BorderComparison.kinds.isSubset(of: BorderKind.names))
  }
}
