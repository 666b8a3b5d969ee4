public import Diagnostics
import Federation

/// A mesh's folder that cannot be written yet, because a peer has no root. Whatever changes meanwhile does not reach the
/// mesh, so that no step counts as taken there.
public struct BlockedFolder: Hashable, Sendable {
  public let mesh: String
  /// The first peer without a root.
  public let peer: String
  /// What brings that root.
  public let answer: SuggestedCommand

  public init(mesh: String, peer: String, answer: SuggestedCommand) {
    self.mesh = mesh
    self.peer = peer
    self.answer = answer
  }

  init(_ mesh: Mesh, waitingFor peer: Mesh, _ requests: some Collection<PendingRequest>) {
    // Below one root any answer brings it.
    let request = requests.first { $0.mesh == peer.name } ?? requests.min { $0.mesh < $1.mesh }
    self.init(
      mesh: mesh.name, peer: peer.name, answer: .meshtrust("install", request?.mesh ?? peer.name, "--chain", "FILE"))
  }

  /// Why, as part of a sentence.
  public var reason: String { "its peer `\(peer)` has no root yet" }
}

extension AuthoritySet {
  /// The peers of a mesh without a root. If the mesh's files named a bundle that does not exist, istiod would drop the peer
  /// silently.
  func peersWithoutRoot(of mesh: Mesh, in federation: ResolvedFederation) -> [Mesh] {
    mesh.peers.compactMap { federation.mesh(named: $0.name) }.filter { root(of: $0.name, in: federation) == nil }
  }

  /// Those of them whose root comes with the answer to a request, and not from this home.
  func awaitedPeers(
    of mesh: Mesh, in federation: ResolvedFederation, _ requests: some Collection<PendingRequest>
  ) -> [Mesh] {
    peersWithoutRoot(of: mesh, in: federation).filter { peer in
      requests.contains { $0.purpose == .renew && (federation.roots == .shared || $0.mesh == peer.name) }
    }
  }

  /// The folder of a mesh that runs already, if it cannot be written.
  func blockedFolder(
    of mesh: Mesh, in federation: ResolvedFederation, _ requests: [PendingRequest]
  ) -> BlockedFolder? {
    guard intermediate(of: mesh.name) != nil, let peer = awaitedPeers(of: mesh, in: federation, requests).first else {
      return nil
    }
    return BlockedFolder(mesh, waitingFor: peer, requests.filter { $0.purpose == .renew })
  }
}

extension RotationLedger {
  /// The folders of running meshes that cannot be written.
  public var blockedFolders: [BlockedFolder] {
    federation.meshes.compactMap { authorities.blockedFolder(of: $0, in: federation, requests) }
  }

  /// Those that a change of an owner's root concerns: of the meshes below it and of their peers.
  public func blockedFolders(around owner: AuthorityOwner) -> [BlockedFolder] {
    let concerned = Set(meshes(below: owner).flatMap { [$0.name] + $0.peers.map(\.name) })
    return blockedFolders.filter { concerned.contains($0.mesh) }
  }
}
