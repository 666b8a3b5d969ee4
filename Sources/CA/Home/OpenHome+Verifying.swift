public import Federation
public import SPIFFE
import X509

extension OpenHome {
  /// What a mesh must expect of a peer, by the description and the database: the peer's bundle, and the identities of
  /// its two gateways for the mesh.
  public func expectation(of peerName: String, for meshName: String) throws(CAError) -> (
    peer: Peer, bundle: TrustBundle
  ) {
    let federation = try federation()
    let mesh = try federation.requireMesh(meshName)
    let peer = try federation.requirePeer(peerName, of: mesh)
    return (peer, TrustBundle(trustDomain: peer.trustDomain, certificates: try roots(of: peerName, federation)))
  }

  /// The bundles of every mesh of the home and of every remote, to explain why a chain does not match.
  public func bundles() throws(CAError) -> [TrustBundle] {
    let federation = try federation()
    var bundles: [TrustBundle] = []
    for mesh in federation.meshes {
      bundles.append(TrustBundle(trustDomain: mesh.trustDomain, certificates: try roots(of: mesh.name, federation)))
    }
    return bundles + (try remotes()).map { TrustBundle(trustDomain: $0.card.trustDomain, certificates: $0.card.roots) }
  }

  private func roots(of mesh: String, _ federation: ResolvedFederation) throws(CAError) -> [Certificate] {
    try authorities().bundle(of: mesh, in: federation)?.certificates ?? []
  }
}
