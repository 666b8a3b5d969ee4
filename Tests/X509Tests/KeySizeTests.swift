import Diagnostics
import Testing

@testable import X509

/// The least size of RSA keys that sign: 2048 bits, of which proxies ask 1024.
@Suite struct KeySizeTests {
  /// A root with a key of some bits and a leaf below it, both by OpenSSL, which asks for less.
  private static func question(bits: Int) throws -> PathQuestion {
    var files = ["root.key": try OpenSSLCommand.succeeding(["genrsa", "\(bits)"])]
    files["leaf.key"] = try OpenSSLCommand.succeeding(["ecparam", "-name", "prime256v1", "-genkey", "-noout"])
    files["leaf.ext"] = Array(
      """
      basicConstraints = CA:FALSE
      keyUsage = critical, digitalSignature
      extendedKeyUsage = serverAuth, clientAuth
      subjectAltName = URI:spiffe://red-mesh.local/ns/default/sa/web

      """.utf8)
    files["root.pem"] = try OpenSSLCommand.succeeding(
      [
        "req", "-x509", "-key", "root.key", "-subj", "/CN=root", "-days", "3650",
        "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
      ], files: files)
    files["leaf.csr"] = try OpenSSLCommand.succeeding(
      ["req", "-new", "-key", "leaf.key", "-subj", "/CN=leaf"], files: files)
    let leaf = try OpenSSLCommand.succeeding(
      [
        "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "7", "-days", "3650",
        "-extfile", "leaf.ext",
      ], files: files)
    let certificate = try PEM.certificates(leaf).certificates[0]
    return PathQuestion(
      leaf: certificate, anchors: try PEM.certificates(files["root.pem"] ?? []).certificates,
      time: certificate.validity.notBefore)
  }

  @Test(arguments: [
    (1016, false, false, false), (1024, false, true, false), (2040, false, true, false), (2048, true, true, true),
  ])
  func `an issuer's RSA key has the bits that its verifier asks for`(
    row: (bits: Int, spiffe: Bool, proxies: Bool, webpki: Bool)
  ) throws {
    var question = try Self.question(bits: row.bits)
    #expect((question.path != nil) == row.spiffe, "\(question.verdict)")
    if !row.spiffe { #expect(question.failure?.failure.code == "MT-PV-11") }
    question.profile = .proxies
    question.purposes = []
    #expect((question.path != nil) == row.proxies, "\(question.verdict)")
    question.profile = .webpki(.refusingURIConstraints)
    question.rule = .anyAuthority
    #expect((question.path != nil) == row.webpki, "\(question.verdict)")
  }
}
