/// The certificates that may end a path, indexed by name. One value serves any number of verifications on any thread.
public struct TrustAnchors: Sendable {
  /// Which certificates of a bundle may end a path.
  public enum Rule: Hashable, Sendable {
    /// Self-signed authorities only, as in Envoy and SPIFFE bundles.
    case selfSigned
    /// Any authority, including intermediates: OpenSSL's `-partial_chain`.
    case anyAuthority
  }

  /// All certificates of the bundle, in their order.
  package let certificates: [Certificate]
  let rule: Rule
  let memory = AuthorityMemory()
  private let bySubject: NameIndex

  /// Only these certificates are trusted, never the system's roots.
  package init(_ certificates: [Certificate], rule: Rule = .selfSigned) {
    self.certificates = certificates
    self.rule = rule
    bySubject = NameIndex(certificates)
  }

  /// Decodes a presented certificate like ``Certificate/init(der:)``; an authority already verified below this bundle
  /// is not decoded again.
  package func certificate(der: [UInt8]) throws(X509Error) -> Certificate {
    if let known = memory.certificate(der) { return known }
    return try Certificate(der: der)
  }

  /// Whether a certificate is signed with its own key. An authority's signature is checked only once.
  package func isSelfSigned(_ certificate: Certificate) -> Bool {
    let key = certificate.publicKeyInfo
    if certificate.isAuthority, memory.holds(certificate, by: key.der) { return true }
    guard certificate.isSelfIssued, memory.key(key).map({ certificate.isSigned(by: $0) }) ?? false else { return false }
    if certificate.isAuthority { memory.remember(certificate, by: key.der) }
    return true
  }

  /// The certificates of the bundle with this subject.
  func named(_ name: DistinguishedName) -> [Certificate] { bySubject.named(name) }
}
