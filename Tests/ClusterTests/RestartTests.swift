import Testing
import X509

@testable import Cluster

/// What is restarted, in which order, and when it counts as done.
@Suite struct RestartTests {
  private static let then = Timestamp(seconds: 1_767_225_600)
  private static let mark = RestartMark(step: "red-mesh-g2/1-distributing")

  private static func workload(
    _ name: String = "istiod-red-mesh", mark: String? = nil, wanted: Int = 1, updated: Int = 1, isHeld: Bool = false,
    failure: String? = nil
  ) -> WorkloadState {
    WorkloadState(
      name: name, namespace: "red", uid: name, resourceVersion: "1",
      labels: name.hasPrefix("istiod") ? ["app": "istiod"] : [:],
      selector: ["app": name], wanted: wanted, replicas: wanted, updated: updated, available: wanted, isHeld: isHeld,
      failure: failure, restartedFor: mark)
  }

  private static func pod(
    _ name: String = "istiod-red-mesh", created: Int64 = 0, mark: String? = nil, isReady: Bool = true,
    isEnding: Bool = false
  ) -> PodState {
    PodState(
      name: "\(name)-\(created)", namespace: "red", uid: "\(name)\(created)", created: then + created,
      isBeingDeleted: isEnding, phase: .running, isReady: isReady, labels: ["app": name], owner: nil,
      proxy: name.hasPrefix("istiod") ? nil : .init(hasStarted: true, started: nil), restartedFor: mark)
  }

  private static func target(
    _ workload: WorkloadState, _ pods: [PodState], since: Timestamp? = nil
  ) -> RestartTarget {
    RestartTarget(workload, .istiod, pods: pods, mark: mark, since: since)
  }

  @Test func `the mark is written once, and again only if there was nothing to take up`() {
    let step = Self.mark.step
    #expect(Self.target(Self.workload(), [Self.pod()]).state == .due(mark: step))
    #expect(Self.target(Self.workload(mark: "red-mesh-g1/3-retiring"), [Self.pod()]).state == .due(mark: step))
    // Restarted for the step before the Secret changed.
    let early = Self.target(Self.workload(mark: step), [Self.pod(created: 10, mark: step)], since: Self.then + 100)
    #expect(early.state == .due(mark: "\(step)+2"))
    let again = Self.target(
      Self.workload(mark: "\(step)+2"), [Self.pod(created: 10, mark: "\(step)+2")], since: Self.then + 100)
    #expect(again.state == .due(mark: "\(step)+3"))
    #expect(Self.mark.matches("\(step)+2") && !Self.mark.matches("\(step)0") && !Self.mark.matches(nil))
  }

  /// A Pod that is created within the margin of clocks would not count as new, and would be replaced twice.
  @Test func `it is not restarted in the seconds after the change`() {
    let old = [Self.pod()]
    func state(_ now: Int64) -> RestartTarget.State {
      RestartTarget(
        Self.workload(), .istiod, pods: old, mark: Self.mark, since: Self.then + 100, now: Self.then + now
      ).state
    }
    for now: Int64 in [100, 105] {
      guard case .rolling = state(now) else {
        Issue.record("restarted after \(now - 100) s")
        continue
      }
    }
    #expect(state(106) == .due(mark: Self.mark.step))
  }

  @Test func `it is done when every Pod is new and ready, and none is ending`() {
    let step = Self.mark.step
    let new = Self.pod(created: 10, mark: step)
    #expect(Self.target(Self.workload(mark: step), [new]).state == .done)
    #expect(Self.target(Self.workload(), [new], since: Self.then + 4).state == .done)
    let waiting: [[PodState]] = [
      [new, Self.pod(created: 0)], [Self.pod(created: 10, mark: step, isReady: false)],
      [new, Self.pod(created: 0, mark: step, isEnding: true)], [],
    ]
    for pods in waiting {
      let state = Self.target(Self.workload(mark: step), pods).state
      if case .rolling = state { continue }
      Issue.record("\(pods.map(\.name)): \(state)")
    }
  }

  @Test func `a rollout that cannot go on is blocked`() {
    let step = Self.mark.step
    let failed = Self.target(Self.workload(mark: step, failure: "timed out"), [Self.pod()])
    #expect(failed.state == .blocked("timed out"))
    guard case .blocked = Self.target(Self.workload(isHeld: true), [Self.pod()]).state else {
      Issue.record("a paused Deployment is not blocked")
      return
    }
  }

  /// A restart is never asked for twice while the first one goes on, whatever Pods there are.
  @Test func `what rolls is left alone`() {
    let step = Self.mark.step
    for created in [Int64(-100), 0, 10] {
      for isReady in [true, false] {
        let pods = [Self.pod(created: created), Self.pod(created: 20, mark: step, isReady: isReady)]
        let state = Self.target(Self.workload(mark: step), pods, since: Self.then + 15).state
        if case .due = state { Issue.record("\(created), \(isReady): \(state)") }
      }
    }
  }

  private static func plan(_ change: (inout MeshWorkloads) -> Void = { _ in }, since: RestartPlan.Since = .init())
    -> RestartPlan
  {
    var workloads = MeshWorkloads()
    let names = ["istiod-red-mesh", "egress-green-mesh", "ingress-green-mesh", "aaa"]
    workloads.deployments = names.map { workload($0) } + [workload("without-proxy")]
    workloads.pods = names.map { pod($0) }
    workloads.memberWorkloads = [workload("shop")]
    workloads.pods.append(pod("shop"))
    change(&workloads)
    return RestartPlan(
      workloads, stages: [.istiod, .gateways, .workloads], gateways: ["ingress-green-mesh", "egress-green-mesh"],
      mark: mark, since: since)
  }

  @Test func `istiod comes first, then one gateway after another, then the rest`() {
    let plan = Self.plan()
    #expect(
      plan.targets.map(\.workload.name) == [
        "istiod-red-mesh", "ingress-green-mesh", "egress-green-mesh", "aaa", "shop",
      ])
    #expect(plan.due.map(\.workload.name) == ["istiod-red-mesh"])
    let step = Self.mark.step
    let later = Self.plan { workloads in
      workloads.deployments[0] = Self.workload(mark: step)
      workloads.pods[0] = Self.pod(created: 5, mark: step)
    }
    #expect(later.due.map(\.workload.name) == ["ingress-green-mesh"])
    let rolling = Self.plan { workloads in
      workloads.deployments[0] = Self.workload(mark: step)
      workloads.pods[0] = Self.pod(created: 5, mark: step)
      workloads.deployments[2] = Self.workload("ingress-green-mesh", mark: step)
    }
    #expect(rolling.due.isEmpty)
  }

  @Test func `a Pod that nothing makes anew is named, and never deleted`() {
    let plan = Self.plan { $0.pods.append(Self.pod("job")) }
    #expect(plan.lone.map(\.name) == ["job-0"])
    #expect(!plan.targets.contains { $0.workload.name == "job" })
  }
}
