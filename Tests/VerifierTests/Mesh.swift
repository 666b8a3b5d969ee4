import Cryptography
import Diagnostics
import SPIFFE
import Verifier
import X509

/// The moment of all tests: 2026-03-01T12:00:00Z.
let now = Timestamp(seconds: 1_772_366_400)

/// A certificate with its key.
struct Authority {
  let certificate: Certificate
  let key: PrivateKey

  static let day: Int64 = 86_400

  /// A root that began a year ago and ends in nine.
  static func root(
    _ organization: String, _ commonName: String, uri: String?, constraints: [GeneralName] = [],
    key: PrivateKey? = nil, from: Timestamp = now - 365 * day, until: Timestamp = now + 3285 * day
  ) throws -> Authority {
    let key = try key ?? PrivateKey.generate(.p256)
    let template = CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: from, notAfter: until),
      subject: try DistinguishedName(organization: organization, commonName: commonName),
      publicKey: key.publicKey.components, subjectAlternativeNames: uri.map { [.uri(Array($0.utf8))] } ?? [],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: 2), keyUsage: [.keyCertSign, .cRLSign],
      nameConstraints: constraints.isEmpty ? nil : NameConstraints(permitted: constraints))
    return Authority(certificate: try template.signed(by: key), key: key)
  }

  /// An authority below this one that began yesterday and ends in 364 days.
  func authority(
    _ organization: String, _ commonName: String, uri: String?, constraints: [GeneralName] = [], pathLength: Int = 0,
    key: PrivateKey? = nil, edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Authority {
    let key = try key ?? PrivateKey.generate(.p256)
    var template = CertificateTemplate(
      serialNumber: try .random(),
      validity: Validity(notBefore: now - Self.day, notAfter: now + 364 * Self.day),
      subject: try DistinguishedName(organization: organization, commonName: commonName),
      publicKey: key.publicKey.components, subjectAlternativeNames: uri.map { [.uri(Array($0.utf8))] } ?? [],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: pathLength),
      keyUsage: [.keyCertSign, .cRLSign],
      nameConstraints: constraints.isEmpty ? nil : NameConstraints(permitted: constraints))
    edit(&template)
    return Authority(certificate: try template.signed(by: self.key, issuer: certificate), key: key)
  }

  /// A leaf of 24 hours with any URI.
  func leaf(
    _ uri: String, key: PrivateKey? = nil, edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Certificate {
    let key = try key ?? PrivateKey.generate(.p256)
    var template = CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: now - 300, notAfter: now + Self.day),
      subject: .empty, publicKey: key.publicKey.components, subjectAlternativeNames: [.uri(Array(uri.utf8))],
      basicConstraints: BasicConstraints(isAuthority: false), keyUsage: [.digitalSignature],
      extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth]))
    edit(&template)
    return try template.signed(by: self.key, issuer: certificate)
  }

  /// The authority with its certificate changed and signed again by `signer`, or by itself.
  func forged(by signer: Authority? = nil, _ edit: (inout Forge) -> Void) throws -> Authority {
    var forge = try Forge(certificate)
    edit(&forge)
    return Authority(certificate: try forge.signed(by: (signer ?? self).key), key: key)
  }
}

/// A mesh with its root and intermediate, as they are issued for real.
struct Mesh {
  let domain: TrustDomain
  let root: Authority
  let intermediate: Authority

  /// `root` is another mesh's when they share one.
  init(_ name: String, root shared: Authority? = nil, generation: Int = 1, constrained: Bool = true) throws {
    domain = try TrustDomain(name + ".local")
    let constraints: [GeneralName] = constrained ? [.uri(Array(domain.name.utf8))] : []
    root =
      try shared
      ?? .root(name, "\(name) root CA g\(generation)", uri: "spiffe://\(domain)", constraints: constraints)
    intermediate = try root.authority(
      name, "\(name) intermediate CA g\(generation)", uri: "spiffe://\(domain)", constraints: constraints)
  }

  /// The root that meshes share: of no domain, without constraints.
  static func sharedRoot() throws -> Authority { try .root("colours", "colours root CA g1", uri: nil) }

  var egress: SPIFFEID {
    get throws { try SPIFFEID("spiffe://\(domain)/ns/system/sa/egress-service-account") }
  }

  var bundle: TrustBundle { TrustBundle(trustDomain: domain, certificates: [root.certificate]) }

  func leaf(edit: (inout CertificateTemplate) -> Void = { _ in }) throws -> Certificate {
    try intermediate.leaf(egress.uri, edit: edit)
  }

  func chain() throws -> [Certificate] { [try leaf(), intermediate.certificate] }

  /// A chain whose leaf was changed and signed again.
  func chain(forging edit: (inout Forge) throws -> Void) throws -> [Certificate] {
    var forge = try Forge(leaf())
    try edit(&forge)
    return [try forge.signed(by: intermediate.key), intermediate.certificate]
  }

  /// Judges a chain by this mesh's own bundle, and by others that must not count.
  func verify(
    _ chain: [Certificate], others: [TrustBundle] = [], identity: SPIFFEID? = nil, at time: Timestamp = now,
    own: TrustDomain? = nil
  ) -> Verification {
    ChainVerifier(bundles: BundleSet([bundle] + others), ownTrustDomain: own)
      .verify(chain, expecting: Expectation(trustDomain: domain, identity: identity), at: time)
  }
}

extension Verification {
  /// The codes of the errors.
  var errors: [String] { reasons.map(\.code.rawValue) }

  /// The codes of the warnings.
  var warnings: [String] { findings.filter { $0.severity == .warning }.map(\.code.rawValue) }

  /// The finding of a code, the heaviest first.
  func finding(_ code: Code) -> Diagnostic? { findings.first { $0.code == code } }

  /// Refused, with a reason that says why and what to do, and the wanted code among them.
  func isRefused(_ code: String) -> Bool {
    !isAccepted && !isAcceptedStrictly && errors.contains(code)
      && reasons.allSatisfy { !$0.what.isEmpty && !$0.why.isEmpty && !$0.next.isEmpty }
  }
}
