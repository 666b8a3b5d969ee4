public import Cryptography
public import X509

/// The certificates and the key in the resources of one mesh.
public struct MeshMaterial: Sendable {
  /// The generations of the authorities, written into annotations for readers of the cluster's objects.
  public struct Generations: Hashable, Sendable {
    /// Those of the mesh's own roots, in bundle order.
    public var ownRoots: [Int]
    /// The intermediate's.
    public var intermediate: Int
    /// Those of each peer's roots, in bundle order, without the peers whose generations are unknown.
    public var peerRoots: [String: [Int]]

    public init(ownRoots: [Int], intermediate: Int, peerRoots: [String: [Int]] = [:]) {
      self.ownRoots = ownRoots
      self.intermediate = intermediate
      self.peerRoots = peerRoots
    }
  }

  /// By the peer's name.
  public var rootsByPeer: [String: [Certificate]]
  /// The roots that the mesh itself trusts.
  public var ownRoots: [Certificate]
  /// The certificate that istiod signs with.
  public var intermediate: Certificate
  /// The intermediate, then the certificates between it and the root. A superfluous root or a missing intermediate is
  /// corrected.
  public var chain: [Certificate]
  /// The intermediate's key as PKCS #8 in PEM; nil if it is not in the home.
  public var intermediateKey: SecretBytes?
  /// The same key sealed for the mesh's cluster; it takes the place of the plain one.
  public var sealed: SealedSecret?
  public var generations: Generations

  public init(
    rootsByPeer: [String: [Certificate]], ownRoots: [Certificate], intermediate: Certificate, chain: [Certificate],
    intermediateKey: SecretBytes?, generations: Generations
  ) {
    self.rootsByPeer = rootsByPeer
    self.ownRoots = ownRoots
    self.intermediate = intermediate
    self.chain = chain
    self.intermediateKey = intermediateKey
    self.generations = generations
  }

  /// The certificates that follow a leaf, from which a peer with only the root can build a path (C-16, C-28). The root
  /// is left out, because nobody trusts a root that arrives in a chain.
  public var presentedChain: [Certificate] {
    [intermediate] + chain.filter { $0 != intermediate && !ownRoots.contains($0) && !$0.isSelfSigned }
  }
}
