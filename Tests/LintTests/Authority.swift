import Cryptography
import SPIFFE
import X509

/// The moment of all tests: 2026-03-01T12:00:00Z.
let now = Timestamp(seconds: 1_772_366_400)

/// A certificate with its key.
struct Authority: Sendable {
  let certificate: Certificate
  let key: PrivateKey

  static let day: Int64 = 86_400

  /// A root that began a year ago and ends in nine, unless changed.
  static func root(
    _ name: String, key: PrivateKey? = nil, edit: (inout CertificateTemplate) -> Void = { _ in }
  ) throws -> Authority {
    let key = try key ?? PrivateKey.generate(.p256)
    var template = try template(name, key)
    template.validity = Validity(notBefore: now - 365 * day, notAfter: now + 3285 * day)
    template.basicConstraints = BasicConstraints(isAuthority: true, pathLength: 2)
    edit(&template)
    return Authority(certificate: try template.signed(by: key), key: key)
  }

  /// An authority below this one that began yesterday and ends in 364 days, unless changed.
  func below(_ name: String, edit: (inout CertificateTemplate) -> Void = { _ in }) throws -> Authority {
    let key = try PrivateKey.generate(.p256)
    var template = try Self.template(name, key)
    edit(&template)
    return Authority(certificate: try template.signed(by: self.key, issuer: certificate), key: key)
  }

  /// A workload's certificate.
  func leaf(_ uri: String) throws -> Certificate {
    let key = try PrivateKey.generate(.p256)
    let template = CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: now - 300, notAfter: now + Self.day), subject: .empty,
      publicKey: key.publicKey.components, subjectAlternativeNames: [.uri(Array(uri.utf8))],
      basicConstraints: BasicConstraints(isAuthority: false), keyUsage: [.digitalSignature],
      extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth]))
    return try template.signed(by: self.key, issuer: certificate)
  }

  private static func template(_ name: String, _ key: PrivateKey) throws -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try .random(), validity: Validity(notBefore: now - day, notAfter: now + 364 * day),
      subject: try DistinguishedName(organization: "test", commonName: name), publicKey: key.publicKey.components,
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: 0), keyUsage: [.keyCertSign, .cRLSign])
  }

  /// The key as PEM text.
  var keyText: SecretBytes {
    get throws { PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key)) }
  }
}

extension NameConstraints {
  /// Confines to trust domains.
  static func domains(_ names: String...) -> NameConstraints {
    NameConstraints(permitted: names.map { .uri(Array($0.utf8)) })
  }
}

/// The authorities of the two meshes of all tests.
struct Authorities: Sendable {
  let red: (root: Authority, intermediate: Authority)
  let green: (root: Authority, intermediate: Authority)

  /// The same ones for every test.
  static let fixed = Result { try Authorities() }

  private init() throws {
    red = try Self.pair("red-mesh")
    green = try Self.pair("green-mesh")
  }

  private static func pair(_ name: String) throws -> (root: Authority, intermediate: Authority) {
    let root = try Authority.root("\(name) root CA g1") { $0.nameConstraints = .domains(name + ".local") }
    let intermediate = try root.below("\(name) intermediate CA g1") {
      $0.nameConstraints = .domains(name + ".local")
    }
    return (root, intermediate)
  }
}
