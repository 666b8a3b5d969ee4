import Cryptography
import SPIFFE
import X509

/// The moment of the tests: 2026-03-01T12:00:00Z.
let now = Timestamp(seconds: 1_772_366_400)

/// Certificates for tests of rules and bundles.
enum Certificates {
  /// A root that began a day ago and ends in a year, changed as the test wants.
  static func root(
    _ name: String = "red-mesh", uri: String? = "spiffe://red-mesh.local", algorithm: KeyAlgorithm = .p256,
    key: PrivateKey? = nil, edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Certificate {
    try authority(name, uri: uri, key: try key ?? .generate(algorithm), edit: edit)
  }

  /// An intermediate below a root of its own.
  static func intermediate(
    uri: String? = "spiffe://red-mesh.local", edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Certificate {
    let key = try PrivateKey.generate(.p256)
    let root = try root(key: key)
    return try authority("intermediate", uri: uri, key: .generate(.p256), signer: key, issuer: root, edit: edit)
  }

  /// A leaf below a root of its own.
  static func leaf(
    _ uri: String = "spiffe://red-mesh.local/ns/a/sa/b", algorithm: KeyAlgorithm = .p256,
    edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Certificate {
    let key = try PrivateKey.generate(.p256)
    var template = CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: now - 300, notAfter: now + 86_400), subject: .empty,
      publicKey: try PrivateKey.generate(algorithm).publicKey.components,
      subjectAlternativeNames: [.uri(Array(uri.utf8))], basicConstraints: BasicConstraints(isAuthority: false),
      keyUsage: [.digitalSignature], extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth]))
    edit(&template)
    return try template.signed(by: key, issuer: root(key: key))
  }

  private static func authority(
    _ name: String, uri: String?, key: PrivateKey, signer: PrivateKey? = nil, issuer: Certificate? = nil,
    edit: (inout CertificateTemplate) -> Void
  ) throws -> Certificate {
    var template = CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: now - 86_400, notAfter: now + 364 * 86_400),
      subject: try DistinguishedName(organization: name, commonName: name), publicKey: key.publicKey.components,
      subjectAlternativeNames: uri.map { [.uri(Array($0.utf8))] } ?? [],
      basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign, .cRLSign])
    edit(&template)
    return try template.signed(by: signer ?? key, issuer: issuer)
  }
}
