import CA
import Federation
import Rotation

extension Acceptance {
  /// One direction of a peering.
  private struct Side: Hashable {
    let holder: String
    let presenter: String
  }

  /// Every direction of every peering, in the order of the federation.
  ///
  /// In a handshake the client verifies first, so that what the timeline says of the handshake that a mesh begins is
  /// that mesh's own verdict, unless the server gave it.
  static func all(
    in federation: ResolvedFederation, _ authorities: AuthoritySet, _ timeline: Timeline, _ shut: [Gate]
  ) -> [Acceptance] {
    var rejections: [Side: State] = [:]
    for change in timeline.failing where change.handshake.hop == .services {
      guard let refusal = change.refusal else { continue }
      let (client, server) = (change.handshake.client, change.handshake.server)
      rejections[Side(holder: refusal.by, presenter: refusal.by == client ? server : client)] = .rejects(refusal.reason)
    }
    var unknown: [Side: State] = [:]
    for pair in timeline.unknown {
      unknown[Side(holder: pair.client, presenter: pair.server)] = .unknown(pair.reason)
      unknown[Side(holder: pair.server, presenter: pair.client)] = .unknown(pair.reason)
    }
    let verified = Set(timeline.handshakes.map { Side(holder: $0.client, presenter: $0.server) })
    let awaited = Set(shut.map { Side(holder: $0.holder, presenter: $0.mesh) })
    func side(_ holder: String, _ presenter: String, _ missing: String) -> Acceptance {
      let side = Side(holder: holder, presenter: presenter)
      let state = rejections[side] ?? unknown[side] ?? (verified.contains(side) ? .accepts : .unknown(missing))
      return Acceptance(holder: holder, presenter: presenter, state: state, isAwaited: awaited.contains(side))
    }
    return federation.meshes.flatMap { mesh in
      mesh.gateways.flatMap { gateways -> [Acceptance] in
        let peer = gateways.peer
        guard federation.mesh(named: peer) == nil else { return [side(mesh.name, peer, "it was not verified")] }
        guard authorities.remote(named: peer) != nil else {
          let reason = "no trust card of \(peer) is here yet"
          return [side(mesh.name, peer, reason), side(peer, mesh.name, reason)]
        }
        return [
          side(mesh.name, peer, "the roots of \(peer) are held; what it presents is not seen here"),
          side(peer, mesh.name, "what \(peer) trusts is not seen here"),
        ]
      }
    }
  }
}
