public import X509

extension Certificate {
  /// Whether an authority's own name constraints let it issue workload identities of a trust domain.
  ///
  /// A URI constraint looks at the host alone (RFC 5280 section 4.2.1.10), so that one identity stands for all.
  public func permitsIdentities(of trustDomain: TrustDomain) -> Bool {
    let sample = SPIFFEID(trustDomain: trustDomain, checkedPath: "/ns/any/sa/any")
    return permits(.uri(Array(sample.uri.utf8)))
  }
}
