public import X509

/// The roots of one trust domain. It always carries its domain's name, so that bundles are never mixed (rule B-12).
public struct TrustBundle: Hashable, Sendable {
  /// The domain whose certificates these roots vouch for; of no other.
  public let trustDomain: TrustDomain
  /// The certificates, in their order; possibly none, which means that the domain trusts nobody any more (rule B-01).
  public let certificates: [Certificate]
  /// The number that grows with every change, if the form has one (`spiffe_sequence`, rule B-02).
  public var sequence: UInt64?
  /// After how many seconds to look for a newer one, if the form says so (`spiffe_refresh_hint`, rule B-03).
  public var refreshHint: Int64?

  /// A bundle of a domain; a certificate given twice is kept once.
  public init(
    trustDomain: TrustDomain, certificates: [Certificate], sequence: UInt64? = nil, refreshHint: Int64? = nil
  ) {
    var seen: Set<Certificate> = []
    self.trustDomain = trustDomain
    self.certificates = certificates.filter { seen.insert($0).inserted }
    self.sequence = sequence
    self.refreshHint = refreshHint
  }
}
