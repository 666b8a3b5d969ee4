/// What a path is judged by, besides the rules that always hold.
public struct PathPolicy: Hashable, Sendable {
  /// Which form of certificates is asked for.
  public enum Profile: Hashable, Sendable {
    /// X509-SVIDs: dates in the form of their year; key identifiers are a matter of warnings (rule CA-10).
    case spiffe
    /// RFC 5280 section 4 for certificates of every use: key identifiers are needed, an anchor may be of version 1, and
    /// dates may have either form, as section 4.1.2.5 asks of whoever reads them.
    case rfc5280
    /// What Envoy's TLS library (BoringSSL) asks for: the rules of section 6.1 and little of section 4. Where it asks
    /// for more than the standard, so does this; SHA-1 and algorithms in another form than the standard's, which it
    /// still takes, are never trusted here. Each point was seen in a running Envoy 1.40.
    case proxies
  }

  /// The moment to judge for.
  public var time: Timestamp
  /// The purposes that the leaf must allow; authorities that limit purposes must allow them too. None means any.
  public var purposes: [ExtendedKeyUsage.Purpose]
  /// Which form of certificates is asked for.
  public var profile: Profile
  /// What is asked of certificate policies; nothing, unless told otherwise.
  public var certificatePolicies: PolicyInputs
  /// Revocation lists. Given ones mean that every certificate below the anchor must be covered by one and not be
  /// revoked, as OpenSSL's `-crl_check_all` and Envoy have it; nil means that revocation is not looked at.
  public var revocation: RevocationLists?
  /// How much work is allowed.
  public var limits: PathLimits

  /// A policy for one moment.
  public init(
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
