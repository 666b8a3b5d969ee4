import Cryptography
import Foundation
import X509

@testable import TLS

/// An authority of the tests: one that signs, with its key.
struct Authority {
  let key: PrivateKey
  let certificate: Certificate

  /// A self-signed root that is valid now.
  init(_ name: String) throws {
    key = try .generate(.p256)
    certificate = try CertificateTemplate(
      serialNumber: .random(), validity: Validity(notBefore: .present - 86_400, notAfter: .present + 86_400 * 30),
      subject: DistinguishedName(organization: name, commonName: "\(name) root"), publicKey: key.publicKey.components,
      basicConstraints: BasicConstraints(isAuthority: true), keyUsage: [.keyCertSign, .cRLSign]
    ).signed(by: key)
  }

  /// What a workload below it presents.
  func identity(
    _ algorithm: KeyAlgorithm = .p256, from start: Int64 = -300, to end: Int64 = 3600, behind: [Certificate] = []
  ) throws -> TLSIdentity {
    let key = try PrivateKey.generate(algorithm)
    let leaf = try CertificateTemplate(
      serialNumber: .random(), validity: Validity(notBefore: .present + start, notAfter: .present + end),
      subject: .empty, publicKey: key.publicKey.components,
      subjectAlternativeNames: [.uri(Array("spiffe://red-mesh.local/ns/a/sa/b".utf8))],
      basicConstraints: BasicConstraints(isAuthority: false), keyUsage: [.digitalSignature],
      extendedKeyUsage: ExtendedKeyUsage([.serverAuth, .clientAuth])
    ).signed(by: self.key, issuer: certificate)
    return try TLSIdentity(chain: [leaf] + behind, key: key)
  }
}

extension Timestamp {
  /// Now: other programs verify these certificates by the machine's clock.
  static var present: Timestamp {
    Timestamp(seconds: Int64(Date.now.timeIntervalSince1970))
  }
}
