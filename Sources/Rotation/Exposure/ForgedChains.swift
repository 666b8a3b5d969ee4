import CA
import Cryptography
import Federation
import X509

/// The chains that the holder of an authority's key can present for a name.
struct ForgedChains: Sendable {
  /// How a forged leaf was created.
  enum Way: String, Hashable, Sendable, CaseIterable {
    /// Signed by the authority.
    case direct
    /// Signed by an unconstrained CA that the thief created.
    case throughOwnAuthority
  }

  private let compromisedKey: CompromisedKey
  private let time: Timestamp
  private let leafKey: PrivateKey
  private let ownKey: PrivateKey
  private let own: Certificate

  init(_ compromisedKey: CompromisedKey, at time: Timestamp) throws(RotationError) {
    self.compromisedKey = compromisedKey
    // An expired authority signed its last leaf before it expired.
    self.time = min(time, compromisedKey.authority.certificate.validity.notAfter)
    leafKey = try fromKeys { () throws(CryptographyError) in try PrivateKey.generate(.p256) }
    ownKey = try fromKeys { () throws(CryptographyError) in try PrivateKey.generate(.p256) }
    let name = try fromCertificates { () throws(X509Error) in
      try DistinguishedName(organization: "thief", commonName: "authority of a thief")
    }
    let template = try Self.template(
      subject: name, self.time, compromisedKey.authority.certificate, ownKey,
      BasicConstraints(isAuthority: true), [.keyCertSign, .cRLSign])
    own = try fromHome { () throws(CAError) in try compromisedKey.signed(template) }
  }

  /// Leaf first.
  func chain(_ names: [GeneralName], _ way: Way) throws(RotationError) -> [Certificate] {
    let issuer = way == .direct ? compromisedKey.authority.certificate : own
    var template = try Self.template(
      subject: .empty, time, issuer, leafKey, BasicConstraints(isAuthority: false), .digitalSignature)
    template.subjectAlternativeNames = names
    template.extendedKeyUsage = ExtendedKeyUsage([.serverAuth, .clientAuth])
    let finished = template
    guard way == .throughOwnAuthority else {
      return [try fromHome { () throws(CAError) in try compromisedKey.signed(finished) }] + compromisedKey.chain
    }
    return [try fromCertificates { () throws(X509Error) in try finished.signed(by: ownKey, issuer: own) }, own]
      + compromisedKey.chain
  }

  private static func template(
    subject: DistinguishedName, _ time: Timestamp, _ issuer: Certificate, _ key: PrivateKey,
    _ constraints: BasicConstraints, _ usage: KeyUsage
  ) throws(RotationError) -> CertificateTemplate {
    CertificateTemplate(
      serialNumber: try fromKeys { () throws(CryptographyError) in try .random() },
      validity: Validity(notBefore: time - Profile.backdating, notAfter: min(time + 86_400, issuer.validity.notAfter)),
      subject: subject, publicKey: key.publicKey.components, basicConstraints: constraints, keyUsage: usage)
  }
}
