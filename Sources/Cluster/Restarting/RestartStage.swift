public import X509

/// What is restarted together, in the order in which that is safe: a proxy that starts earlier than istiod gets what was
/// before.
public enum RestartStage: String, Hashable, Sendable, CaseIterable {
  case istiod, gateways, workloads
}

/// A workload, and whether it still has to be restarted. Pure, so that a command that was killed finds the same.
public struct RestartTarget: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    /// Every Pod is new.
    case done
    /// The annotation is written, and Pods are replaced.
    case rolling(String)
    /// The annotation is to be written with this value.
    case due(mark: String)
    /// Nothing that is written to it restarts it, and why.
    case blocked(String)
  }

  public let workload: WorkloadState
  public let stage: RestartStage
  public let state: State
  /// How many of its Pods are new, and how many there are.
  public let new, count: Int

  /// - Parameters:
  ///   - since: Pods that were created later are new, by the cluster's clock; nil for those with the mark.
  ///   - now: The cluster's time, because a Pod that is created too early would not count as new.
  public init(
    _ workload: WorkloadState, _ stage: RestartStage, pods all: [PodState], mark: RestartMark, since: Timestamp?,
    now: Timestamp? = nil
  ) {
    self.workload = workload
    self.stage = stage
    let pods = all.filter { workload.selects($0) && $0.phase != .succeeded && $0.phase != .failed }
    func isNew(_ pod: PodState) -> Bool {
      guard let since else { return mark.matches(pod.restartedFor) }
      return pod.created.map { $0 > since + ServerClock.margin } ?? false
    }
    new = pods.count(where: isNew)
    count = pods.count
    let isWritten = mark.matches(workload.restartedFor)
    let carriers = pods.filter { $0.restartedFor == workload.restartedFor }
    if let failure = workload.failure, isWritten, new < count {
      state = .blocked(failure)
    } else if new == count, workload.isSettled, pods.allSatisfy({ $0.isReady && !$0.isBeingDeleted }),
      count >= workload.wanted
    {
      state = .done
    } else if isWritten, carriers.count < count || !workload.isSettled || new == count {
      state = .rolling(Self.waiting(workload, pods, isNew))
    } else if workload.isHeld {
      state = .blocked("it is paused, or replaces Pods only when they are deleted (OnDelete)")
    } else if new == count {
      state = .rolling(Self.waiting(workload, pods, isNew))
    } else if let since, let now, now <= since + ServerClock.margin {
      state = .rolling("it is restarted in some seconds, so that its Pods are certainly later than the change")
    } else {
      state = .due(mark: mark.next(after: workload.restartedFor))
    }
  }

  /// What is waited for, with the Pod that is in the way.
  private static func waiting(
    _ workload: WorkloadState, _ pods: [PodState], _ isNew: (PodState) -> Bool
  ) -> String {
    if let stuck = pods.first(where: { isNew($0) && !$0.isReady && !$0.isBeingDeleted }) {
      return "\(stuck.path) is not ready\(stuck.waiting.map { ": \($0)" } ?? "")"
    }
    if let ending = pods.first(where: \.isBeingDeleted) { return "\(ending.path) is ending" }
    if let old = pods.filter({ !isNew($0) }).min(by: { $0.age < $1.age }) { return "\(old.path) is to be replaced" }
    return "\(workload.updated) of \(workload.wanted) Pods are new, \(workload.available) available"
  }

  /// As `kind namespace/name`.
  public var name: String { "\(workload.type.kind) \(workload.path)" }
}

extension PodState {
  /// Smaller for older ones; of an unknown time first.
  fileprivate var age: Int64 { created?.seconds ?? .min }
}
