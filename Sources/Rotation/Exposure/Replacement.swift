import CA
import Cryptography
import Federation
import X509

/// A root as it would be after an emergency, with the intermediates below it: made for trying, and kept by nobody.
struct Replacement {
  /// The root that would be new.
  let root: Certificate
  private let key: PrivateKey
  private let time: Timestamp

  /// A root that says what the old one says, with a key of its own.
  init(of old: Certificate, at time: Timestamp) throws(RotationError) {
    self.time = time
    let key = try fromKeys { () throws(CryptographyError) in try PrivateKey.generate(.p256) }
    self.key = key
    let template = try Self.template(of: old, "new root", key, until: time + 10 * 365 * 86_400, time)
    root = try fromCertificates { () throws(X509Error) in try template.signed(by: key) }
  }

  /// An intermediate below the new root that says what the old one says.
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
