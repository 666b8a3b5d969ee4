package import Diagnostics

/// Faults of a SPIFFE ID, trust domain name or client ID, one case per rule.
///
/// Offsets are in bytes of the input, counted from 0.
public enum IdentityFault: Error, Hashable, Sendable {
  /// ID-01: the text does not start with `spiffe://`.
  case scheme(Excerpt)
  /// ID-02: a `?` or `#`.
  case queryOrFragment(UInt8, at: Int)
  /// ID-03: the trust domain is empty.
  case emptyTrustDomain
  /// ID-04: an `@` or `:` in the authority, that is user information or a port.
  case userinfoOrPort(UInt8, at: Int)
  /// ID-05: a byte that is not allowed in a trust domain name.
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
  /// ID-12: two adjacent slashes.
  case emptySegment(at: Int)
  /// ID-13: a segment is `.` or `..`.
  case dotSegment(Excerpt, at: Int)
  /// ID-14: a trailing slash.
  case trailingSlash(at: Int)
  /// ID-15: a byte that is not allowed in a path segment.
  case pathByte(UInt8, at: Int)
  /// ID-15: a separate path that does not start with a slash.
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
  package var code: Code {
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
