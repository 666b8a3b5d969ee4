public import Diagnostics
public import SPIFFE
public import X509

/// Decides whether one side of a handshake would accept the chain that the other side presents.
///
/// What a side checks besides the path depends on the presenter, because different software runs at each end: see
/// ``Presenter``.
public struct HandshakeVerifier: Sendable {
  /// Who presents the chain, which determines the rules.
  public enum Presenter: Hashable, Sendable {
    /// A workload or gateway, by the rules of X509-SVID. Without an expectation, any identity of the trust domain that
    /// the leaf claims is accepted.
    case workload(Expectation?)
    /// A workload or gateway, by Envoy's more lenient rules: what a running mesh would let through.
    case workloadBeforeProxy(Expectation)
    /// A control plane. Its clients require a path to the mesh's own roots, serverAuth, and the DNS name they dialled,
    /// compared as in RFC 9525. They ignore SPIFFE IDs.
    case controlPlane(host: String)
    /// A proxy connecting to its control plane. istiod requires a path to the mesh's own roots and clientAuth. A server
    /// dials no host, so no name is compared.
    case clientOfControlPlane
    /// The authorities alone, because no key at hand can sign a leaf below them. Only the path is checked: without a
    /// leaf there is no purpose and no name.
    case authorities(of: TrustDomain)
  }

  private let bundles: BundleSet
  private let ownTrustDomain: TrustDomain
  private let svids: ChainVerifier
  private let proxies: ProxyVerifier

  /// The bundle of `ownTrustDomain` also vouches for the control plane.
  public init(bundles: BundleSet, ownTrustDomain: TrustDomain) {
    self.bundles = bundles
    self.ownTrustDomain = ownTrustDomain
    svids = ChainVerifier(bundles: bundles, ownTrustDomain: ownTrustDomain)
    proxies = ProxyVerifier(bundles: bundles)
  }

  /// Why the side refuses the chain, leaf first; nil if it accepts it.
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

  /// Why a proxy's authorization policy refuses the leaf's identity, whether or not its path is valid; nil if it
  /// matches.
  public static func identityRefusal(of chain: [Certificate], expecting expected: SPIFFEID) -> Diagnostic? {
    Mismatch.principal(
      expected: expected, of: chain.first,
      Expectation(trustDomain: expected.trustDomain, identity: expected, origin: .description))
  }

  /// The trust domain that the leaf claims; like Envoy, this reads the first URI.
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
      next: "a proxy calls its control plane by that name and accepts no other: add it to the certificate")
  }
}
