public import SPIFFE

/// Who the peer must be, beyond holding a trusted certificate.
public struct Expectation: Hashable, Sendable {
  /// The peer's trust domain; only its bundle counts.
  package let trustDomain: TrustDomain
  /// The peer's identity; nil accepts any identity of the trust domain.
  package let identity: SPIFFEID?

  /// Which end of the connection the peer is.
  package let role: Role

  /// The end of a connection.
  public enum Role: Hashable, Sendable {
    /// The peer's egress gateway, which calls.
    case client
    /// The peer's ingress gateway, which is called.
    case server
  }

  /// Where the identity was taken from: what may be wrong if another one is presented.
  package let origin: Origin

  /// The source of an expected identity.
  public enum Origin: Hashable, Sendable {
    /// Somebody's word, or the `clientID` of a ServiceMeshPeer.
    case clientID
    /// Derived from a description of the peer's gateways.
    case description
  }

  public init(
    trustDomain: TrustDomain, identity: SPIFFEID? = nil, role: Role = .client, origin: Origin = .clientID
  ) {
    self.trustDomain = trustDomain
    self.identity = identity
    self.role = role
    self.origin = origin
  }
}
