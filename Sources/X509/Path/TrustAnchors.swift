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
  private let bySubject: [DistinguishedName: [Certificate]]
  /// Up to here comparing every name is faster than an index of names.
  static let fewCount = 8

  /// Takes a bundle; nothing else is ever trusted, in particular not the system's roots.
  public init(_ certificates: [Certificate], rule: Rule = .selfSigned) {
    self.certificates = certificates
    self.rule = rule
    bySubject = certificates.count <= Self.fewCount ? [:] : Dictionary(grouping: certificates, by: \.subject)
  }

  /// Decodes a presented certificate as ``Certificate/init(der:)`` does, but an authority that was verified below this
  /// bundle before is not decoded a second time.
  public func certificate(der: [UInt8]) throws(X509Error) -> Certificate {
    if let known = memory.certificate(der) { return known }
    return try Certificate(der: der)
  }

  /// The certificates of the bundle whose subject is the wanted issuer.
  func named(_ name: DistinguishedName) -> [Certificate] {
    certificates.count <= Self.fewCount ? certificates.filter { $0.subject == name } : bySubject[name] ?? []
  }
}
