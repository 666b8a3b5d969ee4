import CA
import Cryptography
import X509

/// Somebody else's root, which signs what a request asks for.
struct OtherAuthority {
  let key: PrivateKey
  let certificate: Certificate

  /// - Parameter key: The key of an earlier certificate of the same root; nil makes one.
  init(_ name: String, key: PrivateKey? = nil, from start: Timestamp = RotatingHome.start, days: Int64 = 7_300) throws {
    let key = try key ?? PrivateKey.generate(.p256)
    self.key = key
    certificate = try CertificateTemplate(
      serialNumber: .random(),
      validity: Validity(notBefore: start - 300, notAfter: start + days * RotatingHome.day),
      subject: DistinguishedName(organization: name, commonName: "\(name) Root"),
      publicKey: key.publicKey.components, subjectAlternativeNames: [],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: nil), keyUsage: [.keyCertSign, .cRLSign],
      extendedKeyUsage: nil, nameConstraints: nil
    ).signed(by: key, issuer: nil)
  }

  /// The answer to a request: the intermediate and the root.
  ///
  /// - Parameter isConfined: Whether the name constraints of the request are copied.
  func chain(
    _ request: CertificateRequest, at time: Timestamp, days: Int64 = 365, isConfined: Bool = true
  ) throws -> [Certificate] {
    let wishes = request.requestedExtensions
    let signed = try CertificateTemplate(
      serialNumber: .random(), validity: Validity(notBefore: time - 300, notAfter: time + days * RotatingHome.day),
      subject: request.subject, publicKey: request.provenKey().key.components,
      subjectAlternativeNames: wishes.subjectAlternativeNames ?? [],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: 0), keyUsage: [.keyCertSign, .cRLSign],
      extendedKeyUsage: nil, nameConstraints: isConfined ? wishes.nameConstraints : nil
    ).signed(by: key, issuer: certificate)
    return [signed, certificate]
  }
}

extension RotatingHome {
  /// Asks for a mesh's intermediate below the root that arrives, and installs the answer.
  @discardableResult
  func answer(_ mesh: String, by authority: OtherAuthority, at time: Timestamp) throws -> Installed {
    let pending = try at(time).intermediateRequest(of: mesh)
    return try at(time).install(mesh, chain: authority.chain(pending.request, at: time))
  }
}
