public import Diagnostics
public import X509

/// Judges a chain by RFC 5280 alone, with no rule of SPIFFE: for istiod's own certificates, and for anything else.
public struct PathVerifier: Sendable {
  private let builder: PathBuilder
  private let time: Timestamp

  /// A verifier that trusts these anchors and nothing else.
  public init(anchors: TrustAnchors, policy: PathPolicy) {
    builder = PathBuilder(anchors: anchors, policy: policy)
    time = policy.time
  }

  /// Judges one chain, leaf first, with certificates to build from beside it.
  public func verify(_ chain: [Certificate], untrusted: [Certificate] = []) -> PathVerification {
    guard let leaf = chain.first else {
      let finding = Diagnostic(
        "MT-V-07", what: "no certificate was presented", why: "there is nothing to judge",
        next: "give a chain, leaf first")
      return PathVerification(presented: chain, time: time, findings: [finding])
    }
    let verdict = builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst()) + untrusted)
    return PathVerification(
      presented: chain, time: time, path: verdict.path, failedPaths: verdict.failedPaths,
      findings: verdict.refusal.map { [$0] } ?? [])
  }
}

/// The answer of RFC 5280 about one chain.
public struct PathVerification: Hashable, Sendable {
  /// The certificates as they were presented, leaf first.
  public let presented: [Certificate]
  /// The moment judged for.
  public let time: Timestamp
  /// The path to the anchor, if there is one.
  public let path: ValidPath?
  /// The paths that broke, the most telling first.
  public let failedPaths: [FailedPath]
  /// Why it is rejected; empty when it is accepted.
  public let findings: [Diagnostic]

  init(
    presented: [Certificate], time: Timestamp, path: ValidPath? = nil, failedPaths: [FailedPath] = [],
    findings: [Diagnostic] = []
  ) {
    self.presented = presented
    self.time = time
    self.path = path
    self.failedPaths = failedPaths
    self.findings = findings
  }

  /// The first of the findings; nil when the chain is accepted.
  public var refusal: Diagnostic? { isAccepted ? nil : findings.first ?? .withoutReason }

  /// Whether a path holds.
  public var isAccepted: Bool { path != nil && findings.isEmpty }
}
