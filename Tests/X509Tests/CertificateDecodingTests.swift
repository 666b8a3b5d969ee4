import Cryptography
import Testing

@testable import X509

/// Certificates of another maker come out as they went in, and anything that is not exactly DER does not.
@Suite struct CertificateDecodingTests {
  private static func certificate(_ pem: String) throws -> Certificate {
    try #require(try PEM.certificates(Array(pem.utf8)).certificates.first)
  }

  @Test(arguments: OpenSSLCertificates.all)
  func `what OpenSSL made is read, written out byte for byte and self-signed`(name: String, pem: String) throws {
    let certificate = try Self.certificate(pem)
    #expect(PEM.write([certificate]) == pem)
    #expect(certificate.isSelfSigned)
    #expect(try Certificate(der: certificate.der) == certificate)
    #expect(certificate.serialNumber.isProper)
    let text = try OpenSSLCommand.succeeding(
      ["x509", "-in", "c.pem", "-noout", "-fingerprint", "-sha256"], files: ["c.pem": Array(pem.utf8)])
    let fingerprint = String(decoding: text, as: UTF8.self).split(separator: "=")[1].filter(\.isHexDigit).lowercased()
    #expect(certificate.fingerprint == fingerprint)
  }

  @Test(arguments: [
    ("p256", "ECDSA P-256"), ("p384", "ECDSA P-384"), ("p521", "ECDSA P-521"), ("rsa2048", "RSA 2048"),
    ("rsaPSS", "RSA 2048"), ("ed25519", "Ed25519"),
  ])
  func `its key and names are what OpenSSL was told`(fixture: String, label: String) throws {
    let pem = try #require(OpenSSLCertificates.all.first { $0.name == fixture }).pem
    let certificate = try Self.certificate(pem)
    #expect(try certificate.publicKeyInfo.publicKey().label == label)
    #expect(certificate.subject.description == "O=red-mesh, CN=red-mesh root CA g1")
    #expect(certificate.subject.commonName == "red-mesh root CA g1")
    #expect(certificate.subject.organization == "red-mesh")
    #expect(certificate.uris == ["spiffe://red-mesh.local"])
    #expect(certificate.isAuthority && certificate.isSelfIssued)
    #expect(certificate.extensions.keyUsage == [.keyCertSign, .cRLSign])
    #expect(certificate.version == 3)
  }

  @Test func `the salt of a PSS signature is read`() throws {
    let certificate = try Self.certificate(OpenSSLCertificates.rsaPSS)
    #expect(certificate.signatureAlgorithm.signatureAlgorithm == .rsaPSS(.sha256, saltLength: 32))
  }

  @Test func `a date after 2049 is GeneralizedTime, and proper`() throws {
    let certificate = try Self.certificate(OpenSSLCertificates.after2050)
    #expect(certificate.validity.notAfter.day == "2081-08-26")
    #expect(certificate.validity.usesProperForms)
  }

  @Test func `version 1 has no extensions and is no authority`() throws {
    let certificate = try Self.certificate(OpenSSLCertificates.version1)
    #expect(certificate.version == 1 && certificate.extensions.all.isEmpty && !certificate.isAuthority)
  }

  @Test(arguments: OpenSSLCertificates.all)
  func `no shorter and no longer text is the same certificate`(name: String, pem: String) throws {
    let der = try Self.certificate(pem).der
    for count in der.indices {
      #expect(throws: X509Error.self) { try Certificate(der: Array(der.prefix(count))) }
    }
    for extra: UInt8 in [0x00, 0x30, 0xFF] {
      #expect(throws: X509Error.self) { try Certificate(der: der + [extra]) }
    }
    #expect(throws: X509Error.self) { try Certificate(der: der + der) }
  }

  /// Every bit of a certificate flipped: it is no certificate any more, or another one whose signature does not hold.
  @Test(arguments: ["p256", "ed25519", "rsa2048"])
  func `no flipped bit leaves the signature valid`(fixture: String) throws {
    let pem = try #require(OpenSSLCertificates.all.first { $0.name == fixture }).pem
    let original = try Self.certificate(pem)
    let key = try original.publicKeyInfo.publicKey()
    var decoded = 0
    for index in original.der.indices {
      for bit in 0..<8 {
        var bytes = original.der
        bytes[index] ^= 1 << UInt8(bit)
        guard let changed = try? Certificate(der: bytes) else { continue }
        decoded += 1
        #expect(changed != original && changed.der == bytes)
        #expect(!changed.isSigned(by: key), "bit \(bit) of octet \(index)")
        #expect(!changed.isSelfSigned, "bit \(bit) of octet \(index)")
      }
    }
    #expect(decoded > 100)
  }

  @Test func `every extension of the standard is understood`() throws {
    let extensions = try Self.certificate(OpenSSLCertificates.everyExtension).extensions
    #expect(extensions.all.count == 18)
    #expect(extensions.basicConstraints == BasicConstraints(isAuthority: true, pathLength: 2))
    #expect(extensions.keyUsage?.names == ["digitalSignature", "keyCertSign", "cRLSign"])
    #expect(extensions.extendedKeyUsage?.purposes == [.serverAuth, .clientAuth, .other("1.3.6.1.5.5.7.3.9")])
    #expect(extensions.subjectKeyIdentifier == extensions.authorityKeyIdentifier?.keyIdentifier)
    #expect(extensions.authorityKeyIdentifier?.issuer?.count == 1)
    #expect(
      extensions.subjectAlternativeNames?.map(\.description).prefix(7) == [
        "email:pki@red-mesh.local", "URI:spiffe://red-mesh.local", "DNS:red-mesh.local", "RID:1.2.3.4", "IP:10.0.0.1",
        "IP:fd00:0:0:0:0:0:0:1", "DirName:O=forbidden",
      ])
    #expect(extensions.issuerAlternativeNames?.last == .dns("issuer.red-mesh.local"))
    #expect(extensions.policies.policies == ["1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.3"])
    #expect(extensions.policies.mappings?.first?.subjectDomainPolicy == "1.3.6.1.4.1.99999.2")
    #expect(extensions.policies.requireExplicitPolicy == 3 && extensions.policies.inhibitPolicyMapping == 1)
    #expect(extensions.policies.inhibitAnyPolicy == 2)
    #expect(extensions.nameConstraints?.permitted.count == 4 && extensions.nameConstraints?.excluded.count == 2)
    #expect(extensions.distributionPoints.complete.map(\.fullName.count) == [1, 1])
    #expect(extensions.distributionPoints.complete.last?.issuer.first?.description == "DirName:O=forbidden")
    #expect(extensions.distributionPoints.complete.last?.reasons != nil)
    #expect(extensions.distributionPoints.fresh.count == 1)
    #expect(extensions.informationAccess.authority.map(\.method).first == "1.3.6.1.5.5.7.48.1")
    #expect(extensions.informationAccess.subject.count == 1)
  }
}
