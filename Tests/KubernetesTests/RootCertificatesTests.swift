import Cryptography
import Diagnostics
import Documents
import Kubernetes
import Testing
import X509

@Suite struct RootCertificatesTests {
  private static let roots = PEM.write([Certificates.greenRoot])

  private func configMap(_ data: [String: String], binary: [String: [UInt8]] = [:]) -> ConfigMap {
    ConfigMap(metadata: ObjectMetadata(name: "green-mesh-ca-root-cert"), data: data, binaryData: binary)
  }

  private func fault(_ configMap: ConfigMap) throws -> Diagnostic {
    try #require(throws: KubernetesError.self) { try rootCertificates(from: configMap) }.diagnostic
  }

  @Test func rootsInTheirOrder() throws {
    let both = [Certificates.greenRoot, Certificates.blueRoot]
    let (certificates, warnings) = try rootCertificates(from: configMap(["root-cert.pem": PEM.write(both)]))
    #expect(certificates == both)
    #expect(warnings.isEmpty)
  }

  @Test func repairsAreToldWithTheirLine() throws {
    let text = String(Self.roots.dropLast())
    let (certificates, warnings) = try rootCertificates(from: configMap(["root-cert.pem": text]))
    #expect(certificates == [Certificates.greenRoot])
    #expect(warnings.map(\.code) == ["MT-PEM-10"])
    #expect(
      warnings.first?.what.description.hasPrefix("ConfigMap `green-mesh-ca-root-cert`, key `root-cert.pem`, line ")
        == true)
    #expect(warnings.first?.place == nil)
  }

  @Test func anotherKeyIsNamed() throws {
    let diagnostic = try fault(configMap(["ca.crt": Self.roots]))
    #expect(diagnostic.code == "MT-C-02")
    #expect(diagnostic.what == "ConfigMap `green-mesh-ca-root-cert` has no key `root-cert.pem`")
    #expect(diagnostic.why.description.hasPrefix("it has `ca.crt`;"))
    #expect(diagnostic.next == "if it is under `ca.crt`, rename that key to `root-cert.pem`")
  }

  @Test func severalKeysAreListed() throws {
    #expect(try fault(configMap(["b": "", "a": ""])).why.description.hasPrefix("it has `a`, `b`;"))
    #expect(try fault(configMap(["b": "", "a": ""])).next == "put it under the key `root-cert.pem`")
    #expect(try fault(configMap([:])).why.description.hasPrefix("it has no keys at all;"))
  }

  @Test func binaryDataDoesNotCount() throws {
    let diagnostic = try fault(configMap([:], binary: ["root-cert.pem": Array(Self.roots.utf8)]))
    #expect(diagnostic.code == "MT-C-02")
    #expect(diagnostic.next == "move the text from `binaryData` to `data`, decoded")
  }

  @Test(arguments: [
    "", "nothing here", String(roots.dropLast(40)), roots.replacing("\n", with: "\\n"), base64(roots),
    PEM.write("CERTIFICATE", [0x30, 0x00]), PEM.write("PUBLIC KEY", [0x30, 0x00]),
  ])
  func whatIsNoCertificate(text: String) throws {
    let diagnostic = try fault(configMap(["root-cert.pem": text]))
    #expect(diagnostic.code == "MT-C-04")
    #expect(diagnostic.what.description.hasPrefix("ConfigMap `green-mesh-ca-root-cert`, key `root-cert.pem`"))
    #expect(diagnostic.severity == .error)
    #expect(diagnostic.place == nil)
  }

  @Test(arguments: ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
  func aPrivateKeyIsALeak(label: String) throws {
    let diagnostic = try fault(configMap(["root-cert.pem": Self.roots + PEM.write(label, Array("hush".utf8))]))
    #expect(diagnostic.code == "MT-C-06")
    #expect(!diagnostic.what.description.contains("aHVzaA"))
  }

  @Test func aRevocationListIsRefused() throws {
    #expect(try fault(configMap(["root-cert.pem": Self.roots + PEM.write("X509 CRL", [0x30, 0])])).code == "MT-C-07")
  }

  @Test func allAreMalformedInput() throws {
    let error = try #require(throws: KubernetesError.self) { try rootCertificates(from: configMap([:])) }
    #expect(error.exitStatus == .malformed)
  }
}
