public import Diagnostics
import SPIFFE
public import X509

/// Judges a chain as the proxies of a federated mesh do: Envoy's SPIFFE validator with one bundle a trust domain, and
/// the policy that compares the client ID. It tells what a mesh would do, not what is right: see ``ChainVerifier``.
///
/// Where Envoy is more lenient than the standard, so is this: of several URIs the first counts, extendedKeyUsage and
/// digitalSignature are not looked at, and the path of the SPIFFE ID is any text; of the path to the root only what
/// ``PathPolicy/Profile/proxies`` asks for counts.
public struct ProxyVerifier: Sendable {
  private let bundles: BundleSet
  private let revocation: RevocationLists?
  private let limits: PathLimits

  /// BoringSSL follows a path of a hundred certificates; the work is bounded as everywhere.
  public static let limits = PathLimits(intermediates: 100)

  /// A proxy that holds these bundles. Lists mean that every certificate must be covered, as Envoy has it once a bundle
  /// holds one.
  public init(bundles: BundleSet, revocation: RevocationLists? = nil, limits: PathLimits = Self.limits) {
    self.bundles = bundles
    self.revocation = revocation
    self.limits = limits
  }

  /// Judges one chain, leaf first, for a moment. `known` is a path that was found below the same roots; where it serves
  /// for a proxy too, no signature is checked again.
  public func verify(
    _ chain: [Certificate], expecting expectation: Expectation, at time: Timestamp, knowing known: ValidPath? = nil
  ) -> ProxyVerdict {
    guard let leaf = chain.first else {
      return ProxyVerdict(
        refusedFor: Diagnostic(
          "MT-V-07", what: "no certificate was presented", why: "the ingress gateway asks every client for one",
          next: "look at the presenting gateway's certificate with `istioctl proxy-config secret`"))
    }
    if let refusal = precheck(leaf) { return ProxyVerdict(refusedFor: refusal) }
    guard let uri = leaf.uris.first, let domain = Self.trustDomain(of: uri) else {
      return ProxyVerdict(refusedFor: Self.noStore("the leaf's first URI names no trust domain"))
    }
    guard domain == expectation.trustDomain.name, let anchors = bundles.anchors(of: expectation.trustDomain) else {
      return ProxyVerdict(refusedFor: Self.noStore("there is no bundle for the trust domain `\(domain.printable)`"))
    }
    let policy = PathPolicy(time: time, profile: .proxies, revocation: revocation, limits: limits)
    let builder = PathBuilder(anchors: anchors, policy: policy)
    if let known, known.certificates.first == leaf, builder.admits(known) { return judge(known, uri, expectation) }
    let verdict = builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst()))
    if let path = verdict.path { return judge(path, uri, expectation) }
    var refusal = verdict.refusal ?? .withoutReason
    if case .invalid = verdict { refusal.why = "Envoy closes the connection with CERTIFICATE_VERIFY_FAILED" }
    return ProxyVerdict(refusedFor: refusal, failedPaths: verdict.failedPaths)
  }

  private func judge(_ path: ValidPath, _ uri: String, _ expectation: Expectation) -> ProxyVerdict {
    let mismatch = expectation.identity.flatMap { Mismatch.principal(expected: $0, found: uri) }
    return mismatch.map { ProxyVerdict(refusedFor: $0) } ?? ProxyVerdict(accepted: path)
  }

  /// What Envoy looks at before it builds a path; an absent keyUsage reads as every usage.
  private func precheck(_ leaf: Certificate) -> Diagnostic? {
    let usage = leaf.extensions.keyUsage
    guard leaf.isAuthority || usage.map({ !$0.isDisjoint(with: [.keyCertSign, .cRLSign]) }) ?? true else { return nil }
    return Diagnostic(
      "MT-C-27", what: "the leaf looks like an authority to a proxy",
      why: leaf.isAuthority
        ? "its basicConstraints say cA:TRUE"
        : usage == nil ? "it has no keyUsage, which reads as every usage" : "its keyUsage allows signing certificates",
      next: "issue it again as an X509-SVID")
  }

  /// The text between `spiffe://` and the next slash; an ID without a path gives none.
  private static func trustDomain(of uri: String) -> String? {
    guard uri.hasPrefix(SPIFFEID.scheme) else { return nil }
    let rest = uri.dropFirst(SPIFFEID.scheme.count)
    return rest.firstIndex(of: "/").map { String(rest[..<$0]) }
  }

  private static func noStore(_ why: Message) -> Diagnostic {
    Diagnostic(
      "MT-V-04", what: "no trust bundle store", why: why,
      next: "compare trustDomain in the ServiceMeshPeer with the peer's own")
  }
}

/// What a mesh's proxies would answer.
public struct ProxyVerdict: Hashable, Sendable {
  /// The path to the root, when the chain is accepted.
  public let path: ValidPath?
  /// Why it is refused; nil when it is accepted.
  public let refusal: Diagnostic?
  /// The paths that broke.
  public let failedPaths: [FailedPath]

  init(accepted path: ValidPath) {
    self.path = path
    refusal = nil
    failedPaths = []
  }

  init(refusedFor refusal: Diagnostic, failedPaths: [FailedPath] = []) {
    path = nil
    self.refusal = refusal
    self.failedPaths = failedPaths
  }

  /// Whether a proxy would let the connection through.
  public var isAccepted: Bool { path != nil && refusal == nil }
}
