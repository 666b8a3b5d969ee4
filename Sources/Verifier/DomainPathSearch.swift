import Diagnostics
import SPIFFE
import X509

/// The search for a path from one leaf to a root of its own domain's bundle, and what is to be said of the outcome.
struct DomainPathSearch {
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
  struct Outcome {
    var path: ValidPath?
    var failures: [FailedPath] = []
    var findings: [Diagnostic] = []
  }

  func outcome() -> Outcome {
    let verdict = verdict()
    let findings = verdict.path.map { PathFindings($0, bundle, bundles).findings } ?? refusal(verdict)
    return Outcome(
      path: verdict.path, failures: verdict.failedPaths, findings: findings + bundle.findings(at: policy.time))
  }

  /// The verdict of path validation; a path over an authority that breaks a rule of its own gives way to one without.
  private func verdict() -> PathVerdict {
    let anchors = bundles.anchors(of: bundle.trustDomain) ?? TrustAnchors([])
    let domain = bundle.trustDomain
    return PathBuilder(anchors: anchors, policy: policy)
      .verdict(leaf: leaf, intermediates: Array(chain.dropFirst())) { path in
        path.certificates.dropFirst().allSatisfy { authority in
          SVIDRules.authority(authority, issuesFor: domain).allSatisfy { $0.severity < .error }
        }
      }
  }

  /// V-01: where the path that came furthest breaks, and why that is likely so.
  private func refusal(_ verdict: PathVerdict) -> [Diagnostic] {
    guard var refusal = verdict.refusal else { return [] }
    if case .invalid(let failures) = verdict, let first = failures.first, let certificate = first.certificate {
      let cause = LikelyCause(self, failures, first, certificate)
      refusal = Diagnostic(cause.code ?? first.rule, what: refusal.what, why: cause.why, next: cause.next)
    }
    return [refusal]
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
