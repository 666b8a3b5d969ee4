public import Federation
public import Kubernetes
import X509

extension MeshMaterial {
  /// The certificates in a mesh's files, without its key; nil while the mesh has no intermediate, or a peer has no
  /// root.
  ///
  /// - Parameter leavingOutPeers: Whether peers without a root are left out. Nothing is written from that.
  init?(
    _ mesh: Mesh, _ federation: ResolvedFederation, _ authorities: AuthoritySet, leavingOutPeers: Bool = false
  ) {
    guard let intermediate = authorities.intermediate(of: mesh.name),
      let own = authorities.bundle(of: mesh.name, in: federation)
    else { return nil }
    var roots: [String: [Certificate]] = [:]
    var generations: [String: [Int]] = [:]
    for peer in mesh.peers {
      // Without the peer's root the files would refer to a missing bundle, and istiod would drop the peer.
      guard let bundle = authorities.bundle(of: peer.name, in: federation) else {
        guard leavingOutPeers else { return nil }
        continue
      }
      roots[peer.name] = bundle.certificates
      generations[peer.name] = bundle.generations
    }
    let bundle = own.certificates + Self.forcedRenewal(mesh, federation.rootOwner(of: mesh.name), authorities)
    self.init(
      rootsByPeer: roots,
      ownRoots: bundle + (mesh.controlPlane.poolsInRoot ? Self.pooled(roots, besides: own.certificates) : []),
      intermediate: intermediate.certificate,
      chain: authorities.signingChain(of: mesh.name) ?? [intermediate.certificate], intermediateKey: nil,
      generations: MeshMaterial.Generations(
        ownRoots: own.generations ?? [], intermediate: intermediate.generation, peerRoots: generations))
  }

  /// The roots of the peers behind the mesh's own, by the peers' names; below a shared root there are no others.
  private static func pooled(_ roots: [String: [Certificate]], besides own: [Certificate]) -> [Certificate] {
    roots.sorted { $0.key < $1.key }.flatMap(\.value).distinct().filter { !own.contains($0) }
  }

  /// Sidecars of upstream Istio request new certificates only if their roots change, not if the signer does. Listing
  /// the new root twice is such a change, and has no other effect.
  private static func forcedRenewal(_ mesh: Mesh, _ owner: AuthorityOwner, _ authorities: AuthoritySet) -> [Certificate]
  {
    guard mesh.controlPlane.flavour != .maistra, mesh.controlPlane.signer == .istiod, mesh.controlPlane.multiRoot,
      let rotation = authorities.rotation(of: owner), rotation.phase == .signing,
      let root = authorities.root(of: owner)
    else { return [] }
    return [root.certificate]
  }
}

extension ResolvedFederation {
  /// The certificates that every mesh presents and trusts, without keys. A peer that has no root yet is left out: what its
  /// peers trust besides is known all the same. A mesh without an intermediate is omitted.
  func materials(_ authorities: AuthoritySet) -> [(mesh: Mesh, material: MeshMaterial)] {
    meshes.compactMap { mesh in
      MeshMaterial(mesh, self, authorities, leavingOutPeers: true).map { (mesh, $0) }
    }
  }
}

extension RotationLedger {
  /// The certificates that every mesh presents and trusts. Unlike ``OpenHome/materials()`` it also works for steps that have
  /// not been taken yet.
  public func materials() -> [(mesh: Mesh, material: MeshMaterial)] { federation.materials(authorities) }
}
