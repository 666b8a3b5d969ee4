import Documents
import HTTP

extension ClusterSession {
  /// Writes the mark into the Pod template of a workload. Repeated, it changes nothing.
  public func restart(_ workload: WorkloadState, mark: String) -> WriteAnswer {
    let annotations = Node.mapping([(RestartMark.annotation, .string(mark))])
    // The uid keeps another workload of the same name as it is.
    let patch = Node.mapping([
      ("metadata", .mapping([("uid", .string(workload.uid))])),
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
