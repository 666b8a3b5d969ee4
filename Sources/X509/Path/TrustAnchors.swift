/// The certificates that may end a path, found by name. Building it once serves any number of verifications.
public struct TrustAnchors: Sendable {
  /// Which certificates of a bundle may end a path.
  public enum Rule: Hashable, Sendable {
    /// Self-signed authorities only: what Envoy and SPIFFE bundles mean.
    case selfSigned
    /// Any authority, also an intermediate: OpenSSL's `-partial_chain`.
    case anyAuthority
  }

  /// All certificates of the bundle, in their order.
  public let certificates: [Certificate]
  let rule: Rule
  let memory = AuthorityMemory()
  private let bySubject: NameIndex

  /// Takes a bundle; nothing else is ever trusted, in particular not the system's roots.
  public init(_ certificates: [Certificate], rule: Rule = .selfSigned) {
    self.certificates = certificates
    self.rule = rule
    bySubject = NameIndex(certificates)
  }

  /// Decodes a presented certificate as ``Certificate/init(der:)`` does, but an authority that was verified below this
  /// bundle before is not decoded a second time.
  public func certificate(der: [UInt8]) throws(X509Error) -> Certificate {
    if let known = memory.certificate(der) { return known }
    return try Certificate(der: der)
  }

  /// The certificates of the bundle whose subject is the wanted issuer.
  func named(_ name: DistinguishedName) -> [Certificate] { bySubject.named(name) }
}
