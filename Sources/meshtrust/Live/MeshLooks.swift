import CA
import Cluster
import Diagnostics
import Federation
import Rotation

/// One look at the clusters of several meshes, and what it shows of rotations.
struct MeshLooks {
  let looks: [String: MeshLook]
  let gatherings: [String: MeshGathering]
  let clusters: MeshClusters
  /// Through what each mesh was read.
  let contexts: [String: ContextView]
  /// What was not read, and which clusters were not reached.
  let diagnostics: [Diagnostic]
  let status: ExitStatus

  /// - Parameter parts: What is read of each.
  /// - Throws: The error of the mesh if nothing was read at all.
  init(_ parts: LiveParts, _ clusters: MeshClusters, _ home: OpenHome, _ ledger: RotationLedger) throws {
    let live = try Progress("reading \(Counted.text(clusters.meshes.count, "cluster"))").during {
      try LiveInput(parts.union(.peers), clusters, home)
    }
    var looks: [String: MeshLook] = [:]
    var gatherings: [String: MeshGathering] = [:]
    var unread: [Diagnostic] = []
    for objects in live.meshes {
      guard let mesh = ledger.federation.mesh(named: objects.place.name) else { continue }
      guard let look = try MeshLook(objects) else {
        unread.append(Self.timeless(mesh))
        continue
      }
      looks[mesh.name] = look
      let gathering = MeshGathering(ledger, mesh, look)
      gatherings[mesh.name] = gathering
      unread += Self.missed(look.workloads, mesh, isRotating: gathering.isRotating).map {
        LiveInput.finding($0, of: mesh.name)
      }
    }
    self.looks = looks
    self.gatherings = gatherings
    self.clusters = clusters
    contexts = Dictionary(live.meshes.map { ($0.place.name, $0.context) }) { first, _ in first }
    diagnostics = live.diagnostics + unread
    status = unread.isEmpty ? live.status : live.status.and(.inputOutput)
  }

  /// The same with more in the looks.
  init(_ other: MeshLooks, _ looks: [String: MeshLook], _ diagnostics: [Diagnostic], _ ledger: RotationLedger) {
    self.looks = looks
    var gatherings: [String: MeshGathering] = [:]
    for (name, look) in looks {
      if let mesh = ledger.federation.mesh(named: name) { gatherings[name] = MeshGathering(ledger, mesh, look) }
    }
    self.gatherings = gatherings
    clusters = other.clusters
    contexts = other.contexts
    self.diagnostics = diagnostics
    status = other.status
  }

  /// What is kept of it, in the order of the meshes.
  var gathered: [GatheredMesh] { clusters.meshes.compactMap { gatherings[$0.place.name]?.result } }

  private static func timeless(_ mesh: Mesh) -> Diagnostic {
    var diagnostic = AnswerFault.unreadable(
      request: "GET /apis", reason: "no answer of the cluster has a Date, and without one nothing is evidence"
    ).diagnostic
    diagnostic.what = "\(mesh.name): \(diagnostic.what)"
    return diagnostic
  }

  /// What was not read and is missed: of a mesh that only holds the bundles of others, whether its istiod is alive.
  private static func missed(
    _ workloads: MeshWorkloads, _ mesh: Mesh, isRotating: Bool
  ) -> [LiveObjects.Unread] {
    let needed = [WorkloadKind.pods, WorkloadKind.deployments]
    return workloads.faults.filter { unread in
      isRotating || needed.contains(unread.kind) && unread.namespace == mesh.namespace
    }
  }

  /// The meshes whose clusters show something that a rotation waits for: those below a changing root, and those that hold
  /// its bundle.
  static func concerned(_ ledger: RotationLedger) -> [String] {
    let rotating = ledger.rotations.flatMap { ledger.meshes(below: $0.owner) }
    let holders = rotating.flatMap { mesh in mesh.gateways.map(\.peer) }
    let names = Set(rotating.map(\.name) + holders)
    return ledger.federation.meshes.map(\.name).filter(names.contains)
  }
}
