public import X509

/// What is known of the certificates in a mesh's resources: before the first `apply` only some of them.
public struct KnownMaterial: Sendable {
  /// Everything; nil while the mesh has no intermediate, or a peer has no root.
  public let whole: MeshMaterial?
  /// What the mesh's own Secret has; nil while that is not known.
  let own: MeshMaterial?
  /// The roots of the peers that have any, by the peer's name.
  let rootsByPeer: [String: [Certificate]]
  /// The generations of those roots, without the peers whose generations are unknown.
  let generations: [String: [Int]]

  public init(_ whole: MeshMaterial) {
    self.whole = whole
    own = whole
    rootsByPeer = whole.rootsByPeer
    generations = whole.generations.peerRoots
  }

  /// - Parameter own: What is known of the mesh, without the peers that have no root.
  public init(own: MeshMaterial? = nil, rootsByPeer: [String: [Certificate]], generations: [String: [Int]]) {
    whole = nil
    self.own = own
    self.rootsByPeer = rootsByPeer
    self.generations = generations
  }
}
