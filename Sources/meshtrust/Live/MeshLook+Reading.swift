import Cluster
import Documents
import Kubernetes
import Lint
import Rotation
import X509

extension MeshLook {
  /// What is read of a mesh for it.
  static let parts: LiveParts = [.workloads, .peers]

  /// Nil if no answer of the server had a time.
  init?(_ objects: LiveObjects) throws {
    guard let time = objects.clock.latest else { return nil }
    let reading = SeenObject.Reading(cluster: objects.identity?.uid, time: time)
    let workloads = objects.workloads ?? MeshWorkloads()
    let isUnread = objects.unread.contains { $0.kind == ConfigMap.kind }
    self.init(
      cluster: reading.cluster, time: time,
      bundles: isUnread
        ? nil : try objects.documents.flatMap { try ObservedInput.observations($0, reading: reading) },
      ownRoots: try workloads.ownRoots.compactMapValues { try ObservedInput.observations($0, reading: reading).first },
      workloads: workloads, connections: Self.connections(objects, workloads, time))
    unreconciled = objects.unreconciled
  }

  /// What the ServiceMeshPeers say of their connections. Replicas that have ended say nothing.
  private static func connections(
    _ objects: LiveObjects, _ workloads: MeshWorkloads, _ time: Timestamp
  ) -> [Connection] {
    let arePodsRead = !workloads.faults.contains {
      $0.kind == WorkloadKind.pods && $0.namespace == objects.place.namespace
    }
    let living = Set(workloads.pods.filter { !$0.isBeingDeleted && $0.isReady }.map(\.name))
    return objects.documents.compactMap { document in
      guard let doctor = Doctor(document, now: time, others: objects.documents) else { return nil }
      let findings = doctor.findings.filter { $0.pod.map(living.contains) ?? true }
      let connected = Set(findings.filter { $0.health == .connected }.map(\.direction))
      let isConnected = Doctor.Direction.allCases.allSatisfy(connected.contains)
      let first = findings.first { !connected.contains($0.direction) }
      let metadata = document.root["metadata"]
      let object = SeenObject(
        name: doctor.peer, namespace: doctor.namespace, uid: metadata?["uid"]?.string,
        resourceVersion: metadata?["resourceVersion"]?.string, file: document.source)
      let text = isConnected ? "connected both ways" : first?.text ?? "no living replica of istiod reports it"
      return arePodsRead
        ? Connection(peer: doctor.peer, isConnected: isConnected, text: text, object: object)
        : Connection(
          peer: doctor.peer, isConnected: nil, text: "it may not be read which replicas of istiod are alive",
          object: object)
    }
  }
}
