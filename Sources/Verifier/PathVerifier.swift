package import Diagnostics
package import X509

/// Verifies a chain by RFC 5280 alone, without the rules of SPIFFE: for istiod's certificates and any others.
public struct PathVerifier: Sendable {
  private let builder: PathBuilder
  private let time: Timestamp

  /// A verifier that trusts these anchors and nothing else.
  package init(anchors: TrustAnchors, policy: PathPolicy) {
    builder = PathBuilder(anchors: anchors, policy: policy)
    time = policy.time
  }

  /// Verifies one chain, leaf first. Paths may also be built from `untrusted` certificates.
  package func verify(_ chain: [Certificate], untrusted: [Certificate] = []) -> PathVerification {
    guard let leaf = chain.first else {
      return PathVerification(presented: chain, time: time, findings: [.emptyChain])
    }
    let verdict = builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst()) + untrusted)
    return PathVerification(
      presented: chain, time: time, path: verdict.path, failedPaths: verdict.failedPaths,
      findings: verdict.refusal.map { [$0] } ?? [])
  }
}

/// The result of verifying one chain by RFC 5280.
public struct PathVerification: Hashable, Sendable {
  /// The certificates as they were presented, leaf first.
  package let presented: [Certificate]
  /// The time at which the chain was verified.
  package let time: Timestamp
  /// The path to the anchor, if there is one.
  package let path: ValidPath?
  /// The paths that broke, the most telling first.
  package let failedPaths: [FailedPath]
  /// Why the chain is rejected; empty if it is accepted.
  package let findings: [Diagnostic]

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

  /// Why the chain is rejected; nil if it is accepted.
  package var refusal: Diagnostic? { isAccepted ? nil : findings.first ?? .withoutReason }

  /// Whether a path holds.
  package var isAccepted: Bool { path != nil && findings.isEmpty }
}
