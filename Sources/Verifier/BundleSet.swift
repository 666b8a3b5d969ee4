public import SPIFFE
public import X509

/// The bundles at hand, one for each trust domain; a certificate is only ever judged by the bundle of its own domain.
public struct BundleSet: Sendable {
  private let bundles: [TrustDomain: TrustBundle]
  private let anchors: [TrustDomain: TrustAnchors]
  /// Which certificates of a bundle may end a path.
  let rule: TrustAnchors.Rule

  /// Takes bundles; several of one domain are one bundle of that domain.
  public init(_ bundles: [TrustBundle], rule: TrustAnchors.Rule = .selfSigned) {
    let merged = Dictionary(grouping: bundles, by: \.trustDomain).mapValues { group in
      group.count == 1
        ? group[0] : TrustBundle(trustDomain: group[0].trustDomain, certificates: group.flatMap(\.certificates))
    }
    self.bundles = merged
    self.rule = rule
    anchors = merged.mapValues { TrustAnchors($0.certificates, rule: rule) }
  }

  /// The bundle of a domain.
  public subscript(trustDomain: TrustDomain) -> TrustBundle? { bundles[trustDomain] }

  /// The bundle of a domain, ready to end paths in.
  public func anchors(of trustDomain: TrustDomain) -> TrustAnchors? { anchors[trustDomain] }

  /// The bundles of all other domains, for explaining and never for judging.
  func others(than trustDomain: TrustDomain) -> [TrustBundle] {
    bundles.values.filter { $0.trustDomain != trustDomain }.sorted { $0.trustDomain < $1.trustDomain }
  }
}
