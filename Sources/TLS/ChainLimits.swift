/// How much of a chain is read from a peer, which may be hostile.
public struct ChainLimits: Hashable, Sendable {
  /// The most octets of the message that carries the chain.
  public var octets: Int
  /// The most certificates in it.
  public var certificates: Int

  /// Sets the limits.
  public init(octets: Int = 100_000, certificates: Int = 32) {
    self.octets = octets
    self.certificates = certificates
  }
}
