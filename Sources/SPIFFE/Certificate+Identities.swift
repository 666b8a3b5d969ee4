package import X509

extension Certificate {
  /// Whether an authority's own name constraints allow it to issue workload identities of a trust domain.
  ///
  /// URI constraints apply to the host only (RFC 5280 section 4.2.1.10), so one identity represents all.
  package func permitsIdentities(of trustDomain: TrustDomain) -> Bool {
    let sample = SPIFFEID(trustDomain: trustDomain, checkedPath: "/ns/any/sa/any")
    return permits(.uri(Array(sample.uri.utf8)))
  }
}
