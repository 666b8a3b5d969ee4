import Federation
import Files
import Kubernetes
import SystemPackage

/// The folder `rotation/NN-name` of a mesh that has a changing root: a copy of what the step changes, and a README with
/// the commands in order.
struct RotationFolder {
  let mesh: Mesh
  let federation: ResolvedFederation
  let authorities: AuthoritySet
  let manifests: [OutputFile]

  /// The files, by their path below the mesh's folder; none if no root of the mesh changes.
  var files: [OutputFile] {
    authorities.rotations.flatMap { rotation -> [OutputFile] in
      let changed = manifests.filter { isChanged($0.path, by: rotation) }
      guard !changed.isEmpty || rotation.owner == federation.rootOwner(of: mesh.name) else { return [] }
      let folder = FilePath("rotation/\(rotation.stepName)")
      let instructions = StepInstructions(
        rotation: rotation, mesh: mesh, federation: federation, hasSecret: changed.contains(where: \.content.isSecret),
        isSealed: changed.contains { $0.path.string == SealedSecret.file(of: mesh) })
      let readme = instructions.readme(files: changed.map(\.path.string))
      return [OutputFile(path: folder.appending("README.md"), content: FileContent(readme))]
        + changed.map { OutputFile(path: folder.pushing($0.path), content: $0.content) }
    }
  }

  /// A change of its own root rewrites its Secret; that of a peer's root rewrites the ConfigMap with the peer's roots.
  private func isChanged(_ path: FilePath, by rotation: RootRotation) -> Bool {
    let isOwn = rotation.owner == .shared || rotation.owner.meshName == mesh.name
    if isOwn, path == Emission.secretPath(of: mesh) || path.string == SealedSecret.file(of: mesh) { return true }
    return mesh.peers.contains { peer in
      (rotation.owner == .shared || rotation.owner.meshName == peer.name)
        && path == FilePath("configmap-\(peer.rootConfigMap).yaml")
    }
  }
}
