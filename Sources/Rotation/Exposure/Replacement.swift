import CA
import Cryptography
import Federation
import X509

/// A temporary root as after an emergency, with the intermediates below it, for trial only.
struct Replacement {
  let root: Certificate
  private let key: PrivateKey
  private let time: Timestamp

  /// A root with the contents of the old one and a new key.
  init(of old: Certificate, at time: Timestamp) throws(RotationError) {
    self.time = time
    let key = try fromKeys { () throws(CryptographyError) in try PrivateKey.generate(.p256) }
    self.key = key
    let template = try Self.template(of: old, "new root", key, until: time + 10 * 365 * 86_400, time)
    root = try fromCertificates { () throws(X509Error) in try template.signed(by: key) }
  }

  /// An intermediate below the new root with the contents of the old one.
  func intermediate(of old: Certificate) throws(RotationError) -> Certificate {
    let fresh = try fromKeys { () throws(CryptographyError) in try PrivateKey.generate(.p256) }
    let template = try Self.template(of: old, "new intermediate", fresh, until: root.validity.notAfter, time)
    return try fromCertificates { () throws(X509Error) in try template.signed(by: key, issuer: root) }
  }

  private static func template(
    of old: Certificate, _ name: String, _ key: PrivateKey, until end: Timestamp, _ time: Timestamp
  ) throws(RotationError) -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try fromKeys { () throws(CryptographyError) in try .random() },
      validity: Validity(notBefore: time - Profile.backdating, notAfter: end),
      subject: try fromCertificates { () throws(X509Error) in
        try DistinguishedName(organization: "drill", commonName: name)
      }, publicKey: key.publicKey.components,
      subjectAlternativeNames: old.extensions.subjectAlternativeNames ?? [],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: old.extensions.basicConstraints?.pathLength),
      keyUsage: [.keyCertSign, .cRLSign], nameConstraints: old.extensions.nameConstraints)
  }
}
