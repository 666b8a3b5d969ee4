/// Limits on the chain read from a peer, which may be hostile.
public struct ChainLimits: Hashable, Sendable {
  /// The maximum size of the Certificate message in octets.
  public var octets: Int
  /// The maximum number of certificates.
  public var certificates: Int

  public init(octets: Int = 100_000, certificates: Int = 32) {
    self.octets = octets
    self.certificates = certificates
  }
}
