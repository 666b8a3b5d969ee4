public import Diagnostics

/// What is wrong with a SPIFFE ID, a trust domain name or a client ID: one case for one rule.
///
/// Offsets count bytes from 0, in the text as it was given.
public enum IdentityFault: Error, Hashable, Sendable {
  /// ID-01: the text does not start with `spiffe://`.
  case scheme(Excerpt)
  /// ID-02: a `?` or `#`.
  case queryOrFragment(UInt8, at: Int)
  /// ID-03: nothing stands where the trust domain is due.
  case emptyTrustDomain
  /// ID-04: an `@` or `:` in the authority, so userinfo or a port.
  case userinfoOrPort(UInt8, at: Int)
  /// ID-05: a byte that no trust domain name has.
  case trustDomainByte(UInt8, at: Int)
  /// ID-06: percent-encoding in the trust domain.
  case trustDomainPercent(at: Int)
  /// ID-07, mesh profile: a name that looks like an IPv4 address.
  case dottedQuad(Excerpt)
  /// ID-09: a trust domain of more than 255 bytes.
  case trustDomainTooLong(count: Int)
  /// ID-10: a SPIFFE ID of more than 2048 bytes.
  case identityTooLong(count: Int)
  /// ID-11: percent-encoding in the path.
  case pathPercent(at: Int)
  /// ID-12: two slashes meet.
  case emptySegment(at: Int)
  /// ID-13: a segment is `.` or `..`.
  case dotSegment(Excerpt, at: Int)
  /// ID-14: a slash at the end.
  case trailingSlash(at: Int)
  /// ID-15: a byte that no path segment has.
  case pathByte(UInt8, at: Int)
  /// ID-15: a path given on its own that does not start with a slash.
  case pathStart(Excerpt)
  /// ID-18, mesh profile: not a lower-case DNS name.
  case notMeshName(Excerpt, NameFault)
  /// ID-19, mesh profile: the namespace is not a DNS label.
  case namespace(Excerpt, NameFault)
  /// ID-19, mesh profile: the service account is not a DNS subdomain.
  case serviceAccount(Excerpt, NameFault)
  /// ID-19, mesh profile: a SPIFFE ID whose path is not `/ns/NAMESPACE/sa/SERVICE-ACCOUNT`.
  case notWorkload(Excerpt)
  /// ID-20, mesh profile: not `TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`.
  case notClientID(Excerpt)
}

extension IdentityFault {
  /// The code of the rule that is broken.
  public var code: Code {
    switch self {
    case .scheme: "MT-ID-01"
    case .queryOrFragment: "MT-ID-02"
    case .emptyTrustDomain: "MT-ID-03"
    case .userinfoOrPort: "MT-ID-04"
    case .trustDomainByte: "MT-ID-05"
    case .trustDomainPercent: "MT-ID-06"
    case .dottedQuad: "MT-ID-07"
    case .trustDomainTooLong: "MT-ID-09"
    case .identityTooLong: "MT-ID-10"
    case .pathPercent: "MT-ID-11"
    case .emptySegment: "MT-ID-12"
    case .dotSegment: "MT-ID-13"
    case .trailingSlash: "MT-ID-14"
    case .pathByte, .pathStart: "MT-ID-15"
    case .notMeshName: "MT-ID-18"
    case .namespace, .serviceAccount, .notWorkload: "MT-ID-19"
    case .notClientID: "MT-ID-20"
    }
  }
}
