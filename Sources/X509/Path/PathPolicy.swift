/// The adjustable part of path validation; the rules of RFC 5280 section 6.1 always apply.
public struct PathPolicy: Hashable, Sendable {
  /// Which rules on the form of certificates apply.
  public enum Profile: Hashable, Sendable {
    /// X509-SVIDs: dates must have the form for their year; missing key identifiers are only warnings (rule CA-10).
    case spiffe
    /// RFC 5280 section 4 for any certificate: key identifiers are required, an anchor may be of version 1, and dates
    /// may have either form, as section 4.1.2.5 requires of readers.
    case rfc5280
    /// What Envoy's TLS library (BoringSSL) checks: the rules of section 6.1 and little of section 4. Where it is
    /// stricter than the standard, so is this. SHA-1 and non-standard encodings of algorithms, which it still accepts,
    /// are never trusted here. Each point was observed in Envoy 1.40.
    case proxies
    /// What ztunnel's TLS library (rustls-webpki) checks: see ``WebPKI``. Anchors are any certificates of the bundle.
    case webpki(WebPKI)

    /// Whether it predicts what some software would decide, instead of saying what a standard requires.
    var isPrediction: Bool {
      switch self {
      case .spiffe, .rfc5280: false
      case .proxies, .webpki: true
      }
    }
  }

  /// The time at which the path must be valid.
  package var time: Timestamp
  /// The purposes that the leaf must allow, as must authorities that limit purposes. Empty means any.
  package var purposes: [ExtendedKeyUsage.Purpose]
  package var profile: Profile
  /// Requirements on certificate policies; none by default.
  package var certificatePolicies: PolicyInputs
  /// If not nil, every certificate below the anchor must be covered by a list and not be revoked, as with OpenSSL's
  /// `-crl_check_all` and in Envoy. Nil disables revocation checks.
  package var revocation: RevocationLists?
  package var limits: PathLimits

  package init(
    time: Timestamp, purposes: [ExtendedKeyUsage.Purpose] = [], profile: Profile = .spiffe,
    certificatePolicies: PolicyInputs = PolicyInputs(), revocation: RevocationLists? = nil,
    limits: PathLimits = PathLimits()
  ) {
    self.time = time
    self.purposes = purposes
    self.profile = profile
    self.certificatePolicies = certificatePolicies
    self.revocation = revocation
    self.limits = limits
  }
}

extension PathPolicy {
  /// Of what differs between the policies of one program; the rest would take longer than comparing it.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(time)
    hasher.combine(profile)
  }
}
