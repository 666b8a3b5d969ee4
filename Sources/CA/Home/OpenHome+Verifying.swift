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
    let roots = try authorities(of: peerName).bundle(of: peerName, in: federation)?.certificates ?? []
    return (peer, TrustBundle(trustDomain: peer.trustDomain, certificates: roots))
  }

  /// The authorities of one mesh and the shared ones. The others are not decoded: a home may have hundreds.
  private func authorities(of mesh: String) throws(CAError) -> AuthoritySet {
    if let known = knownAuthorities { return known }
    guard try isBegun else {
      try refuseEmptied()
      return AuthoritySet([])
    }
    return try read { try $0.authoritySet(of: [.mesh(mesh), .shared]) }
  }

  /// The bundles of every mesh of the home and of every remote, to explain why a chain does not match.
  public func bundles() throws(CAError) -> [TrustBundle] {
    let federation = try federation()
    var bundles: [TrustBundle] = []
    let authorities = try authorities()
    for mesh in federation.meshes {
      let roots = authorities.bundle(of: mesh.name, in: federation)?.certificates ?? []
      bundles.append(TrustBundle(trustDomain: mesh.trustDomain, certificates: roots))
    }
    return bundles + (try remotes()).map { TrustBundle(trustDomain: $0.card.trustDomain, certificates: $0.card.roots) }
  }
}
