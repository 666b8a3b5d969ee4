import Federation
import X509

extension ConfigMap {
  /// The roots of a peer, for a mesh that peers with it.
  init(peer: Peer, of mesh: Mesh, material: MeshMaterial) throws(KubernetesError) {
    guard let roots = material.rootsByPeer[peer.name], !roots.isEmpty else {
      throw .noRoots(peer: peer.name, mesh: mesh.name)
    }
    self.init(peer: peer, of: mesh, roots: roots, generations: material.generations.peerRoots[peer.name])
  }

  /// - Parameter generations: Those of the roots; nil if they are unknown.
  init(peer: Peer, of mesh: Mesh, roots: [Certificate], generations: [Int]?) {
    var annotations = [Annotation.rootFingerprints: Annotation.list(roots.map(\.fingerprint))]
    annotations[Annotation.rootGenerations] = generations.map(Annotation.list)
    self.init(
      metadata: ObjectMetadata(
        name: peer.rootConfigMap, namespace: mesh.namespace, labels: ManifestSet.managedBy, annotations: annotations),
      data: [Self.rootKey: PEM.write(roots)])
  }
}
