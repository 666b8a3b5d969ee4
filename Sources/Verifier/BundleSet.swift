import Diagnostics
public import SPIFFE
import Synchronization
public import X509

/// The trust bundles to verify against, one per trust domain. A certificate is only ever verified against its own
/// domain's.
public struct BundleSet: Sendable {
  /// Sorted by their domains.
  private let members: [Member]
  /// Which certificates of a bundle may end a path.
  let rule: TrustAnchors.Rule

  /// A bundle with its anchors indexed.
  final class Member: Sendable {
    let bundle: TrustBundle
    let anchors: TrustAnchors
    private let known = Mutex<(time: Timestamp, findings: [Diagnostic])?>(nil)
    private let ofAuthorities = Mutex<[Certificate: [Diagnostic]]>([:])
    private static let capacity = 2048

    init(_ bundle: TrustBundle, _ rule: TrustAnchors.Rule) {
      self.bundle = bundle
      anchors = TrustAnchors(bundle.certificates, rule: rule)
    }

    /// Findings about the bundle itself, computed once for any number of chains verified at the same time.
    func findings(at time: Timestamp) -> [Diagnostic] {
      if let known = known.withLock({ $0 }), known.time == time { return known.findings }
      let findings = bundle.findings(at: time, isSelfSigned: anchors.isSelfSigned)
      known.withLock { $0 = (time, findings) }
      return findings
    }

    /// Findings about an authority of a valid path by the rules of X509-SVID, computed once for any number of chains:
    /// they follow from its bytes and the trust domain alone.
    func findings(about authority: Certificate) -> [Diagnostic] {
      if let known = ofAuthorities.withLock({ $0[authority] }) { return known }
      let findings = SVIDRules.authority(authority, issuesFor: bundle.trustDomain)
      ofAuthorities.withLock { known in
        if known.count >= Self.capacity { known = [:] }
        known[authority] = findings
      }
      return findings
    }
  }

  /// Bundles of the same domain are merged.
  public init(_ bundles: [TrustBundle], rule: TrustAnchors.Rule = .selfSigned) {
    self.rule = rule
    var merged: [TrustBundle] = []
    for bundle in bundles.sorted(by: { $0.trustDomain < $1.trustDomain }) {
      if let last = merged.last, last.trustDomain == bundle.trustDomain {
        merged[merged.count - 1] = TrustBundle(
          trustDomain: bundle.trustDomain, certificates: last.certificates + bundle.certificates)
      } else {
        merged.append(bundle)
      }
    }
    members = merged.map { Member($0, rule) }
  }

  func member(_ trustDomain: TrustDomain) -> Member? {
    var range = members.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      let found = members[middle].bundle.trustDomain
      if found == trustDomain { return members[middle] }
      range = found < trustDomain ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  package subscript(trustDomain: TrustDomain) -> TrustBundle? { member(trustDomain)?.bundle }

  /// The anchors of a domain's bundle; shared, so that what was verified once is remembered.
  package func anchors(of trustDomain: TrustDomain) -> TrustAnchors? { member(trustDomain)?.anchors }

  /// The bundles of all other domains: they help to explain a refusal and never decide one.
  func others(than trustDomain: TrustDomain) -> [TrustBundle] {
    members.map(\.bundle).filter { $0.trustDomain != trustDomain }
  }
}
