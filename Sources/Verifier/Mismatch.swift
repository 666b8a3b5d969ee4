import Diagnostics
import SPIFFE
import X509

/// V-03 and V-06: the peer is somebody, but not the one expected; told with the difference that people overlook.
enum Mismatch {
  static func trustDomain(expected: TrustDomain, found identity: SPIFFEID) -> Diagnostic {
    let found = identity.trustDomain
    let hint =
      NearMiss.between(expected.name, found.name)
      ?? (found.isBelow(expected) || expected.isBelow(found)
        ? "a domain below another one is a domain of its own" : "the chain is of another mesh")
    return Diagnostic(
      "MT-V-03", what: "the leaf is of the trust domain \(found), not of \(expected)",
      why: "its SPIFFE ID is \(identity); \(hint), and the bundle of \(expected) says nothing about it",
      next: "give the chain of \(expected), or expect \(found) and give its bundle")
  }

  static func identity(expected: SPIFFEID, found: SPIFFEID) -> Diagnostic {
    Diagnostic(
      "MT-V-06", what: "the leaf is \(found), not \(expected)", why: "\(difference(expected, found))",
      next: "the peer's clientID in the ServiceMeshPeer must name the egress gateway that the peer keeps for us")
  }

  /// What a proxy's policies make of the leaf's first URI: they deny every principal that is not the expected one, byte
  /// for byte.
  static func principal(expected: SPIFFEID, found uri: String?) -> Diagnostic? {
    guard uri != expected.uri else { return nil }
    return Diagnostic(
      "MT-V-06", what: "the principal is \(uri?.printable ?? "no SPIFFE ID"), not \(expected)",
      why: "the policies federation-discovery and federation-exports deny every other one: 403, or a closed connection",
      next: "set clientID in the ServiceMeshPeer to what `\(.meshtrust("id"))` prints")
  }

  /// What a text that is no SPIFFE ID has in common with what was expected.
  static func likeness(of text: String, to expectation: Expectation) -> String? {
    guard let expected = expectation.identity else { return nil }
    return SPIFFEID.scheme + text == expected.uri ? "only the scheme is missing" : NearMiss.between(expected.uri, text)
  }

  private static func difference(_ expected: SPIFFEID, _ found: SPIFFEID) -> String {
    if let small = NearMiss.between(expected.path, found.path) { return small }
    guard let wanted = expected.workload, let other = found.workload else {
      return "the path is \(found.path.isEmpty ? "empty" : found.path), and should be \(expected.path)"
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
