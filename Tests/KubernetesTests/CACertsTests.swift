import Cryptography
import Diagnostics
import Documents
import Kubernetes
import Testing
import X509

@Suite struct CACertsTests {
  private static let intermediate = PEM.write([Certificates.redIntermediate])
  private static let root = PEM.write([Certificates.redRoot])
  private static let complete = [
    "ca-cert.pem": intermediate, "ca-key.pem": keyText, "root-cert.pem": root, "cert-chain.pem": intermediate,
  ]

  private func read(_ values: [String: String]) throws -> CACerts {
    try CACerts(
      secret: Secret(
        metadata: ObjectMetadata(name: "cacerts"), data: values.mapValues { SecretBytes(copying: $0.utf8) }))
  }

  private func fault(_ values: [String: String]) throws -> Diagnostic {
    try #require(throws: KubernetesError.self) { try read(values) }.diagnostic
  }

  @Test func istiosOwnNames() throws {
    let certs = try read(Self.complete)
    #expect(certs.layout == .pem)
    #expect(certs.certificate == Certificates.redIntermediate)
    #expect(certs.chain == [Certificates.redIntermediate])
    #expect(certs.roots == [Certificates.redRoot])
    #expect(certs.key?.text == keyText)
    #expect(certs.warnings.isEmpty)
    #expect(!"\(certs)".contains("aHVzaA"))
  }

  @Test func whatAMeshIsGivenReadsBack() throws {
    let secret = try #require(manifests().secret)
    #expect(try CACerts(secret: secret).warnings.isEmpty)
  }

  @Test func theNamesOfTLS() throws {
    let certs = try read(["tls.crt": Self.intermediate + Self.root, "tls.key": keyText, "ca.crt": Self.root])
    #expect(certs.layout == .tls)
    #expect(certs.certificate == Certificates.redIntermediate)
    #expect(certs.chain == [Certificates.redIntermediate, Certificates.redRoot])
    #expect(certs.roots == [Certificates.redRoot])
    #expect(certs.warnings.isEmpty)
  }

  @Test func whereBothAreThereTLSWins() throws {
    let tls = [
      "tls.crt": PEM.write([Certificates.blueRoot]), "tls.key": keyText, "ca.crt": PEM.write([Certificates.blueRoot]),
    ]
    let certs = try read(Self.complete.merging(tls) { $1 })
    #expect(certs.layout == .tls)
    #expect(certs.certificate == Certificates.blueRoot)
    #expect(certs.warnings.map(\.code) == ["MT-C-19"])
  }

  @Test(arguments: [nil, "", "\n", root] as [String?])
  func aChainWithoutTheIssuerIsAWarning(chain: String?) throws {
    var values = Self.complete
    values["cert-chain.pem"] = chain
    let certs = try read(values)
    #expect(certs.warnings.map(\.code) == ["MT-C-16"])
    #expect(certs.warnings.first?.severity == .warning)
  }

  @Test func aRootThatSignsItselfNeedsNoChain() throws {
    #expect(try read(["ca-cert.pem": Self.root, "ca-key.pem": keyText, "root-cert.pem": Self.root]).warnings.isEmpty)
  }

  @Test func aMissingKeyIsAWarning() throws {
    var values = Self.complete
    values["ca-key.pem"] = nil
    let certs = try read(values)
    #expect(certs.key == nil)
    #expect(certs.warnings.map(\.code) == ["MT-C-17"])
  }

  @Test(arguments: ["ca-cert.pem", "root-cert.pem"])
  func aMissingPartIsAnError(key: String) throws {
    var values = Self.complete
    values[key] = nil
    let diagnostic = try fault(values)
    #expect(diagnostic.code == "MT-C-17")
    #expect(diagnostic.what == "Secret `cacerts` has no key `\(key)`")
    #expect(diagnostic.why.description.contains("`ca-key.pem`"))
  }

  @Test func aMissingRootOfTLSIsAnError() throws {
    #expect(
      try fault(["tls.crt": Self.intermediate, "tls.key": keyText]).what == "Secret `cacerts` has no key `ca.crt`")
    #expect(try fault([:]).why.description.hasPrefix("it has no keys at all"))
  }

  @Test(arguments: ["", "garbage", keyText, base64(root), intermediate + keyText])
  func whatIsNoCertificate(text: String) throws {
    var values = Self.complete
    values["ca-cert.pem"] = text
    let diagnostic = try fault(values)
    #expect(diagnostic.code == "MT-K8S-06")
    #expect(diagnostic.what.description.hasPrefix("Secret `cacerts`, key `ca-cert.pem`"))
    #expect(![diagnostic.what, diagnostic.why, diagnostic.next].joined().description.contains("aHVzaA"))
  }
}
