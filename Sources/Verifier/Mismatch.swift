import Diagnostics
import SPIFFE
import X509

/// V-03 and V-06: the peer is not the one expected. The explanation points out differences that are easy to overlook.
enum Mismatch {
  static func trustDomain(expected: TrustDomain, found identity: SPIFFEID) -> Diagnostic {
    let found = identity.trustDomain
    let hint =
      NearMiss.between(expected.name, found.name)
      ?? (found.isBelow(expected) || expected.isBelow(found)
        ? "a subdomain is a trust domain of its own" : "the chain belongs to another mesh")
    return Diagnostic(
      "MT-V-03", what: "the leaf belongs to the trust domain \(found), not \(expected)",
      why: "\(hint); its SPIFFE ID is \(identity), for which the bundle of \(expected) does not count",
      next: "pass the chain of \(expected), or expect \(found) and pass its bundle")
  }

  static func identity(expected: SPIFFEID, found: SPIFFEID, _ expectation: Expectation) -> Diagnostic {
    Diagnostic(
      "MT-V-06", what: "the leaf is \(found), not \(expected)", why: "\(difference(expected, found))",
      next: MismatchAdvice(expected, found, expectation).next)
  }

  /// A proxy's authorization policy denies a leaf none of whose principals is, byte for byte, the expected one.
  ///
  /// Envoy's `authenticated` matcher tries every URI, then every DNS name, then the subject, which never has the form of
  /// a SPIFFE ID (source/extensions/filters/common/rbac/matchers.cc).
  static func principal(expected: SPIFFEID, of leaf: Certificate?, _ expectation: Expectation) -> Diagnostic? {
    let uris = leaf?.uris ?? []
    let names = (leaf?.extensions.subjectAlternativeNames ?? []).compactMap { name in
      if case .dns(let text) = name { text } else { nil }
    }
    guard !(uris + names).contains(expected.uri) else { return nil }
    return Diagnostic(
      "MT-V-06", what: "the principal is \(uris.first?.printable ?? "no SPIFFE ID"), not \(expected)",
      why: "federation-discovery and federation-exports deny every other principal: 403, or a closed connection",
      next: MismatchAdvice(expected, uris.lazy.compactMap { try? SPIFFEID($0) }.first, expectation).next)
  }

  /// How a text that is not a SPIFFE ID resembles the expected one.
  static func likeness(of text: String, to expectation: Expectation) -> String? {
    guard let expected = expectation.identity else { return nil }
    return SPIFFEID.scheme + text == expected.uri ? "only the scheme is missing" : NearMiss.between(expected.uri, text)
  }

  private static func difference(_ expected: SPIFFEID, _ found: SPIFFEID) -> String {
    if let small = NearMiss.between(expected.path, found.path) { return small }
    guard let wanted = expected.workload, let other = found.workload else {
      return "the path is \(found.path.isEmpty ? "empty" : found.path), expected \(expected.path)"
    }
    var parts: [String] = []
    if wanted.namespace != other.namespace {
      parts.append("namespace \(other.namespace) instead of \(wanted.namespace)")
    }
    if wanted.serviceAccount != other.serviceAccount {
      parts.append("service account \(other.serviceAccount) instead of \(wanted.serviceAccount)")
    }
    return parts.joined(separator: ", ")
  }
}
