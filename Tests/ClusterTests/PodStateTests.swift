import Documents
import Testing
import X509

@testable import Cluster

/// What of a Pod is certain.
@Suite struct PodStateTests {
  private static func node(_ pairs: [(String, Node)]) -> Node { .mapping(pairs) }

  @Test(
    arguments: [
      (nil, "red-mesh", "red-mesh"), ("red", nil, "red"), ("red", "red", "red"), ("red", "red-mesh", nil),
      (nil, nil, nil),
    ] as [(String?, String?, String?)])
  func theInjectorSaysWhoseAProxyIs(annotated: String?, noted: String?, expected: String?) {
    var annotations: [(String, Node)] = []
    if let annotated { annotations.append(("istio.io/rev", .string(annotated))) }
    if let noted { annotations.append(("sidecar.istio.io/status", .string("{\"revision\":\"\(noted)\"}"))) }
    let metadata = Self.node([("name", .string("a")), ("annotations", .mapping(annotations))])
    let pod = PodState(Self.node([("metadata", metadata)]), keepsLabels: false)
    #expect(pod.revision == expected)
  }

  @Test func timesThatHaveNotComeAreUnknown() {
    let now = Timestamp(seconds: 1_767_225_600)
    var workloads = MeshWorkloads()
    workloads.pods = [now, now + ServerClock.skew, now + ServerClock.skew + 1].map { time in
      PodState(
        name: "a", namespace: "b", uid: "c", created: time, phase: .running, isReady: true,
        proxy: .init(hasStarted: true, started: time))
    }
    workloads.forgetTimes(after: now + ServerClock.skew)
    #expect(workloads.pods.map { $0.created != nil } == [true, true, false])
    #expect(workloads.pods.map { $0.proxy?.started != nil } == [true, true, false])
  }
}
