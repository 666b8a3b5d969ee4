/// The identity of a workload or gateway in a mesh: `spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/SERVICE-ACCOUNT`.
public struct WorkloadIdentity: Hashable, Sendable {
  package let trustDomain: TrustDomain
  /// A DNS label of at most 63 bytes.
  package let namespace: String
  /// A DNS subdomain of at most 253 bytes.
  package let serviceAccount: String

  /// Checks the parts (ID-19).
  package init(trustDomain: TrustDomain, namespace: String, serviceAccount: String) throws(SPIFFEError) {
    if let fault = NameSyntax.label.fault(in: namespace) {
      throw .identity(.namespace(Excerpt(namespace), fault))
    }
    if let fault = NameSyntax.subdomain.fault(in: serviceAccount) {
      throw .identity(.serviceAccount(Excerpt(serviceAccount), fault))
    }
    self.trustDomain = trustDomain
    self.namespace = namespace
    self.serviceAccount = serviceAccount
  }

  /// Parses a client ID, with or without `spiffe://` (ID-20).
  package init(clientID text: String) throws(SPIFFEError) {
    self = try Self.parse(text).identity
  }

  package var spiffeID: SPIFFEID {
    // Each part is shorter than its limit and consists of bytes allowed in a path segment.
    SPIFFEID(trustDomain: trustDomain, checkedPath: "/ns/" + namespace + "/sa/" + serviceAccount)
  }

  /// The form used in a ServiceMeshPeer: the SPIFFE ID without `spiffe://`.
  package var clientID: String { trustDomain.name + spiffeID.path }
}

extension WorkloadIdentity {
  /// The two notations of an identity.
  public enum Notation: Hashable, Sendable {
    /// Without scheme, as in a ServiceMeshPeer.
    case clientID
    /// With `spiffe://`, as in a certificate.
    case uri
  }

  /// Parses either notation and reports which it was.
  package static func parse(_ text: String) throws(SPIFFEError) -> (identity: WorkloadIdentity, notation: Notation) {
    if text.utf8.starts(with: SPIFFEID.prefix) {
      let id = try SPIFFEID(text)
      let parts = id.path.split(separator: "/")
      guard parts.count == 4, parts[0] == "ns", parts[2] == "sa" else {
        throw .identity(.notWorkload(Excerpt(id.path)))
      }
      let identity = try WorkloadIdentity(
        trustDomain: id.trustDomain, namespace: String(parts[1]), serviceAccount: String(parts[3]))
      return (identity, .uri)
    }
    return (try bare(text), .clientID)
  }

  private static func bare(_ text: String) throws(SPIFFEError) -> WorkloadIdentity {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[1] == "ns", parts[3] == "sa" else {
      throw .identity(.notClientID(Excerpt(text)), correction: correction(of: text))
    }
    return try WorkloadIdentity(
      trustDomain: TrustDomain(String(parts[0])), namespace: String(parts[2]), serviceAccount: String(parts[4]))
  }

  /// The client ID that was probably intended: trimmed, without a trailing slash or an upper-case scheme.
  private static func correction(of text: String) -> String? {
    var bytes = Array(text.utf8)[...].drop { $0.isBlank }
    while let last = bytes.last, last.isBlank || last == UInt8(ascii: "/") { bytes.removeLast() }
    if bytes.prefix(SPIFFEID.prefix.count).map(\.lowered) == SPIFFEID.prefix {
      bytes.removeFirst(SPIFFEID.prefix.count)
    }
    let trimmed = String(decoding: bytes, as: UTF8.self)
    guard trimmed != text, let identity = try? bare(trimmed) else { return nil }
    return identity.clientID
  }
}
