import Cryptography
import Diagnostics
import Federation
import Files
import Kubernetes
import Testing
import X509

@testable import Lint

/// MT-I-01 to MT-I-29 and -34 to -36: roots, keys, trust domains.
@Suite struct IstioRulesTests {
  static let plane = "red/istio.yaml"

  static let signing: [LintCase] = [
    LintCase(istio: "I-01") { try $0.addValue("tls.crt", $0.value("ca-cert.pem")) },
    LintCase(istio: "I-01") { files in
      // A Secret of which nothing else is known.
      files.texts = files.texts.filter { $0.key == "red/cacerts.yaml" }
      try files.addValue("tls.crt", files.value("ca-cert.pem"))
    },
    LintCase(istio: "I-02", "red/cacerts.yaml", "  ca-key.pem:", "  key.pem:"),
    LintCase(istio: "I-02", "red/cacerts.yaml", "  cert-chain.pem:", "  chain.pem:"),
    LintCase(istio: "I-02") { files in
      let red = try Authorities.fixed.get().red
      let text = Self.tls(PEM.write([red.intermediate.certificate]), try red.intermediate.keyText, "")
      files.texts["red/cacerts.yaml"] = text.replacing("tls.key", with: "key")
    },
    LintCase(istio: "I-03") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(Authority(certificate: red.intermediate.certificate, key: red.root.key), red.root)
    },
    LintCase(istio: "I-03") { try $0.sign(Authority.root("a").below("b"), Authorities.fixed.get().red.root) },
    LintCase(istio: "I-03") { files in
      let red = try Authorities.fixed.get().red
      let leaf = try red.root.below("leaf") {
        $0.basicConstraints = BasicConstraints(isAuthority: false)
        $0.keyUsage = [.digitalSignature]
      }
      try files.sign(leaf, red.root)
    },
    LintCase(istio: "I-04") { files in
      let red = try Authorities.fixed.get().red
      try files.setValue("ca-cert.pem", PEM.write([red.root.certificate, red.intermediate.certificate]))
    },
    LintCase(istio: "I-05") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.intermediate, red.root, chain: [])
    },
    LintCase(istio: "I-06") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.intermediate, red.root, chain: [red.intermediate.certificate, red.root.certificate])
    },
    LintCase(istio: "I-07") { files in
      let red = try Authorities.fixed.get().red
      try files.setValue(
        "root-cert.pem", PEM.write([red.root.certificate, try red.root.leaf("spiffe://red-mesh.local/ns/a/sa/b")]))
    },
    LintCase(istio: "I-07") { files in
      let old = try Authority.root("old") { $0.validity = Validity(notBefore: now - 200, notAfter: now - 100) }
      try files.setValue("root-cert.pem", files.value("root-cert.pem") + PEM.write([old.certificate]))
    },
    LintCase(istio: "I-07") { files in
      files.texts["red/published.yaml"] = Self.published(
        files.value("root-cert.pem") + PEM.write("CERTIFICATE", [0x30, 0]))
    },
    LintCase(istio: "I-08") { files in
      let red = try Authorities.fixed.get().red
      files.texts["red/cacerts.yaml"] = Self.tls(
        PEM.write([red.intermediate.certificate]).dropLast().description, try red.intermediate.keyText,
        PEM.write([red.root.certificate]))
    },
    LintCase(istio: "I-09") {
      try $0.setValue("root-cert.pem", $0.value("root-cert.pem").replacing("\n", with: "\r\n"))
    },
    LintCase(istio: "I-09") { try $0.setValue("root-cert.pem", "# subject=CN = red\n" + $0.value("root-cert.pem")) },
    LintCase(istio: "I-10") { try $0.addValue("istio-generated", "") },
  ]

  static let pools: [LintCase] = [
    LintCase(istio: "I-11", plane, "ISTIO_MULTIROOT_MESH: \"true\"", "ISTIO_MULTIROOT_MESH: \"yes\""),
    LintCase(istio: "I-11", plane, "        ISTIO_MULTIROOT_MESH: \"true\"\n", "        OTHER: \"1\"\n"),
    LintCase(istio: "I-11") { files in
      try files.replace(plane, "        ISTIO_MULTIROOT_MESH: \"true\"\n", "        OTHER: \"1\"\n")
      let red = try Authorities.fixed.get().red
      try files.setValue("root-cert.pem", PEM.write([red.root.certificate, try Authority.root("red g2").certificate]))
    },
    LintCase(istio: "I-11") { files in
      files.texts[plane] = nil
      files.texts["red/cm.yaml"] = Self.configMap(try Self.entry())
      files.texts["red/istiod.yaml"] = Self.istiod(env: "")
    },
    LintCase(istio: "I-12", plane, "PROXY_CONFIG_XDS_AGENT: \"true\"", "PROXY_CONFIG_XDS_AGENT: \"\""),
    LintCase(istio: "I-12") { files in
      files.texts[plane] = nil
      files.texts["red/values.yaml"] =
        "pilot: {env: {ISTIO_MULTIROOT_MESH: true}}\nmeshConfig:\n  trustDomain: red-mesh.local\n"
        + "  caCertificates:\n\(try Self.entry())"
    },
    LintCase(istio: "I-13") { $0.texts["red/pod.yaml"] = Self.pod(env: "") },
    LintCase(istio: "I-13") {
      $0.texts["red/pod.yaml"] = Self.pod(
        env: "{name: PROXY_CONFIG_XDS_AGENT, value: \"true\"}, {name: TRUST_DOMAIN, value: cluster.local}")
    },
    LintCase(istio: "I-14", plane, "v1.30.1", "v1.24.4"),
    LintCase(istio: "I-15") { files in
      try files.replace(plane, "v1.30.1", "v1.27.3")
      try files.setBefore("root-cert.pem", files.value("root-cert.pem").replacing("\n", with: "\r\n"))
    },
    LintCase(istio: "I-15") {
      try $0.setBefore("root-cert.pem", PEM.write([try Authority.root("red g0").certificate]))
    },
    LintCase(istio: "I-16") { files in
      try files.replace(plane, "v1.30.1", "v1.19.2")
      try files.setBefore(
        "root-cert.pem", files.value("root-cert.pem") + PEM.write([try Authority.root("red g2").certificate]))
    },
    LintCase(istio: "I-16") { files in
      try files.replace(plane, "ISTIO_MULTIROOT_MESH: \"true\"", "ISTIO_MULTIROOT_MESH: \"false\"")
      try files.setBefore(
        "root-cert.pem", files.value("root-cert.pem") + PEM.write([try Authority.root("red g2").certificate]))
    },
    LintCase(istio: "I-17") {
      $0.texts["red/published.yaml"] = Self.published(PEM.write([try Authority.root("red g0").certificate]))
    },
    LintCase(istio: "I-18") { files in
      let leaf = try Authority.root("red g0").leaf("spiffe://red-mesh.local/ns/a/sa/b")
      files.texts["red/proxy.json"] = Self.proxy(roots: [], chain: [leaf])
    },
    LintCase(istio: "I-18") { files in
      let new = try Authority.root("green g2") { $0.nameConstraints = .domains("green-mesh.local") }
      let text = try #require(files.texts[plane])
      try files.replace(plane, Self.body(of: text), Self.indented(PEM.write([new.certificate]), 10))
    },
    LintCase(istio: "I-19") { files in
      try files.replace(
        "red/cacerts.yaml", "metadata:\n", "metadata:\n  creationTimestamp: \"2026-02-01T10:00:00Z\"\n")
      files.texts["red/istiod-pod.yaml"] = Self.istiodPod(started: "2026-02-01T09:00:00Z")
    },
    LintCase(istio: "I-20") { files in
      files.facts.before = nil
      let new = try Authority.root("green g2") { $0.nameConstraints = .domains("green-mesh.local") }
      let text = try #require(files.texts["green/cacerts.yaml"])
      files.texts["green/cacerts.yaml"] = text
      try files.setValue(
        "root-cert.pem", PEM.write([try Authorities.fixed.get().green.root.certificate, new.certificate]), in: "green")
    },
    LintCase(istio: "I-21") { files in
      let old = try Authority.root("green g0") { $0.nameConstraints = .domains("green-mesh.local") }
      try files.addEntry(old.certificate, "green-mesh.local")
    },
    LintCase(istio: "I-22", plane, "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----"),
    LintCase(istio: "I-22") { files in
      let leaf = try Authorities.fixed.get().green.root.leaf("spiffe://green-mesh.local/ns/a/sa/b")
      try files.addEntry(leaf, "green-mesh.local")
    },
    LintCase(istio: "I-23") { files in
      let text = try #require(files.texts[plane])
      let body = Self.body(of: text)
      try files.replace(plane, body, body + body)
    },
    LintCase(istio: "I-24", plane, "        trustDomains:\n        - green-mesh.local\n", ""),
    LintCase(istio: "I-24") { files in
      try files.replace(plane, "        trustDomains:\n        - green-mesh.local\n", "")
      files.texts["green/cacerts.yaml"] = nil
    },
    LintCase(
      istio: "I-25", plane, "      caCertificates:",
      "      trustDomainAliases: [green-mesh.local]\n      caCertificates:"),
    LintCase(istio: "I-26", plane, "ISTIO_MULTIROOT_MESH: \"true\"", "PILOT_SKIP_VALIDATE_TRUST_DOMAIN: \"1\""),
    LintCase(istio: "I-27", plane, "trustDomain: red-mesh.local", "trustDomain: green-mesh.local"),
    LintCase(istio: "I-27", plane, "      trustDomain: red-mesh.local\n", ""),
    LintCase(istio: "I-28", plane, "trustDomain: red-mesh.local", "trustDomain: \"spiffe://red-mesh.local\""),
    LintCase(istio: "I-28", plane, "trustDomain: red-mesh.local", "trustDomain: Red-Mesh.local"),
    LintCase(istio: "I-29") { files in
      let namesake = try Authority.root("green-mesh root CA g1") { $0.nameConstraints = .domains("green-mesh.local") }
      try files.addEntry(namesake.certificate, "green-mesh.local")
    },
    LintCase(istio: "I-34") { try $0.addEntry(try Authority.root("green g3").certificate, "green-mesh.local") },
    LintCase(istio: "I-35") { files in
      try files.replace(plane, "v1.30.1", "v1.28.0")
      files.texts["red/remote.yaml"] = Self.remoteSecret
    },
    LintCase(istio: "I-35") { files in
      files.texts["red/remote.yaml"] = Self.remoteSecret
      files.texts["red/role.yaml"] = Self.role("pods")
    },
    LintCase(istio: "I-36", plane, "network: red-network", "network: green-network"),
    LintCase(istio: "I-36", plane, "clusterName: red-cluster", "clusterName: green-cluster"),
  ]

  static let found = signing + pools

  static let silent: [LintCase] = [
    // A CA that istiod made itself has no other values.
    LintCase(istio: "I-02") { files in
      try files.addValue("istio-generated", "")
      try files.replace("red/cacerts.yaml", "  cert-chain.pem:", "  chain.pem:")
    },
    LintCase(istio: "I-02") { files in
      try files.replace("red/cacerts.yaml", "  ca-key.pem:", "  other:")
      try files.replace(
        "red/cacerts.yaml", "  annotations:\n", "  annotations:\n    meshtrust/omitted: ca-key.pem\n")
    },
    // A root may sign itself, with an empty chain.
    LintCase(istio: "I-05") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.root, red.root, chain: [])
    },
    LintCase(istio: "I-08") { files in
      let red = try Authorities.fixed.get().red
      files.texts["red/cacerts.yaml"] = Self.tls(
        PEM.write([red.intermediate.certificate]), try red.intermediate.keyText, PEM.write([red.root.certificate]))
    },
    // Without a final newline nothing is appended in this layout.
    LintCase(istio: "I-09") { try $0.setValue("root-cert.pem", $0.value("root-cert.pem").dropLast().description) },
    LintCase(istio: "I-11", plane, "ISTIO_MULTIROOT_MESH: \"true\"", "ISTIO_MULTIROOT_MESH: \"1\""),
    // Only trust domains, below a shared root.
    LintCase(istio: "I-11") { files in
      files.texts[plane] = nil
      files.texts["red/cm.yaml"] = Self.configMap("- trustDomains: [green-mesh.local]\n")
      files.texts["red/istiod.yaml"] = Self.istiod(env: "")
    },
    LintCase(istio: "I-12") { files in
      files.texts[plane] = nil
      files.texts["red/cm.yaml"] = Self.configMap("- trustDomains: [green-mesh.local]\n")
    },
    LintCase(istio: "I-13") {
      $0.texts["red/pod.yaml"] = Self.pod(
        env: "{name: PROXY_CONFIG_XDS_AGENT, value: \"true\"}, {name: TRUST_DOMAIN, value: red-mesh.local}")
    },
    LintCase(istio: "I-14", plane, "v1.30.1", "v1.24.5"),
    // V-04: appended, cut at an end, repeated.
    LintCase(istio: "I-15") { files in
      try files.replace(plane, "v1.30.1", "v1.27.3")
      let root = files.value("root-cert.pem")
      try files.setBefore("root-cert.pem", PEM.write([try Authority.root("red g0").certificate]) + root + root)
    },
    LintCase(istio: "I-15") {
      try $0.setBefore("root-cert.pem", $0.value("root-cert.pem").replacing("\n", with: "\r\n"))
    },
    LintCase(istio: "I-16") {
      try $0.setBefore(
        "root-cert.pem", $0.value("root-cert.pem") + PEM.write([try Authority.root("red g2").certificate]))
    },
    LintCase(istio: "I-17") { $0.texts["red/published.yaml"] = Self.published($0.value("root-cert.pem")) },
    LintCase(istio: "I-18") { files in
      let red = try Authorities.fixed.get().red
      let chain = [try red.intermediate.leaf("spiffe://red-mesh.local/ns/a/sa/b"), red.intermediate.certificate]
      files.texts["red/proxy.json"] = Self.proxy(roots: [red.root.certificate], chain: chain)
    },
    LintCase(istio: "I-19") { files in
      try files.replace(
        "red/cacerts.yaml", "metadata:\n", "metadata:\n  creationTimestamp: \"2026-02-01T10:00:00Z\"\n")
      files.texts["red/istiod-pod.yaml"] = Self.istiodPod(started: "2026-02-01T11:00:00Z")
    },
    LintCase(istio: "I-24") { files in
      try files.replace(plane, "        trustDomains:\n        - green-mesh.local\n", "")
      try files.replace(
        plane, "      caCertificates:", "      trustDomainAliases: [green-mesh.local]\n      caCertificates:")
    },
    // An older name of the mesh itself.
    LintCase(
      istio: "I-25", plane, "      caCertificates:", "      trustDomainAliases: [cluster.local]\n      caCertificates:"),
    LintCase(istio: "I-26", plane, "ISTIO_MULTIROOT_MESH: \"true\"", "PILOT_SKIP_VALIDATE_TRUST_DOMAIN: \"false\""),
    // Two clusters of one mesh below one root.
    LintCase(istio: "I-27") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.intermediate, red.root, in: "green")
      try files.replace(plane, "trustDomain: red-mesh.local", "trustDomain: green-mesh.local")
    },
    LintCase(istio: "I-29") { files in
      let green = try Authorities.fixed.get().green.root
      let reissued = try Authority.root("green-mesh root CA g1", key: green.key)
      try files.addEntry(reissued.certificate, "green-mesh.local")
    },
    LintCase(istio: "I-35") { files in
      files.texts["red/remote.yaml"] = Self.remoteSecret
      files.texts["red/role.yaml"] = Self.role("configmaps")
    },
  ]

  @Test(arguments: found) func finds(_ lint: LintCase) throws { try lint.expectFound() }

  @Test(arguments: silent) func isSilent(_ lint: LintCase) throws { try lint.expectSilent() }

  @Test func theCleanManifestsHaveNoFinding() throws {
    let report = try ManifestTexts.istio().lint()
    #expect(report.findings.isEmpty, "\(report.findings.map { "\($0.code) \($0.diagnostic.what.description)" })")
  }

  /// In a ConfigMap the place is that of the line in the text.
  @Test func aFindingInTheTextOfAConfigMapHasItsLine() throws {
    var files = try ManifestTexts.istio()
    files.texts[Self.plane] = nil
    files.texts["red/cm.yaml"] = Self.configMap("- trustDomains: [Green]\n")
    let report = try files.lint()
    let places = report.of("I-28").map { $0.diagnostic.place?.description }
    #expect(places == ["red/cm.yaml:9:22"])
  }

  /// Where all is Maistra, nothing of Istio is even looked for: its rules cost what asking once costs.
  @Test func whereAllIsMaistraNothingIsMade() throws {
    let pair = try ManifestTexts.pair()
    #expect(try pair.inventory().istio == nil)
    let sail = try ManifestTexts.istio()
    #expect(try sail.inventory().istio?.planes.count == 2)
  }

  /// Of Maistra's meshes these rules say nothing.
  @Test func meshesOfMaistraAreLeftAlone() throws {
    var files = try ManifestTexts.pair()
    try files.setValue("root-cert.pem", "to do\n")
    let codes = try files.lint().codes
    #expect(!codes.contains { $0.hasPrefix("I-") }, "\(codes)")
  }

  @Test(arguments: [("v1.40.0", "1.31"), ("v1.9.3", "1.14")])
  func unknownVersionsAreSaid(version: String, nearest: String) throws {
    var files = try ManifestTexts.istio()
    try files.replace(Self.plane, "v1.30.1", version)
    let said = try files.lint().of("S-11")
    #expect(said.count == 1)
    #expect(said.first?.diagnostic.what.description.contains("the rules of Istio \(nearest) are used") == true)
  }
}
