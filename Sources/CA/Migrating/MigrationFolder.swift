import Federation
import Files
import Kubernetes
import SystemPackage

/// The folder `migration/NN-name` of each mesh that takes part in a migration: what the step applies, and a README with the
/// commands in order.
struct MigrationFolder {
  let migration: MeshMigration
  /// The federation with the new control plane.
  let target: ResolvedFederation

  /// The files of one mesh, by their path below its folder; none if the step gives it nothing to do.
  func files(of mesh: Mesh, _ emission: Emission) throws(CAError) -> [OutputFile] {
    guard let future = target.mesh(named: mesh.name), let moving = target.mesh(named: migration.mesh),
      mesh.name == migration.mesh || mesh.peers.contains(where: { $0.name == migration.mesh })
    else { return [] }
    let border = migration.phase == .preparing && !migration.isAborting ? ServiceBorder(future).objects : []
    let instructions = MigrationInstructions(migration, mesh, moving: moving, border: border.map(\.file))
    let steps = instructions.steps
    guard !steps.isEmpty else { return [] }
    let folder = FilePath("migration/\(migration.stepName)")
    var files = [OutputFile(path: folder.appending("README.md"), content: FileContent(instructions.readme(steps)))]
    if mesh.name == migration.mesh, instructions.hasPatch {
      let later = Emission(federation: target, authorities: emission.authorities)
      if let material = later.material(future, key: nil) {
        let trust = IstioTrust(future, rootsByPeer: material.rootsByPeer, ownRoots: material.ownRoots)
        files.append(
          OutputFile(
            path: folder.appending(MigrationPatch.file), content: FileContent(MigrationPatch.text(future, trust))))
      }
    }
    files += border.map { file, node in
      OutputFile(path: folder.appending(file), content: Resource.other(node).content)
    }
    return files
  }
}
