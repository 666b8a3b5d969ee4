import Cryptography
import Diagnostics
import Testing

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

  @Test(
    arguments: [("MT-PV-03", "renew"), ("MT-PV-11", "issued again"), ("MT-PV-07", "issued again")] as [(Code, String)])
  func theRepairOfAPathIsThatOfItsFault(code: Code, next: String) {
    #expect(SigningView.repair(of: code)?.description.contains(next) == true)
    #expect(SigningView.repair(of: "MT-PV-01") == nil)
  }
}
