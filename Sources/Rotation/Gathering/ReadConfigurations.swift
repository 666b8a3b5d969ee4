import Cluster
import Federation

/// Which configurations of a mesh of Istio its istiods read: each revision has a ConfigMap of its own.
struct ReadConfigurations {
  private let plane: ControlPlane
  /// The ConfigMaps of the revisions of which an istiod runs; empty if that is not known of every istiod.
  private let names: Set<String>

  init(_ mesh: Mesh, _ workloads: MeshWorkloads) {
    plane = mesh.controlPlane
    guard !workloads.unread.contains(WorkloadKind.deployments) else {
      names = []
      return
    }
    // A replica that is ending still sends what it read.
    let labels = workloads.pods.filter { !$0.isOver && $0.labels["app"] == "istiod" }.map { $0.labels[Self.label] }
    let revisions = workloads.deployments.filter(\.isIstiod).map(Self.revision) + labels.filter { $0 != nil }
    guard !revisions.contains(nil) else {
      names = []
      return
    }
    names = Set(revisions.compactMap { $0.map(Naming.meshConfigMap) }.filter(mesh.controlPlane.isMeshConfig))
  }

  private static let label = "istio.io/rev"

  /// Nil if neither its label nor its name says it.
  private static func revision(_ deployment: WorkloadState) -> String? {
    if let label = deployment.labels[label] { return label }
    if deployment.name == "istiod" { return "default" }
    let head = Naming.istiod(ofControlPlane: "")
    return deployment.name.hasPrefix(head) ? String(deployment.name.dropFirst(head.count)) : nil
  }

  /// Whether a ConfigMap counts. One of a revision that is gone is left behind, and nobody reads it.
  func counts(_ name: String) -> Bool { !plane.isMeshConfig(name) || names.isEmpty || names.contains(name) }

  /// One that an istiod reads and that is not there; nil if all are.
  func lack(among found: [String]) -> String? { names.subtracting(found).min() }
}
