public import SPIFFE

/// What a peer's certificate must be, besides trusted.
public struct Expectation: Hashable, Sendable {
  /// The peer's trust domain, whose bundle alone counts.
  public let trustDomain: TrustDomain
  /// The peer's identity, when one is asked for.
  public let identity: SPIFFEID?

  /// Expects any identity of a trust domain, or one identity.
  public init(trustDomain: TrustDomain, identity: SPIFFEID? = nil) {
    self.trustDomain = trustDomain
    self.identity = identity
  }
}
