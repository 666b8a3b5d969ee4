public import Diagnostics
public import SPIFFE
public import X509

/// The answer about one presented chain: the verdict, and everything that led to it.
public struct Verification: Hashable, Sendable {
  /// The certificates as they were presented, leaf first.
  public let presented: [Certificate]
  /// What was expected.
  public let expectation: Expectation
  /// The moment judged for.
  public let time: Timestamp
  /// The leaf's identity, if it has a proper one.
  public let identity: SPIFFEID?
  /// The path to the root, if there is one.
  public let path: ValidPath?
  /// The paths that broke, the most telling first.
  public let failedPaths: [FailedPath]
  /// Everything found: errors first, then warnings, then notes.
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
    // A stable order within each severity: findings come in the order of the checks.
    self.findings = Severity.allCases.reversed().flatMap { severity in findings.filter { $0.severity == severity } }
  }

  /// Whether the chain is accepted: a path holds, the identity is the expected one, and no rule was broken.
  ///
  /// The identity is compared here once more, so that no slip in a check can let another one through.
  public var isAccepted: Bool {
    guard let path, path.certificates.first == presented.first, let identity else { return false }
    return identity.trustDomain == expectation.trustDomain && expectation.identity.map { $0 == identity } ?? true
      && reasons.isEmpty
  }

  /// Whether the chain is accepted when warnings count as errors.
  public var isAcceptedStrictly: Bool { isAccepted && findings.allSatisfy { $0.severity < .warning } }

  /// Why the chain is rejected; empty when it is accepted.
  public var reasons: [Diagnostic] { findings.filter { $0.severity == .error } }

  /// The first of the reasons; nil when the chain is accepted.
  public var refusal: Diagnostic? { isAccepted ? nil : reasons.first ?? .withoutReason }

  /// The certificate of the path that expires first, and with it the whole path.
  public var firstToExpire: Certificate? { path?.firstToExpire }
}

extension Diagnostic {
  /// Refused by a last comparison that no check explains.
  static let withoutReason = Diagnostic(
    "MT-V-01", what: "no path leads from the leaf to a trusted root", why: "no check says why",
    next: "compare the bundle with the peer's root")
}
