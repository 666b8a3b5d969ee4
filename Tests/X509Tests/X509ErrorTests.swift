import Diagnostics
import Testing
import X509

@Suite struct X509ErrorTests {
  static let all: [(error: X509Error, code: Code, status: Diagnostics.ExitStatus)] = [
    (.malformed(structure: "certificate", detail: "d"), "MT-DER-01", .malformed),
    (.unsupported(structure: "public key", detail: "d"), "MT-DER-02", .malformed),
    (.unreadableTime("now"), "MT-DER-03", .malformed),
    (.unissuable("d"), "MT-DER-04", .refused),
    (.possessionNotProven, "MT-DER-05", .refused),
    (.wrongPassphrase, "MT-DER-06", .secret),
    (.keyFailure("d"), "MT-DER-07", .malformed),
    (.brokenPEM(detail: "d", line: 7), "MT-PEM-01", .malformed),
    (.noPEMBlock(wanted: "certificate", found: ["X"]), "MT-PEM-02", .malformed),
    (.unexpectedBlock(label: "PRIVATE KEY", wanted: "certificates", line: 7, isAlone: false), "MT-PEM-03", .malformed),
  ]

  @Test(arguments: all)
  func `each error has a diagnostic`(error: X509Error, code: Code, status: Diagnostics.ExitStatus) {
    let diagnostic = error.diagnostic
    #expect(diagnostic.code == code && error.exitStatus == status)
    #expect(!diagnostic.what.isEmpty && !diagnostic.why.isEmpty && !diagnostic.next.isEmpty)
    #expect(diagnostic.place?.line == (["MT-PEM-01", "MT-PEM-03"].contains(code) ? 7 : nil))
  }

  /// A message with signed content has nothing to do with its algorithms.
  @Test func `a signed message is not told to use other algorithms`() {
    let message = X509Error.unsupported(structure: "PKCS #7 message", detail: "signed content is not verified")
    #expect(!message.diagnostic.next.description.contains("ECDSA"))
    let key = X509Error.unsupported(structure: "public key", detail: "d")
    #expect(key.diagnostic.next.description.contains("ECDSA"))
  }

  /// Nobody is told to remove the only block, and each kind has its own cause.
  @Test(arguments: [
    ("CERTIFICATE REQUEST", "the CA answered"), ("NEW CERTIFICATE REQUEST", "the CA answered"),
    ("PRIVATE KEY", "of this key"), ("ENCRYPTED PRIVATE KEY (encrypted)", "of this key"), ("PUBLIC KEY", "in which"),
    ("EC PARAMETERS", "the certificates"), ("X509 CRL", "that issued it"), ("PGP PUBLIC KEY BLOCK", "ask for"),
    ("PGP SIGNATURE", "was signed"), ("TRUSTED CERTIFICATE", "openssl x509"), ("COSIGN BUNDLE", "the certificates"),
  ])
  func `the only block is never to be removed`(label: String, repair: String) {
    func diagnostic(isAlone: Bool) -> Diagnostic {
      X509Error.unexpectedBlock(label: label, wanted: "certificates", line: 1, isAlone: isAlone).diagnostic
    }
    let alone = diagnostic(isAlone: true)
    #expect(alone.next.description.contains(repair) && !alone.next.description.contains("remove"))
    #expect(!alone.why.description.contains("leak"))
    let beside = diagnostic(isAlone: false).next.description
    #expect(beside.contains("remove the block") || beside.contains("openssl x509"))
  }

  @Test func `a private key where none may be is called a leak`() {
    let leak = X509Error.unexpectedBlock(label: "EC PRIVATE KEY", wanted: "certificates", line: 1, isAlone: false)
      .diagnostic
    #expect(leak.why.description.contains("leak"))
    let other = X509Error.unexpectedBlock(label: "X509 CRL", wanted: "certificates", line: 1, isAlone: false).diagnostic
    #expect(!other.why.description.contains("leak"))
  }
}
