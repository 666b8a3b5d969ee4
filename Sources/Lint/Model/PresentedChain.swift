import SPIFFE
public import X509

/// A chain that a mesh presents to one of its peers.
public struct PresentedChain: Hashable, Sendable {
  /// Leaf first.
  let certificates: [Certificate]
  /// The first identity of the leaf.
  let identity: SPIFFEID

  /// Nil without a SPIFFE ID in the leaf.
  public init?(_ certificates: [Certificate]) {
    let identities = certificates.first?.uris.lazy.compactMap { try? SPIFFEID($0) }
    guard let identity = identities?.first else { return nil }
    self.certificates = certificates
    self.identity = identity
  }
}

extension PeerView {
  /// The identity that the peer's egress gateway must have; nil if the client ID is none.
  var identity: SPIFFEID? { clientID.string.flatMap { try? WorkloadIdentity(clientID: $0).spiffeID } }
}
