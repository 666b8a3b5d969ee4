public import X509

/// The roots of one trust domain. It always includes the domain's name, so that bundles are never mixed up (rule B-12).
public struct TrustBundle: Hashable, Sendable {
  /// The only domain for which these roots vouch.
  public let trustDomain: TrustDomain
  /// In order; may be empty, which means that no certificate of the domain is trusted any more (rule B-01).
  public let certificates: [Certificate]
  /// Increases with every change, if the format has it (`spiffe_sequence`, rule B-02).
  public var sequence: UInt64?
  /// The interval for polling in seconds, if the format has it (`spiffe_refresh_hint`, rule B-03).
  public var refreshHint: Int64?
  /// How many keys the set has for JWT-SVIDs, which verify tokens and no certificates (rule B-04).
  package var tokenKeys = 0
  /// The keys for X509-SVIDs whose certificate cannot be read, counted from 1: what they stand for is not known.
  package var unreadableKeys: [Int] = []

  /// Duplicate certificates are dropped.
  public init(
    trustDomain: TrustDomain, certificates: [Certificate], sequence: UInt64? = nil, refreshHint: Int64? = nil
  ) {
    self.trustDomain = trustDomain
    self.certificates = certificates.distinct()
    self.sequence = sequence
    self.refreshHint = refreshHint
  }

  /// The same bundle with certificates of its own, for another thread: see ``Certificate/unshared``.
  package var unshared: TrustBundle {
    var copy = TrustBundle(
      trustDomain: trustDomain, certificates: certificates.map(\.unshared), sequence: sequence,
      refreshHint: refreshHint)
    copy.tokenKeys = tokenKeys
    copy.unreadableKeys = unreadableKeys
    return copy
  }
}
