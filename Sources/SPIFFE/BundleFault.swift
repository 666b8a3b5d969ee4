import Diagnostics

/// Faults that make a whole bundle unusable.
public enum BundleFault: Error, Hashable, Sendable {
  /// A JWK set without an array `keys`. An empty array is valid and means that no certificate is trusted.
  case keysMissing
  /// A certificate is malformed; `key` is the element's position, counted from 1.
  case unreadableCertificate(key: Int, detail: String)
  /// A key lacks a required number.
  case keyIncomplete(key: Int, member: String)
  /// The numbers of a key differ from those of its certificate.
  case keyDiffersFromCertificate(key: Int, member: String, certificate: String)
  /// An entry for which other readers refuse the whole bundle.
  case unfitEntry(key: Int, detail: String)
  /// A key includes its private key.
  case privateKeyPublished(key: Int, member: String)

  var diagnostic: Diagnostic {
    switch self {
    case .keysMissing:
      Diagnostic(
        "MT-B-01", what: "the bundle has no array `keys`",
        why: "without the array, \"nobody is trusted\" and a damaged file look the same",
        next: "have its owner publish it again; an empty bundle is {\"keys\": []}")
    case .unreadableCertificate(let key, let detail):
      Diagnostic(
        "MT-B-06", what: "the certificate of key \(key) in the bundle cannot be read", why: "\(detail)",
        next: "have its owner publish it again; `x5c` contains DER in base64, not base64url")
    case .keyIncomplete(let key, let member):
      Diagnostic(
        "MT-B-06", what: "key \(key) of the bundle has no `\(member)`",
        why:
          "its key type requires that member (RFC 7518 section 6, RFC 8037 section 2); other readers stop here",
        next: "have its owner publish it again")
    case .keyDiffersFromCertificate(let key, let member, let certificate):
      Diagnostic(
        "MT-B-06", what: "key \(key) of the bundle differs from the key of its certificate `\(certificate)`",
        why: "the member `\(member)` has another value, so one of the two was modified",
        next: "compare fingerprints with the bundle's owner")
    case .unfitEntry(let key, let detail):
      Diagnostic(
        "MT-B-05", what: "key \(key) of the bundle makes other readers refuse the whole: \(detail)",
        why: "go-spiffe and Istio reject all of it, and the entry may be a root that is in use",
        next: "have its owner publish it again, each root in a key of its own")
    case .privateKeyPublished(let key, let member):
      Diagnostic(
        "MT-B-10", what: "key \(key) of the bundle contains `\(member)`, part of the private key",
        why: "bundles are public, so anyone who has read it can issue every identity of the trust domain",
        next: "tell the bundle's owner to replace that CA at once")
    }
  }
}
