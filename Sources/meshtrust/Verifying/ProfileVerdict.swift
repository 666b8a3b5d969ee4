import Diagnostics
import SPIFFE
import SystemPackage
import Verifier
import X509

/// The verdict on one chain by any profile.
struct ProfileVerdict: Sendable {
  let isAccepted: Bool
  /// The leaf's identity, or its name for profiles without identities.
  let identity: String?
  let expectation: Expectation?
  let presented: [Certificate]
  let time: Timestamp
  let path: ValidPath?
  let failedPaths: [FailedPath]
  let findings: [Diagnostic]
  /// The verdict of the mesh's proxies, where it differs.
  let otherwise: ProxyVerdict?
  /// Whether the mesh's proxies would accept the chain; nil if they were not asked.
  let isFineForMesh: Bool?
  /// The verdict of ztunnel, the proxy of ambient meshes, where it differs and the mesh may be one.
  let ambient: ProxyVerdict?
  /// Whether ztunnel would accept the chain; nil if it was not asked.
  let isFineForAmbient: Bool?

  /// The verdict by the standard, with that of a mesh where it differs.
  init(_ verification: Verification, strict: Bool, proxies: ProxyVerdict, ztunnel: ProxyVerdict, mayBeAmbient: Bool) {
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
    ambient = mayBeAmbient && ztunnel.isAccepted != isAccepted ? ztunnel : nil
    isFineForAmbient = ztunnel.isAccepted
  }

  /// The verdict of a mesh's proxies.
  init(_ verdict: ProxyVerdict, _ presented: [Certificate], _ expectation: Expectation, at time: Timestamp) {
    isAccepted = verdict.isAccepted
    identity = presented.first?.uris.first
    self.expectation = expectation
    self.presented = presented
    self.time = time
    path = verdict.path
    failedPaths = verdict.failedPaths
    findings = (verdict.refusal.map { [$0] } ?? []) + presented.distinct().compactMap(SVIDRules.serialNumber)
    otherwise = nil
    isFineForMesh = verdict.isAccepted
    (ambient, isFineForAmbient) = (nil, nil)
  }

  /// The verdict by RFC 5280.
  init(_ verification: PathVerification) {
    isAccepted = verification.isAccepted
    identity = verification.presented.first?.description
    expectation = nil
    presented = verification.presented
    time = verification.time
    path = verification.path
    failedPaths = verification.failedPaths
    findings = verification.findings + verification.presented.distinct().compactMap(SVIDRules.serialNumber)
    otherwise = nil
    isFineForMesh = nil
    (ambient, isFineForAmbient) = (nil, nil)
  }
}
