import CA
import Diagnostics
import SPIFFE
import SystemPackage
import Verifier
import X509

/// The verdict on one chain by any profile.
struct ProfileVerdict: Sendable {
  private(set) var isAccepted: Bool
  /// The leaf's identity, or its name for profiles without identities.
  let identity: String?
  let expectation: Expectation?
  let presented: [Certificate]
  let time: Timestamp
  let path: ValidPath?
  let failedPaths: [FailedPath]
  private(set) var findings: [Diagnostic]
  /// The verdict of the mesh's proxies; nil if they were not asked.
  private let proxies: ProxyVerdict?
  /// The verdict of ztunnel, the proxy of ambient meshes; nil if it was not asked.
  private let ztunnel: ProxyVerdict?
  /// Whether the mesh may be an ambient one.
  private let mayBeAmbient: Bool

  /// The verdict of the mesh's proxies, where it differs.
  var otherwise: ProxyVerdict? { proxies.flatMap { $0.isAccepted == isAccepted ? nil : $0 } }
  /// The verdict of ztunnel, where it differs and the mesh may be one.
  var ambient: ProxyVerdict? { ztunnel.flatMap { !mayBeAmbient || $0.isAccepted == isAccepted ? nil : $0 } }
  /// Whether the mesh's proxies would accept the chain; nil if they were not asked.
  let isFineForMesh: Bool?
  /// Whether ztunnel would accept the chain; nil if it was not asked.
  var isFineForAmbient: Bool? { ztunnel?.isAccepted }

  /// The verdict by the standard, with that of a mesh where it differs.
  init(_ verification: Verification, proxies: ProxyVerdict, ztunnel: ProxyVerdict, mayBeAmbient: Bool) {
    isAccepted = verification.isAccepted
    identity = verification.identity?.uri
    expectation = verification.expectation
    presented = verification.presented
    time = verification.time
    path = verification.path
    failedPaths = verification.failedPaths
    findings = verification.findings
    isFineForMesh = proxies.isAccepted
    (self.proxies, self.ztunnel, self.mayBeAmbient) = (proxies, ztunnel, mayBeAmbient)
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
    isFineForMesh = verdict.isAccepted
    (proxies, ztunnel, mayBeAmbient) = (nil, nil, false)
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
    isFineForMesh = nil
    (proxies, ztunnel, mayBeAmbient) = (nil, nil, false)
  }
}

/// What is said beside a verdict, whichever rules it is by.
struct VerdictNotes: Sendable {
  /// What the home has revoked, if the expectation is from one.
  var revoked: RevokedCertificates?
  /// The warnings about the inputs.
  var ofInputs: [Diagnostic] = []
  /// Whether a warning, about whatever, is a reason to reject.
  let isStrict: Bool
}

extension ProfileVerdict {
  func with(_ notes: VerdictNotes) -> ProfileVerdict {
    var verdict = self
    if isAccepted, let revoked = notes.revoked { verdict.findings += revoked.warnings(on: presented) }
    guard notes.isStrict else { return verdict }
    verdict.findings += notes.ofInputs.filter { $0.severity >= .warning }
    verdict.isAccepted = isAccepted && verdict.findings.allSatisfy { $0.severity < .warning }
    return verdict
  }
}
