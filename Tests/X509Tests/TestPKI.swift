import Cryptography

@testable import X509

/// Somebody with a key and a certificate.
struct Party {
  var key: PrivateKey
  var certificate: Certificate
}

/// Small hierarchies whose certificates a test may change before they are signed.
enum TestPKI {
  typealias Edit = (inout RawCertificate) -> Void

  /// The moment of every test: in the middle of the default validity.
  static let time = Timestamp(seconds: 1_780_272_000)

  static let workload = RawName.uri("spiffe://red-mesh.local/ns/default/sa/web")

  /// A certificate of an authority, before it is signed.
  static func authority(_ commonName: String, _ key: PrivateKey) throws -> RawCertificate {
    var raw = try RawCertificate(publicKey: key.publicKey)
    raw.subject = name(commonName)
    raw.extensions = [.basicConstraints(), .keyUsage(0x06), .subjectKey(Digest.hash(.sha1, raw.publicKey))]
    return raw
  }

  /// A self-signed root.
  static func root(
    _ commonName: String = "root", key: PrivateKey = TestKeys.p256[0], signer: PrivateKey? = nil,
    _ edit: Edit = { _ in }
  ) throws -> Party {
    var raw = try authority(commonName, key)
    raw.issuer = raw.subject
    return Party(key: key, certificate: try sign(&raw, signer ?? key, edit))
  }

  /// An authority below another one.
  static func intermediate(
    _ commonName: String = "intermediate", key: PrivateKey = TestKeys.p256[1], by issuer: Party,
    signer: PrivateKey? = nil, _ edit: Edit = { _ in }
  ) throws -> Party {
    var raw = try authority(commonName, key)
    raw.issuer = Array(issuer.certificate.subject.der)
    raw.set(.authorityKey(issuer.certificate.extensions.subjectKeyIdentifier ?? []))
    return Party(key: key, certificate: try sign(&raw, signer ?? issuer.key, edit))
  }

  /// A workload's certificate.
  static func leaf(
    key: PrivateKey = TestKeys.p256[2], by issuer: Party, signer: PrivateKey? = nil, _ edit: Edit = { _ in }
  ) throws -> Certificate {
    var raw = try RawCertificate(publicKey: key.publicKey)
    raw.subject = name()
    raw.issuer = Array(issuer.certificate.subject.der)
    raw.extensions = [
      .basicConstraints(authority: false), .keyUsage(0x80), .purposes("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"),
      .names([workload]), .authorityKey(issuer.certificate.extensions.subjectKeyIdentifier ?? []),
    ]
    return try sign(&raw, signer ?? issuer.key, edit)
  }

  private static func sign(_ raw: inout RawCertificate, _ key: PrivateKey, _ edit: Edit) throws -> Certificate {
    raw.outerAlgorithm = Array(try AlgorithmIdentifier(key.signatureAlgorithm).der)
    raw.innerAlgorithm = raw.outerAlgorithm
    edit(&raw)
    return try raw.certificate(signedBy: key)
  }
}

extension RawCertificate {
  /// The same algorithm inside and outside.
  mutating func set(algorithm: [UInt8]) {
    (innerAlgorithm, outerAlgorithm) = (algorithm, algorithm)
  }
}

/// A question to the path builder, and what it answers.
struct PathQuestion {
  var leaf: Certificate
  var intermediates: [Certificate] = []
  var anchors: [Certificate]
  var rule = TrustAnchors.Rule.selfSigned
  var time = TestPKI.time
  var purposes: [ExtendedKeyUsage.Purpose] = [.serverAuth, .clientAuth]
  var profile = PathPolicy.Profile.spiffe
  var policies = PolicyInputs()
  var revocation: [RevocationList]?
  var limits = PathLimits()

  var verdict: PathVerdict {
    let policy = PathPolicy(
      time: time, purposes: purposes, profile: profile, certificatePolicies: policies,
      revocation: revocation.map { RevocationLists($0) }, limits: limits)
    return PathBuilder(anchors: TrustAnchors(anchors, rule: rule), policy: policy)
      .verdict(leaf: leaf, intermediates: intermediates)
  }

  /// The path, when there is one.
  var path: [Certificate]? {
    if case .valid(let path) = verdict { path.certificates } else { nil }
  }

  /// The most telling failure, when no path holds.
  var failure: FailedPath? {
    if case .invalid(let failures) = verdict { failures.first } else { nil }
  }

  var isTooComplex: Bool {
    if case .tooComplex = verdict { true } else { false }
  }
}
