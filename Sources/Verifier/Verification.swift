public import Diagnostics
public import SPIFFE
public import X509

/// The result of verifying one presented chain, with everything that led to it.
public struct Verification: Hashable, Sendable {
  /// The certificates as they were presented, leaf first.
  package let presented: [Certificate]
  package let expectation: Expectation
  /// The time at which the chain was verified.
  package let time: Timestamp
  /// The leaf's SPIFFE ID, if it has exactly one and it is valid.
  public let identity: SPIFFEID?
  /// The path to the root, if there is one.
  public let path: ValidPath?
  /// The paths that broke, the most telling first.
  package let failedPaths: [FailedPath]
  /// Errors first, then warnings, then notes; within each severity in the order of the checks.
  public let findings: [Diagnostic]

  init(
    presented: [Certificate], expectation: Expectation, time: Timestamp, identity: SPIFFEID? = nil,
    path: ValidPath? = nil, failedPaths: [FailedPath] = [], findings: [Diagnostic]
  ) {
    self.presented = presented
    self.expectation = expectation
    self.time = time
    self.identity = identity
    self.path = path
    self.failedPaths = failedPaths
    self.findings =
      findings.count < 2
      ? findings
      : Severity.allCases.reversed().flatMap { severity in findings.filter { $0.severity == severity } }
  }

  /// Whether the chain is accepted: the path is valid, the identity is the expected one, and no rule is broken.
  ///
  /// The identity is compared once more here, so that a mistake in a check cannot let another identity through.
  public var isAccepted: Bool {
    guard let path, path.certificates.first == presented.first, let identity else { return false }
    return identity.trustDomain == expectation.trustDomain && expectation.identity.map { $0 == identity } ?? true
      && !findings.contains { $0.severity == .error }
  }

  /// Whether the chain is accepted when warnings count as errors.
  public var isAcceptedStrictly: Bool { isAccepted && findings.allSatisfy { $0.severity < .warning } }

  /// Why the chain is rejected; empty if it is accepted.
  public var reasons: [Diagnostic] { findings.filter { $0.severity == .error } }

  /// The first reason; nil if the chain is accepted.
  package var refusal: Diagnostic? { isAccepted ? nil : reasons.first ?? .withoutReason }

  /// The certificate that expires first, which ends the path.
  public var firstToExpire: Certificate? { path?.firstToExpire }
}

extension Diagnostic {
  /// The final comparison failed although no check found a reason.
  static let withoutReason = Diagnostic(
    "MT-V-01", what: "no path leads from the leaf to a trusted root", why: "the reason is unknown",
    next: "compare the bundle with the peer's root")

  /// Nothing was presented.
  static let emptyChain = Diagnostic(
    "MT-V-07", what: "no certificate was presented", why: "a chain has at least a leaf",
    next: "pass a chain, leaf first")
}
