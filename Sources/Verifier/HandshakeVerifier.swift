package import Diagnostics
public import SPIFFE
package import X509

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
    /// leaf there is no purpose and no name. Nil for those above a control plane, whose clients require a path to the
    /// mesh's own roots.
    case authorities(of: TrustDomain?)
  }

  private let bundles: BundleSet
  private let ownTrustDomain: TrustDomain
  private let svids: ChainVerifier
  private let proxies: ProxyVerifier
  /// The roots by which the control plane is trusted; nil for those of `ownTrustDomain`.
  private let controlPlane: TrustAnchors?
  /// The proxies of an ambient mesh are both: ztunnels, and Envoys for gateways and waypoints.
  private let ztunnel: (verifier: ZtunnelVerifier, version: WebPKI)?

  /// - Parameters:
  ///   - bundles: What the side has for each trust domain. Where roots are pooled, each domain has all of them.
  ///   - controlPlane: The roots by which a control plane is trusted, if those of `ownTrustDomain` also hold others'.
  ///   - ztunnel: What the ztunnels of an ambient mesh verify with; nil for a mesh of sidecars.
  package init(
    bundles: BundleSet, ownTrustDomain: TrustDomain, controlPlane: TrustBundle? = nil, ztunnel: WebPKI? = nil
  ) {
    self.bundles = bundles
    self.ownTrustDomain = ownTrustDomain
    svids = ChainVerifier(bundles: bundles, ownTrustDomain: ownTrustDomain)
    proxies = ProxyVerifier(bundles: bundles)
    self.controlPlane = controlPlane.map { TrustAnchors($0.certificates) }
    self.ztunnel = ztunnel.map { (ZtunnelVerifier(bundles: bundles, version: $0), $0) }
  }

  /// Why the side refuses the chain, leaf first; nil if it accepts it.
  package func refusal(of chain: [Certificate], from presenter: Presenter, at time: Timestamp) -> Diagnostic? {
    switch presenter {
    case .workload(let expectation):
      let claimed = Expectation(trustDomain: Self.claimedDomain(of: chain) ?? ownTrustDomain)
      let expected = expectation ?? claimed
      return svids.verify(chain, expecting: expected, at: time).refusal
        ?? ztunnel.flatMap { Self.refusal(in: $0.verifier.verify(chain, expecting: expected, at: time)) }
    case .workloadBeforeProxy(let expectation):
      guard let refusal = Self.refusal(in: proxies.verify(chain, expecting: expectation, at: time)) else { return nil }
      // What one kind of proxy lets through is through.
      guard let ztunnel else { return refusal }
      return Self.refusal(in: ztunnel.verifier.verify(chain, expecting: expectation, at: time)) == nil ? nil : refusal
    case .controlPlane(let host):
      return path(chain, own, [.serverAuth], at: time)
        ?? ztunnel.flatMap { path(chain, own, [.serverAuth], at: time, by: $0.version) }
        ?? Self.mismatch(of: chain, host)
    case .clientOfControlPlane: return path(chain, own, [.clientAuth], at: time)
    case .authorities(let domain): return refusal(ofAuthorities: chain, of: domain, at: time)
    }
  }

  private var own: TrustAnchors? { controlPlane ?? bundles.anchors(of: ownTrustDomain) }

  private static func refusal(in verdict: ProxyVerdict) -> Diagnostic? {
    verdict.isAccepted ? nil : verdict.refusal ?? .withoutReason
  }

  /// Why a proxy's authorization policy refuses the leaf's identity, whether or not its path is valid; nil if it
  /// matches.
  package static func identityRefusal(of chain: [Certificate], expecting expected: SPIFFEID) -> Diagnostic? {
    Mismatch.principal(
      expected: expected, of: chain.first,
      Expectation(trustDomain: expected.trustDomain, identity: expected, origin: .description))
  }

  /// The trust domain that the leaf claims; like Envoy, this reads the first URI.
  package static func claimedDomain(of chain: [Certificate]) -> TrustDomain? {
    chain.first?.uris.first.flatMap { try? SPIFFEID($0) }?.trustDomain
  }

  private func path(
    _ chain: [Certificate], _ anchors: TrustAnchors?, _ purposes: [ExtendedKeyUsage.Purpose], at time: Timestamp,
    by version: WebPKI? = nil
  ) -> Diagnostic? {
    var policy = PathPolicy(time: time, purposes: purposes)
    if let version {
      policy = PathPolicy(
        time: time, purposes: purposes, profile: .webpki(version),
        limits: PathLimits(intermediates: WebPKI.intermediates))
    }
    return PathVerifier(anchors: anchors ?? TrustAnchors([]), policy: policy).verify(chain).refusal
  }

  /// What a ztunnel would refuse below the path, whatever the leaf, is refused.
  private func refusal(
    ofAuthorities chain: [Certificate], of domain: TrustDomain?, at time: Timestamp
  ) -> Diagnostic? {
    let anchors = domain.map { bundles.anchors(of: $0) } ?? own
    let found = PathVerifier(anchors: anchors ?? TrustAnchors([]), policy: PathPolicy(time: time, purposes: []))
      .verify(chain)
    guard let path = found.path, let ztunnel else { return found.refusal }
    let identity = (domain ?? ownTrustDomain).uri
    return found.refusal ?? ztunnel.version.refusal(of: .uri(Array(identity.utf8)), below: path)
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
