import Diagnostics
import SPIFFE
import SystemPackage
import Verifier
import X509

/// The answer about one chain, whatever the profile, ready to be told.
struct Judgement: Sendable {
  let isAccepted: Bool
  /// The leaf's identity, or its name where identities are not asked for.
  let identity: String?
  let expectation: Expectation?
  let presented: [Certificate]
  let time: Timestamp
  let path: ValidPath?
  let failedPaths: [FailedPath]
  let findings: [Diagnostic]
  /// What the mesh's proxies would answer, where that is another answer.
  let otherwise: ProxyVerdict?
  /// Whether the mesh's proxies would let the chain through; nil where they were not asked.
  let isFineForMesh: Bool?

  /// The answer by the standard, with what a mesh would do if that differs.
  init(_ verification: Verification, strict: Bool, proxies: ProxyVerdict) {
    isAccepted = strict ? verification.isAcceptedStrictly : verification.isAccepted
    identity = verification.identity?.uri
    expectation = verification.expectation
    presented = verification.presented
    time = verification.time
    path = verification.path
    failedPaths = verification.failedPaths
    findings = verification.findings
    otherwise = proxies.isAccepted == isAccepted ? nil : proxies
    isFineForMesh = proxies.isAccepted
  }

  /// The answer of a mesh's proxies.
  init(_ verdict: ProxyVerdict, _ presented: [Certificate], _ expectation: Expectation, at time: Timestamp) {
    isAccepted = verdict.isAccepted
    identity = presented.first?.uris.first
    self.expectation = expectation
    self.presented = presented
    self.time = time
    path = verdict.path
    failedPaths = verdict.failedPaths
    findings = verdict.refusal.map { [$0] } ?? []
    otherwise = nil
    isFineForMesh = verdict.isAccepted
  }

  /// The answer of RFC 5280.
  init(_ verification: PathVerification) {
    isAccepted = verification.isAccepted
    identity = verification.presented.first?.description
    expectation = nil
    presented = verification.presented
    time = verification.time
    path = verification.path
    failedPaths = verification.failedPaths
    findings = verification.findings
    otherwise = nil
    isFineForMesh = nil
  }
}
