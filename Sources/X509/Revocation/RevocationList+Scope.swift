extension RevocationList {
  /// The reasons that the list covers for a certificate at one of its distribution points; nil if it does not cover the
  /// certificate (RFC 5280 section 6.3.3 (b) and (d)).
  func reasons(for certificate: Certificate, at point: DistributionPoints.Point) -> ReasonFlags? {
    let scope = contents.extensions.issuingDistributionPoint
    if point.issuer.isEmpty {  // (b)(1)
      guard issuer == certificate.issuer else { return nil }
    } else {
      guard scope?.isIndirect ?? false, point.issuer.contains(.directory(issuer)) else { return nil }
    }
    let pointReasons = point.reasons ?? .all
    guard let scope else { return pointReasons }
    guard !scope.onlyContainsAttributeCertificates,
      !(scope.onlyContainsUserCertificates && certificate.isAuthority),
      !(scope.onlyContainsAuthorityCertificates && !certificate.isAuthority)
    else { return nil }  // (b)(2)(ii) to (iv)
    if let wanted = scope.name {  // (b)(2)(i)
      let names = point.name?.names(below: Self.issuer(of: point) ?? certificate.issuer) ?? point.issuer
      guard !Set(wanted.names(below: issuer)).isDisjoint(with: names) else { return nil }
    }
    return pointReasons.intersection(scope.onlySomeReasons ?? .all)
  }

  /// The name that a relative name extends: that of the list's issuer (RFC 5280 section 4.2.1.13).
  private static func issuer(of point: DistributionPoints.Point) -> DistinguishedName? {
    for case .directory(let name) in point.issuer { return name }
    return nil
  }

  /// The number of names to compare to determine the scope.
  var scopeSize: Int {
    switch contents.extensions.issuingDistributionPoint?.name {
    case .full(let names): names.count
    case .relative, nil: 1
    }
  }

  /// Whether the delta list applies to this complete one (RFC 5280 sections 5.2.4 and 6.3.3 (c)).
  func takes(_ delta: RevocationList) -> Bool {
    guard let number, let base = delta.contents.extensions.baseNumber, let last = delta.number else { return false }
    return base.isAtMost(number) && !last.isAtMost(number) && issuer == delta.issuer
      && contents.extensions.issuingDistributionPoint == delta.contents.extensions.issuingDistributionPoint
      && contents.extensions.authorityKeyIdentifier == delta.contents.extensions.authorityKeyIdentifier
  }

  /// Whether the time lies between thisUpdate and nextUpdate, inclusive.
  func isCurrent(at time: Timestamp) -> Bool {
    thisUpdate <= time && nextUpdate.map { time <= $0 } ?? false
  }
}
