import Cryptography
import Diagnostics
import Testing
import X509

@testable import Lint

/// What is said of a value that is not what its name says.
@Suite struct PEMValueTests {
  private static func block(_ label: String) -> String { "-----BEGIN \(label)-----\nAAAA\n-----END \(label)-----\n" }

  @Test(arguments: [
    ("CERTIFICATE REQUEST", "holds no certificate", "answered this request"),
    ("PRIVATE KEY", "holds no certificate", "the certificate of this key"),
    ("PUBLIC KEY", "holds no certificate", "the PEM text of `ca-cert.pem`"),
  ])
  func whatStandsInPlaceOfTheCertificate(label: String, what: String, next: String) throws {
    let fault = try #require(PEMValue(Array(Self.block(label).utf8), .signer).fault)
    #expect(fault.what.description.contains(what) && fault.what.description.contains(label))
    #expect(fault.next("ca-cert.pem").description.contains(next))
  }

  @Test(arguments: [("CERTIFICATE", "the key of this certificate"), ("PUBLIC KEY", "openssl pkey")])
  func whatStandsInPlaceOfTheKey(label: String, next: String) throws {
    let value = PEMValue(privateKey: SecretBytes(copying: Array(Self.block(label).utf8)))
    let fault = try #require(value.fault)
    #expect(fault.what.description.contains("holds no private key"))
    #expect(fault.next("ca-key.pem").description.contains(next))
  }

  @Test(arguments: [
    (PathFailure.expired(notAfter: Timestamp(seconds: 1), at: Timestamp(seconds: 2)), "renew"),
    (.keyNotTrusted(detail: "RSA of 1024 bits"), "issued again"),
    (.pathLengthExceeded(allowed: 0, found: 1), "issued again"),
  ])
  func theRepairOfAPathIsThatOfItsFault(failure: PathFailure, next: String) {
    #expect(SigningView.repair(of: failure.cause)?.description.contains(next) == true)
    #expect(SigningView.repair(of: PathFailure.anchorNotSelfSigned.cause) == nil)
    #expect(SigningView.repair(of: PathFailure.signatureInvalid(issuer: "a").cause) == nil)
  }
}
