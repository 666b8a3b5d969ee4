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

  /// Decodes a certificate of a chain that is to be judged, see ``TrustAnchors/certificate(der:)``.
  public func certificate(der: [UInt8]) throws(X509Error) -> Certificate { try builder.anchors.certificate(der: der) }

  /// Judges one chain, leaf first, with certificates to build from beside it.
  public func verify(_ chain: [Certificate], untrusted: [Certificate] = []) -> PathVerification {
    guard let leaf = chain.first else {
      let finding = Diagnostic(
        "MT-V-07", what: "no certificate was presented", why: "there is nothing to judge",
        next: "give a chain, leaf first")
      return PathVerification(presented: chain, time: time, findings: [finding])
    }
    switch builder.verdict(leaf: leaf, intermediates: Array(chain.dropFirst()) + untrusted) {
    case .valid(let path): return PathVerification(presented: chain, time: time, path: path)
    case .invalid(let failures):
      return PathVerification(presented: chain, time: time, failedPaths: failures, findings: [Self.finding(failures)])
    case .tooComplex(let limit, let failures):
      let finding = Diagnostic(
        "MT-PV-14", what: "the chain is too complex to judge, and so it is refused",
        why: "no path was found within \(limit)", next: "present only the leaf and its intermediates")
      return PathVerification(presented: chain, time: time, failedPaths: failures, findings: [finding])
    }
  }

  private static func finding(_ failures: [FailedPath]) -> Diagnostic {
    guard let first = failures.first, let certificate = first.certificate else {
      return Diagnostic(
        "MT-V-01", what: "no path leads from the leaf to an anchor", next: "give the missing certificates")
    }
    return Diagnostic(
      first.failure.code, what: "`\(certificate)` breaks the path: \(first.failure)",
      why: failures.count == 1
        ? "no other path could be tried" : "\(failures.count) paths were tried, and this one came furthest",
      next: "`\(.meshtrust("explain", first.failure.code.rawValue))`")
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

  /// Whether a path holds.
  public var isAccepted: Bool { path != nil && findings.isEmpty }
}
