public import Diagnostics
public import SPIFFE
public import X509

/// Answers whether one side of a handshake would accept the chain that the other side presents.
///
/// A side holds one bundle for each trust domain. What it compares besides the path depends on who presents, because
/// different software runs at each end; ``Presenter`` says what and why.
public struct HandshakeVerifier: Sendable {
  /// Who presents the chain, and with that by which rules it is accepted.
  public enum Presenter: Hashable, Sendable {
    /// A workload or gateway, by the rules of X509-SVID. Without an expectation it may be anybody of the trust domain
    /// that its leaf claims.
    case workload(Expectation?)
    /// A workload or gateway, by the more lenient rules of Envoy: what a running mesh would let through.
    case workloadBeforeProxy(Expectation)
    /// A control plane: a client of istiod wants a path to the mesh's own roots, a certificate for servers, and the DNS
    /// name that it called, compared as RFC 9525 has it. It looks at no SPIFFE ID.
    case controlPlane(host: String)
    /// A proxy that calls its control plane: istiod wants a path to the mesh's own roots and a certificate for clients.
    /// A server calls nobody, so that there is no host name to compare.
    case clientOfControlPlane
    /// Authorities alone, where nobody here can sign the leaf below them: there is a path to look at, and neither a
    /// purpose nor a name.
    case authorities(of: TrustDomain)
  }

  private let bundles: BundleSet
  private let ownTrustDomain: TrustDomain
  private let svids: ChainVerifier
  private let proxies: ProxyVerifier

  /// A side that trusts these bundles; that of its own trust domain also holds its control plane's roots.
  public init(bundles: BundleSet, ownTrustDomain: TrustDomain) {
    self.bundles = bundles
    self.ownTrustDomain = ownTrustDomain
    svids = ChainVerifier(bundles: bundles, ownTrustDomain: ownTrustDomain)
    proxies = ProxyVerifier(bundles: bundles)
  }

  /// Why the side refuses the chain, leaf first; nil when it accepts it.
  public func refusal(of chain: [Certificate], from presenter: Presenter, at time: Timestamp) -> Diagnostic? {
    switch presenter {
    case .workload(let expectation):
      let claimed = Expectation(trustDomain: Self.claimedDomain(of: chain) ?? ownTrustDomain)
      return svids.verify(chain, expecting: expectation ?? claimed, at: time).refusal
    case .workloadBeforeProxy(let expectation):
      let verdict = proxies.verify(chain, expecting: expectation, at: time)
      return verdict.isAccepted ? nil : verdict.refusal ?? .withoutReason
    case .controlPlane(let host):
      return path(chain, ownTrustDomain, [.serverAuth], at: time) ?? Self.mismatch(of: chain, host)
    case .clientOfControlPlane: return path(chain, ownTrustDomain, [.clientAuth], at: time)
    case .authorities(let domain): return path(chain, domain, [], at: time)
    }
  }

  /// Why the policies of a proxy refuse the leaf's identity, whatever its path is worth; nil when it is the expected one.
  public static func identityRefusal(of chain: [Certificate], expecting expected: SPIFFEID) -> Diagnostic? {
    Mismatch.principal(expected: expected, found: chain.first?.uris.first)
  }

  /// The trust domain that a leaf claims, as Envoy reads it: that of its first URI.
  public static func claimedDomain(of chain: [Certificate]) -> TrustDomain? {
    chain.first?.uris.first.flatMap { try? SPIFFEID($0) }?.trustDomain
  }

  private func path(
    _ chain: [Certificate], _ domain: TrustDomain, _ purposes: [ExtendedKeyUsage.Purpose], at time: Timestamp
  ) -> Diagnostic? {
    let anchors = bundles.anchors(of: domain) ?? TrustAnchors([])
    return PathVerifier(anchors: anchors, policy: PathPolicy(time: time, purposes: purposes)).verify(chain).refusal
  }

  private static func mismatch(of chain: [Certificate], _ host: String) -> Diagnostic? {
    guard let leaf = chain.first, !leaf.isFor(host: host) else { return nil }
    let names = leaf.dnsNames
    return Diagnostic(
      "MT-RH-05", what: "the certificate is not for `\(host)`",
      why: "its DNS names are: \(names.isEmpty ? "none" : names.joined(separator: ", "))",
      next: "a proxy calls its control plane by that name and takes no other")
  }
}
