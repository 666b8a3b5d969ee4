import CA
import Cryptography
import Diagnostics
import Federation
import X509

/// Somebody else's root, which answers requests well or badly.
struct CorporateRoot {
  let key: PrivateKey
  let certificate: Certificate
  let issuing: Issuing?

  /// An authority between the root and what it signs.
  struct Issuing {
    let key: PrivateKey
    let certificate: Certificate
  }

  /// What an answer says; as it is, a right one for red-mesh.
  struct Answer {
    var uri: String? = "spiffe://red-mesh.local"
    var isAuthority = true
    var pathLength: Int? = 0
    var usage: KeyUsage = [.keyCertSign, .cRLSign]
    var purposes: ExtendedKeyUsage?
    var permitted: [GeneralName] = [.uri(Array("red-mesh.local".utf8))]
    var start = TestHome.start - 300
    var days: Int64 = 365
  }

  init(_ name: String = "Corporate", pathLength: Int? = nil, hasIssuing: Bool = false, permitted: [GeneralName] = [])
    throws
  {
    key = try PrivateKey.generate(.p384)
    certificate = try Self.authority(
      "\(name) Root", pathLength: pathLength, key: key, signer: key, issuer: nil, permitted: permitted)
    guard hasIssuing else {
      issuing = nil
      return
    }
    let between = try PrivateKey.generate(.p256)
    issuing = Issuing(
      key: between,
      certificate: try Self.authority(
        "\(name) Issuing", pathLength: nil, key: between, signer: key, issuer: certificate))
  }

  /// The answer to a request: the intermediate, what stands above it, and the root.
  func chain(_ request: CertificateRequest, _ answer: Answer = Answer()) throws -> [Certificate] {
    let signer = issuing.map(\.certificate) ?? certificate
    let template = CertificateTemplate(
      serialNumber: try .random(),
      validity: Validity(notBefore: answer.start, notAfter: answer.start.after(days: answer.days)),
      subject: try DistinguishedName(organization: "Corporate", commonName: "Somebody's choice"),
      publicKey: try request.provenKey().key.components,
      subjectAlternativeNames: answer.uri.map { [.uri(Array($0.utf8))] } ?? [],
      basicConstraints: BasicConstraints(
        isAuthority: answer.isAuthority, pathLength: answer.isAuthority ? answer.pathLength : nil),
      keyUsage: answer.usage, extendedKeyUsage: answer.purposes,
      nameConstraints: answer.permitted.isEmpty || !answer.isAuthority
        ? nil : NameConstraints(permitted: answer.permitted))
    let signed = try template.signed(by: issuing?.key ?? key, issuer: signer)
    return [signed] + (issuing.map { [$0.certificate] } ?? []) + [certificate]
  }

  private static func authority(
    _ name: String, pathLength: Int?, key: PrivateKey, signer: PrivateKey, issuer: Certificate?,
    permitted: [GeneralName] = []
  ) throws -> Certificate {
    try CertificateTemplate(
      serialNumber: .random(),
      validity: Validity(notBefore: TestHome.start - 300, notAfter: TestHome.start.after(days: 3650)),
      subject: DistinguishedName(organization: "Corporate", commonName: name), publicKey: key.publicKey.components,
      subjectAlternativeNames: [],
      basicConstraints: BasicConstraints(isAuthority: true, pathLength: pathLength),
      keyUsage: [.keyCertSign, .cRLSign], extendedKeyUsage: nil,
      nameConstraints: permitted.isEmpty ? nil : NameConstraints(permitted: permitted)
    ).signed(by: signer, issuer: issuer)
  }
}

extension OpenHome {
  /// The request below the root that signs, as its owner gets it.
  func requestIntermediate(_ mesh: String) throws(CAError) -> CertificateRequest {
    try intermediateRequest(of: mesh).request
  }
}
