import Documents
import HTTP

extension ClusterSession {
  /// Writes the mark into the Pod template of a workload as it was read. Repeated, it changes nothing.
  public func restart(_ workload: WorkloadState, mark: String) -> WriteAnswer {
    var state = workload
    var answer = restart(once: state, mark)
    for _ in 1..<limits.attempts {
      guard case .refused(.write(.moved)) = answer, let now = present(workload), now.uid == workload.uid else {
        return answer
      }
      // Somebody else has asked for the same.
      if now.restartedFor == mark { return .done(.null) }
      // Its status changes all the time, which moves the resourceVersion too, and takes nothing back of what was shown.
      guard now.generation != nil, now.generation == workload.generation,
        now.resourceVersion != state.resourceVersion
      else { return answer }
      state = now
      answer = restart(once: state, mark)
    }
    return answer
  }

  /// Nil if it cannot be read.
  private func present(_ workload: WorkloadState) -> WorkloadState? {
    let found = try? find(workload.type, workload.name, in: workload.namespace)
    return found.map { WorkloadState($0, workload.type) }
  }

  private func restart(once workload: WorkloadState, _ mark: String) -> WriteAnswer {
    let annotations = Node.mapping([(RestartMark.annotation, .string(mark))])
    // The uid keeps another workload of the same name as it is, and the resourceVersion one that somebody has changed.
    var lock: [(String, Node)] = [("uid", .string(workload.uid))]
    if let version = workload.resourceVersion { lock.append(("resourceVersion", .string(version))) }
    let patch = Node.mapping([
      ("metadata", .mapping(lock)),
      ("spec", .mapping([("template", .mapping([("metadata", .mapping([("annotations", annotations)]))]))])),
    ])
    return send(
      ClusterWrite(
        method: .patch,
        target: workload.type.path(namespace: workload.namespace, name: workload.name)
          + "?fieldManager=\(ManagedFields.manager)",
        contentType: "application/strategic-merge-patch+json", body: .plain(JSONWriter.bytes(patch)), isSecret: false))
  }
}
