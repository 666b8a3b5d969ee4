import Diagnostics

/// What makes a bundle unusable as a whole.
public enum BundleFault: Error, Hashable, Sendable {
  /// A JWK set without an array `keys`; an empty one would be in order, and mean that nobody is trusted.
  case keysMissing
  /// A certificate cannot be read; `key` counts the elements of the set from 1.
  case unreadableCertificate(key: Int, detail: String)
  /// A key lacks a number that its kind must have.
  case keyIncomplete(key: Int, member: String)
  /// The numbers of a key differ from those of the certificate beside them.
  case keyDiffersFromCertificate(key: Int, member: String, certificate: String)
  /// A key carries its private half.
  case privateKeyPublished(key: Int, member: String)

  var diagnostic: Diagnostic {
    switch self {
    case .keysMissing:
      Diagnostic(
        "MT-B-01", what: "the bundle has no array `keys`",
        why: "missing keys could mean \"nobody is trusted\" or a broken file, and guessing is not safe",
        next: "have its owner write it again; an empty bundle reads {\"keys\": []}")
    case .unreadableCertificate(let key, let detail):
      Diagnostic(
        "MT-B-06", what: "the certificate of key \(key) in the bundle cannot be read", why: "\(detail)",
        next: "have the bundle written again by its owner; `x5c` holds the base64 of the DER, and not base64url")
    case .keyIncomplete(let key, let member):
      Diagnostic(
        "MT-B-06", what: "key \(key) of the bundle has no `\(member)`",
        why:
          "its kind of key must have that member (RFC 7518 section 6, RFC 8037 section 2), and other readers stop here",
        next: "have the bundle written again by its owner")
    case .keyDiffersFromCertificate(let key, let member, let certificate):
      Diagnostic(
        "MT-B-06", what: "key \(key) of the bundle differs from that of its certificate `\(certificate)`",
        why: "the member `\(member)` holds another value; somebody changed one of the two",
        next: "compare fingerprints with the bundle's owner")
    case .privateKeyPublished(let key, let member):
      Diagnostic(
        "MT-B-10", what: "key \(key) of the bundle holds `\(member)`, a part of the private key",
        why: "a bundle is published, so whoever has read it can issue identities of the whole domain",
        next: "tell the bundle's owner to replace that authority at once")
    }
  }
}
