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

  /// A change of its own root rewrites what signs and its own roots; that of a peer's root rewrites what the mesh reads of
  /// the peer: a ConfigMap, its configuration, its own roots, or the bundles for SPIRE.
  private func isChanged(_ path: FilePath, by rotation: RootRotation) -> Bool {
    let isOwn = rotation.owner == .shared || rotation.owner.meshName == mesh.name
    let peers = mesh.peers.filter { rotation.owner == .shared || rotation.owner.meshName == $0.name }
    let sources = Set(peers.map { federation.rootSource(of: $0.name, at: mesh.name) })
    if isOwn || sources.contains(.ownBundle) {
      if path == Emission.secretPath(of: mesh) || path.string == SealedSecret.file(of: mesh) { return true }
      if mesh.controlPlane.signer == .istioCSR, path.string == IstioCSR.rootsFile(of: mesh) { return true }
    }
    return sources.contains { source in
      switch source {
      case .peerConfigMap(let name): path == FilePath("configmap-\(name).yaml")
      case .meshConfig: path.starts(with: IstioFiles.folder)
      case .ownBundle: false
      case .agent: path.starts(with: IstioFiles.agentFolder) || path.string.hasPrefix("clusterfederatedtrustdomain-")
      }
    }
  }
}
