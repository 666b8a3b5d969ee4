public import Cryptography
public import X509

/// The certificates and the key that go into the resources of one mesh.
public struct MeshMaterial: Sendable {
  /// The numbers of the authorities, which annotations tell to whoever looks at a cluster.
  public struct Generations: Hashable, Sendable {
    /// Those of the mesh's own roots, in the order of the bundle.
    public var ownRoots: [Int]
    /// That of the intermediate.
    public var intermediate: Int
    /// Those of each peer's roots, in the order of the bundle; peers of whom they are not known are left out.
    public var peerRoots: [String: [Int]]

    /// Takes the numbers as they are known.
    public init(ownRoots: [Int], intermediate: Int, peerRoots: [String: [Int]] = [:]) {
      self.ownRoots = ownRoots
      self.intermediate = intermediate
      self.peerRoots = peerRoots
    }
  }

  /// The roots of every peer, by the peer's name.
  public var rootsByPeer: [String: [Certificate]]
  /// The roots that the mesh itself trusts.
  public var ownRoots: [Certificate]
  /// The certificate that istiod signs with.
  public var intermediate: Certificate
  /// The intermediate, then what stands between it and the root. A root or a missing intermediate is put right.
  public var chain: [Certificate]
  /// The intermediate's key as PKCS #8 in PEM; nil if it is kept elsewhere.
  public var intermediateKey: SecretBytes?
  /// The numbers of the authorities.
  public var generations: Generations

  /// Takes the parts.
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

  /// What is presented behind a leaf: a peer that holds only the root must find its way with it (C-16, C-28). The root
  /// stays out, since nobody trusts a root for having been sent it.
  public var presentedChain: [Certificate] {
    [intermediate] + chain.filter { $0 != intermediate && !ownRoots.contains($0) && !$0.isSelfSigned }
  }
}
