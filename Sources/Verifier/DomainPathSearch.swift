import Diagnostics
import SPIFFE
import X509

/// The search for a path from one leaf to a root of its own domain's bundle, and what is to be said of the outcome.
struct PathSearch {
  let leaf: Certificate
  /// As presented, leaf first.
  let chain: [Certificate]
  /// The bundle that counts; it is not empty.
  let bundle: TrustBundle
  /// All bundles, for explaining and never for judging.
  let bundles: BundleSet
  let ownTrustDomain: TrustDomain?
  let policy: PathPolicy

  /// What the search gave.
  struct Answer {
    var path: ValidPath?
    var failures: [FailedPath] = []
    var findings: [Diagnostic] = []
  }

  func answer() -> Answer {
    let ofBundle = bundle.findings(at: policy.time)
    switch verdict() {
    case .valid(let path):
      return Answer(path: path, findings: PathFindings(path, bundle, bundles).findings + ofBundle)
    case .invalid(let failures):
      return Answer(failures: failures, findings: [refusal(failures)] + ofBundle)
    case .tooComplex(let limit, let failures):
      let finding = Diagnostic(
        "MT-PV-14", what: "the chain is too complex to judge, and so it is refused",
        why: "no path was found within \(limit)", next: "present only the leaf and its intermediates")
      return Answer(failures: failures, findings: [finding] + ofBundle)
    }
  }

  /// The verdict of path validation; a path over an authority that breaks a rule of its own gives way to one without.
  private func verdict() -> PathVerdict {
    let anchors = bundles.anchors(of: bundle.trustDomain) ?? TrustAnchors([])
    let first = verdict(by: anchors, Array(chain.dropFirst()))
    guard case .valid(let path) = first, !path.certificates.dropFirst().allSatisfy(keepsRules) else { return first }
    let second = verdict(
      by: TrustAnchors(bundle.certificates.filter(keepsRules), rule: bundles.rule),
      chain.dropFirst().filter(keepsRules))
    if case .valid = second { return second }
    return first
  }

  private func verdict(by anchors: TrustAnchors, _ intermediates: [Certificate]) -> PathVerdict {
    PathBuilder(anchors: anchors, policy: policy).verdict(leaf: leaf, intermediates: intermediates)
  }

  private func keepsRules(_ authority: Certificate) -> Bool {
    SVIDRules.authority(authority, issuesFor: bundle.trustDomain).allSatisfy { $0.severity < .error }
  }

  /// V-01: where the path that came furthest breaks, and why that is likely so.
  private func refusal(_ failures: [FailedPath]) -> Diagnostic {
    guard let first = failures.first, let certificate = first.certificate else {
      return Diagnostic(
        "MT-V-01", what: "no path leads from the leaf to a root of \(bundle.trustDomain)",
        why: "nothing in the chain or the bundle could be tried", next: "give the missing certificates")
    }
    let cause = LikelyCause(self, failures, first, certificate)
    return Diagnostic(
      cause.code ?? first.rule, what: "`\(certificate)` breaks the path: \(first.failure)", why: cause.why,
      next: cause.next)
  }
}

extension FailedPath {
  /// The checklist's rule where it has one that says more than the clause of RFC 5280.
  var rule: Code {
    switch failure {
    case .nameNotPermitted, .nameExcluded: index == 0 ? "MT-CA-08" : "MT-CA-12"
    case .notAnAuthority, .signingNotAllowed: "MT-CA-01"
    case .purposeNotAllowed: index == 0 ? "MT-LF-11" : "MT-CA-09"
    case .keyNotTrusted, .signatureAlgorithmNotTrusted: index == 0 ? "MT-LF-13" : failure.code
    default: failure.code
    }
  }
}
