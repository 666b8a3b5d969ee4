import Diagnostics
import SPIFFE
import X509

/// Searches a path from a leaf to a root of its own domain's bundle, and turns the outcome into findings.
struct DomainPathSearch {
  let leaf: Certificate
  /// As presented, leaf first.
  let chain: [Certificate]
  /// The bundle that decides; never empty.
  let member: BundleSet.Member
  /// All bundles; the others help to explain a refusal and never decide one.
  let bundles: BundleSet
  let ownTrustDomain: TrustDomain?
  let policy: PathPolicy

  struct Outcome {
    var path: ValidPath?
    var failures: [FailedPath] = []
    var findings: [Diagnostic] = []
  }

  var bundle: TrustBundle { member.bundle }

  func outcome() -> Outcome {
    let verdict = verdict()
    let findings = verdict.path.map { PathFindings($0, member, bundles).findings } ?? refusal(verdict)
    return Outcome(
      path: verdict.path, failures: verdict.failedPaths, findings: findings + member.findings(at: policy.time))
  }

  /// A path whose authorities all keep the X509-SVID rules is preferred; otherwise `findings` reports the broken rule.
  private func verdict() -> PathVerdict {
    PathBuilder(anchors: member.anchors, policy: policy)
      .verdict(leaf: leaf, intermediates: Array(chain.dropFirst())) { [member] path in
        path.certificates.dropFirst().allSatisfy { authority in
          member.findings(about: authority).allSatisfy { $0.severity < .error }
        }
      }
  }

  /// V-01: where the path that got furthest breaks, with the likely cause.
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
  /// The checklist's rule, where it is more specific than the clause of RFC 5280.
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
