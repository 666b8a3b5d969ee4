public import Diagnostics
public import SPIFFE
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

  /// Decodes a certificate of a chain that is to be judged for a domain; authorities that were verified before are known
  /// by their exact bytes.
  public func certificate(der: [UInt8], of trustDomain: TrustDomain) throws(X509Error) -> Certificate {
    try bundles.certificate(der: der, of: trustDomain)
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
    switch builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst())) {
    case .valid(let path): return judge(path, uri, expectation)
    case .invalid(let failures): return ProxyVerdict(refusedFor: Self.refusal(failures), failedPaths: failures)
    case .tooComplex(let limit, let failures):
      let refusal = Diagnostic(
        "MT-PV-14", what: "the chain is too complex to judge", why: "no path was found within \(limit)",
        next: "present only the leaf and its intermediates")
      return ProxyVerdict(refusedFor: refusal, failedPaths: failures)
    }
  }

  /// The policies of a federation deny every principal that is not the client ID, byte for byte.
  private func judge(_ path: ValidPath, _ uri: String, _ expectation: Expectation) -> ProxyVerdict {
    guard let expected = expectation.identity, expected.uri != uri else { return ProxyVerdict(accepted: path) }
    return ProxyVerdict(
      refusedFor: Diagnostic(
        "MT-V-06", what: "the principal is \(uri.printable), not \(expected)",
        why:
          "the policies federation-discovery and federation-exports deny every other one: 403, or a closed connection",
        next: "set clientID in the ServiceMeshPeer to what `\(.meshtrust("id"))` prints"))
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
    let scheme = "spiffe://"
    guard uri.hasPrefix(scheme) else { return nil }
    let rest = uri.dropFirst(scheme.count)
    return rest.firstIndex(of: "/").map { String(rest[..<$0]) }
  }

  private static func noStore(_ why: Message) -> Diagnostic {
    Diagnostic(
      "MT-V-04", what: "no trust bundle store", why: why,
      next: "compare trustDomain in the ServiceMeshPeer with the peer's own")
  }

  private static func refusal(_ failures: [FailedPath]) -> Diagnostic {
    guard let first = failures.first, let certificate = first.certificate else {
      return Diagnostic(
        "MT-V-01", what: "no path leads to a self-signed root of the bundle", next: "give the peer's root")
    }
    return Diagnostic(
      first.failure.code, what: "`\(certificate)` breaks the path: \(first.failure)",
      why: "Envoy closes the connection with CERTIFICATE_VERIFY_FAILED",
      next: "`\(.meshtrust("explain", first.failure.code.rawValue))`")
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
