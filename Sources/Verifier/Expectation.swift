public import SPIFFE

/// Who the peer must be, beyond holding a trusted certificate.
public struct Expectation: Hashable, Sendable {
  /// The peer's trust domain; only its bundle counts.
  public let trustDomain: TrustDomain
  /// The peer's identity; nil accepts any identity of the trust domain.
  public let identity: SPIFFEID?

  public init(trustDomain: TrustDomain, identity: SPIFFEID? = nil) {
    self.trustDomain = trustDomain
    self.identity = identity
  }
}
