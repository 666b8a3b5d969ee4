import CA
import Cluster
import Diagnostics
import Federation
import Rotation

/// Looks at the clusters of meshes for everything that rotations in progress wait for, and records it.
struct Gathering {
  let gathered: [GatheredMesh]
  /// What was not read, and which clusters were not reached.
  let diagnostics: [Diagnostic]
  let status: ExitStatus

  /// The meshes whose clusters show something that a rotation waits for: those below a changing root, and those that hold
  /// its bundle.
  static func concerned(_ ledger: RotationLedger) -> [String] {
    let rotating = ledger.rotations.flatMap { ledger.meshes(below: $0.owner) }
    let holders = rotating.flatMap { mesh in
      mesh.gateways.map(\.peer).filter { ledger.federation.mesh(named: $0) != nil }
    }
    let names = Set(rotating.map(\.name) + holders)
    return ledger.federation.meshes.map(\.name).filter(names.contains)
  }

  /// Looks once at every mesh that has a context and matters, or at those that are named.
  init(
    _ options: ContextOptions, _ home: OpenHome, named: [String], _ console: Console, says: Bool = true
  ) throws {
    let ledger = try home.rotationLedger(withKeys: false)
    guard !ledger.rotations.isEmpty else { throw CAError.refused(.rotation(.notRotating(nil))) }
    let concerned = named.isEmpty ? Self.concerned(ledger) : named
    let clusters = try MeshClusters(options, home, named: concerned, isComplete: !named.isEmpty)
    let live = try LiveInput(MeshLook.parts, clusters, home)
    let federation = ledger.federation
    gathered = try live.meshes.compactMap { objects in
      guard let look = try MeshLook(objects), let mesh = federation.mesh(named: objects.place.name) else { return nil }
      return MeshGathering(ledger, mesh, look).result
    }
    try home.record(gathered)
    diagnostics = live.diagnostics
    status = live.status
    if says { console.say(diagnostics) }
  }
}
