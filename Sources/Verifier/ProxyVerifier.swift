package import Diagnostics
import SPIFFE
package import X509

/// Verifies a chain the way the proxies of a federated mesh do: Envoy's SPIFFE validator with one bundle per trust
/// domain, then the policy that compares the client ID. It predicts what a mesh would do; ``ChainVerifier`` says what
/// the standard requires.
///
/// It is as lenient as Envoy: the first of several URIs chooses the bundle and any of them can be the principal,
/// extendedKeyUsage and digitalSignature are ignored, and
/// the SPIFFE ID's path may be any text. The path to the root is checked by the profile `proxies` of X509.
public struct ProxyVerifier: Sendable {
  private let bundles: BundleSet
  private let revocation: RevocationLists?
  private let limits: PathLimits
  private let unloaded: Diagnostic?

  /// BoringSSL follows paths of up to a hundred certificates; the other limits are the usual ones.
  package static let limits = PathLimits(intermediates: 100)

  /// If `revocation` is given, every certificate must be covered by a list, as in Envoy once a bundle holds one.
  ///
  /// - Parameter unloaded: Why Envoy does not load the bundle as it is written: then it accepts nobody.
  package init(
    bundles: BundleSet, revocation: RevocationLists? = nil, limits: PathLimits = Self.limits,
    unloaded: Diagnostic? = nil
  ) {
    self.bundles = bundles
    self.revocation = revocation
    self.limits = limits
    self.unloaded = unloaded
  }

  /// Verifies one chain, leaf first, at a point in time. `known` is a path already found below the same roots, whose
  /// signatures are not checked again.
  package func verify(
    _ chain: [Certificate], expecting expectation: Expectation, at time: Timestamp, knowing known: ValidPath? = nil
  ) -> ProxyVerdict {
    guard let leaf = chain.first else {
      return ProxyVerdict(
        refusedFor: Diagnostic(
          "MT-V-07", what: "no certificate was presented", why: "the ingress gateway requires one of every client",
          next: "check the presenting gateway's certificate with `istioctl proxy-config secret`"))
    }
    if let unloaded { return ProxyVerdict(refusedFor: unloaded) }
    if let excess = ChainShape.excess(of: chain) { return ProxyVerdict(refusedFor: excess) }
    if let refusal = precheck(leaf) { return ProxyVerdict(refusedFor: refusal) }
    guard let uri = leaf.uris.first, let domain = Self.trustDomain(of: uri) else {
      return ProxyVerdict(refusedFor: Self.noStore("the leaf's first URI contains no trust domain"))
    }
    guard domain == expectation.trustDomain.name, let anchors = bundles.anchors(of: expectation.trustDomain) else {
      return ProxyVerdict(refusedFor: Self.noStore("there is no bundle for the trust domain `\(domain.printable)`"))
    }
    let policy = PathPolicy(time: time, profile: .proxies, revocation: revocation, limits: limits)
    let builder = PathBuilder(anchors: anchors, policy: policy)
    let verdict = builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst()), knowing: known)
    if let path = verdict.path { return principalVerdict(of: path, leaf, expectation) }
    return ProxyVerdict(refusedBy: verdict, why: "Envoy closes the connection with CERTIFICATE_VERIFY_FAILED")
  }

  /// The verdict on a valid path, which remains to be compared with the expected principal.
  private func principalVerdict(
    of path: ValidPath, _ leaf: Certificate, _ expectation: Expectation
  ) -> ProxyVerdict {
    let mismatch = expectation.identity.flatMap { Mismatch.principal(expected: $0, of: leaf, expectation) }
    return mismatch.map { ProxyVerdict(refusedFor: $0) } ?? ProxyVerdict(accepted: path)
  }

  /// What Envoy checks before it builds a path. An absent keyUsage counts as every usage.
  private func precheck(_ leaf: Certificate) -> Diagnostic? {
    let usage = leaf.extensions.keyUsage
    guard leaf.isAuthority || usage.map({ !$0.isDisjoint(with: [.keyCertSign, .cRLSign]) }) ?? true else { return nil }
    return Diagnostic(
      "MT-C-27", what: "a proxy takes the leaf for a CA",
      why: leaf.isAuthority
        ? "its basicConstraints has cA:TRUE"
        : usage == nil ? "it has no keyUsage, which allows every usage" : "its keyUsage allows signing certificates",
      next: "reissue it as an X509-SVID")
  }

  /// The text between `spiffe://` and the next slash; nil for an ID without a path.
  private static func trustDomain(of uri: String) -> String? {
    guard uri.utf8.starts(with: SPIFFEID.scheme.utf8) else { return nil }
    let rest = Substring(uri).utf8.dropFirst(SPIFFEID.scheme.utf8.count)
    return rest.firstIndex(of: UInt8(ascii: "/")).map { String(uri[rest.startIndex..<$0]) }
  }

  private static func noStore(_ why: Message) -> Diagnostic {
    Diagnostic(
      "MT-V-04", what: "no trust bundle store", why: why,
      next: "compare trustDomain in the ServiceMeshPeer with the peer's own")
  }
}

/// What a mesh's proxies would decide.
public struct ProxyVerdict: Hashable, Sendable {
  /// The path to the root, when the chain is accepted.
  package let path: ValidPath?
  private let reason: Reason?

  private enum Reason: Hashable, Sendable {
    case said(Diagnostic)
    /// No path holds. `why` takes the place of the search's own words.
    case search(PathVerdict, why: Message?)
  }

  init(accepted path: ValidPath) {
    self.path = path
    reason = nil
  }

  init(refusedFor refusal: Diagnostic) {
    path = nil
    reason = .said(refusal)
  }

  /// Refused because no path is valid.
  init(refusedBy verdict: PathVerdict, why: Message? = nil) {
    path = nil
    reason = .search(verdict, why: why)
  }

  /// Why it is refused; nil when it is accepted. It is worded here, because most verdicts are only counted.
  package var refusal: Diagnostic? {
    switch reason {
    case nil: return nil
    case .said(let diagnostic): return diagnostic
    case .search(let verdict, let why):
      var refusal = verdict.refusal ?? .withoutReason
      if let why, case .invalid = verdict { refusal.why = why }
      return refusal
    }
  }

  /// The paths that broke.
  package var failedPaths: [FailedPath] {
    if case .search(let verdict, _) = reason { verdict.failedPaths } else { [] }
  }

  /// Whether a proxy would let the connection through.
  package var isAccepted: Bool { path != nil && reason == nil }
}
