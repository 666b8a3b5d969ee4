import Cryptography
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import Testing
import X509

@testable import Lint

@Suite struct CertificateRulesTests {
  private static let plane = "red/plane.yaml"
  private static let roots = "red/roots.yaml"

  static let found: [LintCase] = [
    LintCase("C-01", roots, "name: green-mesh-ca-root-cert", "name: green-ca-root-cert"),
    LintCase("C-01", roots, "namespace: red-mesh-system", "namespace: default"),
    LintCase("C-02", roots, "  root-cert.pem: |", "  ca.crt: |"),
    LintCase("C-03", "red/peer.yaml", "kind: ConfigMap", "kind: Secret"),
    LintCase("C-04", roots, "-----END CERTIFICATE-----", ""),
    LintCase("C-04") { $0.setRoots("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==\n") },
    LintCase("C-04") { $0.setRoots("-----BEGIN CERTIFICATE-----\\nMIIB\n") },
    LintCase("C-04") { $0.setRoots("no certificate\n") },
    LintCase("C-05") { $0.setRoots(PEM.write([try Authorities.fixed.get().green.intermediate.certificate])) },
    LintCase("C-06") { files in
      let pair = try Authorities.fixed.get().green.root
      files.setRoots(PEM.write([pair.certificate]) + FileContent.secret(try pair.keyText).text)
    },
    LintCase("C-06") { files in
      let text = FileContent.secret(try Authorities.fixed.get().green.root.keyText).text
      let value = Base64.encode(Array(text.utf8))
      try files.replace(
        roots, "\ndata:\n", "\nbinaryData:\n  key: \(value)\ndata:\n  x: \(value)\n")
    },
    LintCase("C-07") { files in
      let root = try Authorities.fixed.get().green.root.certificate
      files.setRoots(PEM.write([root]) + PEM.write("X509 CRL", [0x30, 0x00]))
    },
    LintCase("C-08") { files in
      let root = try Authority.root("old") { $0.validity = Validity(notBefore: now - 200, notAfter: now - 100) }
      files.setRoots(PEM.write([root.certificate]))
    },
    LintCase("C-08") { files in
      let root = try Authority.root("old") { $0.validity = Validity(notBefore: now - 200, notAfter: now + 86_400) }
      files.setRoots(PEM.write([root.certificate]))
    },
    LintCase("C-09") { files in
      let leaf = try Authorities.fixed.get().green.root.leaf("spiffe://green-mesh.local/ns/a/sa/b")
      files.setRoots(PEM.write([try Authorities.fixed.get().green.root.certificate, leaf]))
    },
    LintCase("C-10") { $0.setRoots(PEM.write([try Authority.root("other").certificate])) },
    LintCase("C-11") { $0.setRoots(PEM.write([try Authorities.fixed.get().red.root.certificate])) },
    LintCase("C-12") { files in
      let root = try Authority.root("shared")
      try files.sign(root.below("red"), root)
      files.setRoots(PEM.write([root.certificate]))
    },
    LintCase("C-13") { files in
      let root = try Authorities.fixed.get().green.root.certificate
      files.setRoots(PEM.write([root, root]))
    },
    LintCase("C-13") { files in
      let text = PEM.write([try Authorities.fixed.get().green.root.certificate])
      files.setRoots(text.replacing("\n", with: " \n"))
    },
    LintCase("C-04") { files in
      files.setRoots(
        "|-\n" + PEM.write([try Authorities.fixed.get().green.root.certificate]).replacing("\n", with: "\n  "))
    },
    LintCase("C-14") { files in
      let root = try Authorities.fixed.get().green.root.certificate
      files.setRoots(PEM.write([root, try Authority.root("green-mesh root CA g2").certificate]))
    },
    LintCase("C-15") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(Authority(certificate: red.intermediate.certificate, key: red.root.key), red.root)
    },
    LintCase("C-15") { try $0.sign(Authority.root("a").below("b"), Authorities.fixed.get().red.root) },
    LintCase("C-16") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.intermediate, red.root, chain: [])
    },
    LintCase("C-17", "red/cacerts.yaml", "name: cacerts", "name: ca-certs"),
    LintCase("C-17", "red/cacerts.yaml", "namespace: red-mesh-system", "namespace: bookinfo"),
    LintCase("C-17", "red/cacerts.yaml", "  ca-key.pem:", "  key.pem:"),
    LintCase("C-40") { files in
      let text = files.texts["red/cacerts.yaml"] ?? ""
      let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "red/cacerts.yaml")
      files.facts.plainKeys = documents.flatMap { PlainKey.all(in: $0) }
    },
    // A template of OpenShift, and a name that says what the key is.
    LintCase("C-40") { files in
      let pem = FileContent.secret(try Authorities.fixed.get().red.intermediate.keyText).text
      let value = Base64.encode(Array(pem.utf8))
      let text = "kind: Template\nobjects:\n- kind: Secret\n  data: {signing.pem: \(value)}\n"
      let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "red/template.yaml")
      files.facts.plainKeys = documents.flatMap { PlainKey.all(in: $0) }
    },
    LintCase("C-18", plane, "rootCADir: /etc/cacerts", "rootCADir: /etc/certs"),
    LintCase("C-19") { files in
      let text = files.texts["red/cacerts.yaml"] ?? ""
      let line = text.split(separator: "\n").first { $0.contains("ca-cert.pem:") } ?? ""
      files.texts["red/cacerts.yaml"] = text + line.replacing("ca-cert.pem", with: "tls.crt") + "\n"
    },
    LintCase("C-20", plane, "type: PrivateKey", "type: SelfSigned"),
    LintCase("C-20", "red/cacerts.yaml", "name: cacerts", "name: ca-certs"),
    LintCase("C-21", plane, "workloadCertTTLDefault: 24h", "workloadCertTTLDefault: 1d"),
    LintCase(
      "C-21", plane, "        type: PrivateKey\n",
      "        type: PrivateKey\n        selfSigned:\n          gracePeriod: 20%\n"),
    LintCase(
      "C-22", plane, "        type: PrivateKey\n",
      "        type: PrivateKey\n        selfSigned:\n          checkPeriod: 0s\n"),
    LintCase("C-23") { files in
      let root = try Authorities.fixed.get().red.root
      try files.sign(root.below("red") { $0.validity = Validity(notBefore: now - 100, notAfter: now + 3600) }, root)
    },
    LintCase("C-24") { files in
      let root = try Authority.root("red")
      try files.sign(root.below("red") { $0.nameConstraints = .domains("crimson.local") }, root)
    },
    LintCase("C-24") { files in
      let root = try Authority.root("red")
      try files.sign(
        root.below("red") { $0.nameConstraints = .domains("red-mesh.local", "green-mesh.local") }, root)
    },
    LintCase("C-24") { files in
      let root = try Authority.root("green") { $0.nameConstraints = .domains("lime.local") }
      files.setRoots(PEM.write([root.certificate]))
    },
    LintCase("C-25") { files in
      let root = try Authority.root("red") {
        $0.basicConstraints = BasicConstraints(isAuthority: true, pathLength: 0)
      }
      try files.sign(root.below("red"), root)
    },
    LintCase("C-25") { files in
      let root = try Authority.root("red")
      try files.sign(root.below("red") { $0.extendedKeyUsage = ExtendedKeyUsage([.clientAuth]) }, root)
    },
    LintCase("C-25") { files in
      let root = try Authority.root("red") { $0.extendedKeyUsage = ExtendedKeyUsage([.clientAuth]) }
      try files.sign(root.below("red"), root)
    },
    LintCase("C-24") { files in
      let root = try Authority.root("green") { $0.subjectAlternativeNames = [.uri(Array("spiffe://blue.local".utf8))] }
      files.setRoots(PEM.write([root.certificate]))
    },
    LintCase("C-26") { try $0.set("  techPreview:\n    global:\n      caCertConfigMapName: roots") },
    LintCase("C-27") { files in
      let green = try Authorities.fixed.get().green
      let chain = [try green.intermediate.leaf("spiffe://green-mesh.local/ns/a/sa/b"), green.intermediate.certificate]
      files.facts.presentedChains = [PresentedChain(chain)].compactMap { $0 }
    },
    LintCase("C-28") { files in
      files.facts.presentedChains = files.facts.presentedChains.compactMap {
        PresentedChain(Array($0.certificates.prefix(1)))
      }
    },
    LintCase("C-29") { try $0.set("  techPreview:\n    meshConfig:\n      caCertificates:\n      - pem: x") },
    LintCase("C-29", plane, "AUTO_RELOAD_PLUGIN_CERTS", "ISTIO_MULTIROOT_MESH"),
    LintCase("C-30") { try $0.setValue("ca-cert.pem", "") },
    LintCase("C-30") { try $0.setValue("root-cert.pem", "to do\n") },
    LintCase("C-30") { try $0.setValue("ca-key.pem", "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCg==") },
    LintCase("C-30") { files in
      let key = FileContent.secret(try Authorities.fixed.get().red.intermediate.keyText).text
      try files.setValue("ca-key.pem", PEM.write("EC PARAMETERS", [6, 1, 42]) + key)
    },
    LintCase("C-30") { files in
      let text = PEM.write([try Authorities.fixed.get().red.root.certificate])
      try files.setValue("root-cert.pem", text.replacing("-----BEGIN", with: "  -----BEGIN"))
    },
    LintCase("C-31") { try $0.setValue("ca-key.pem", PEM.write(EncryptedPrivateKey.label, [0x30, 0])) },
    LintCase("C-31") {
      try $0.setValue(
        "ca-key.pem",
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
          + "-----END EC PRIVATE KEY-----\n")
    },
    LintCase("C-32") {
      try $0.setValue("root-cert.pem", PEM.write([try Authorities.fixed.get().red.intermediate.certificate]))
    },
    LintCase("C-33") { files in
      let red = try Authorities.fixed.get().red
      try files.sign(red.intermediate, red.root, in: "green")
    },
    // Every cluster has a control plane of the same names, and its default trust domain.
    LintCase("C-33") { files in
      files.copyRed()
      for file in ["old", "red"] {
        try files.replace("\(file)/plane.yaml", "domain: red-mesh.local", "additionalDomains: []")
      }
      try files.replace("old/plane.yaml", "v2.5", "v2.4")
    },
    // Without a home nothing says that these are one mesh.
    LintCase("C-33") { files in
      files.copyRed()
      try files.replace("old/plane.yaml", "v2.5", "v2.4")
    },
    LintCase("C-33") { files in
      files.copyRed()
      try files.describe()
      try files.replace("old/plane.yaml", "domain: red-mesh.local", "additionalDomains: []")
    },
    LintCase("C-34") { files in
      let green = try Authorities.fixed.get().green.root.certificate
      files.setRoots(PEM.write([green, try Authority.root("a stranger").certificate]))
    },
  ]

  static let silent: [LintCase] = [
    // A folder and its backup, in which something else differs, are one mesh of the home.
    LintCase("C-33") { files in
      files.copyRed()
      try files.describe()
      try files.replace("old/plane.yaml", "v2.5", "v2.4")
    },
    LintCase("C-04", roots, "  root-cert.pem: |", "  ca.crt: |"),
    LintCase("C-05") { files in
      let green = try Authorities.fixed.get().green
      files.setRoots(PEM.write([green.intermediate.certificate, green.root.certificate]))
    },
    LintCase("C-11") { files in
      let root = try Authority.root("shared")
      for mesh in ["red", "green"] {
        try files.sign(root.below(mesh), root, in: mesh)
        files.setRoots(PEM.write([root.certificate]), in: mesh)
      }
    },
    LintCase("C-12") { files in
      let root = try Authority.root("shared")
      for mesh in ["red", "green"] {
        try files.sign(root.below(mesh) { $0.nameConstraints = .domains("\(mesh)-mesh.local") }, root, in: mesh)
        files.setRoots(PEM.write([root.certificate]), in: mesh)
      }
    },
    LintCase("C-14") { files in
      let root = try Authorities.fixed.get().green.root.certificate
      let new = try Authority.root("g2") {
        $0.validity = Validity(notBefore: now - 86_400, notAfter: now + 86_400 * 365)
      }
      files.setRoots(PEM.write([root, new.certificate]))
    },
    LintCase("C-16") { files in
      let root = try Authority.root("red")
      try files.sign(root, root, chain: [])
    },
    LintCase("C-21", plane, "workloadCertTTLDefault: 24h", "workloadCertTTLDefault: 1h30m"),
    LintCase("C-13") { files in
      files.setRoots("subject=green\n" + PEM.write([try Authorities.fixed.get().green.root.certificate]))
    },
    LintCase("C-34") { files in
      let root = try Authorities.fixed.get().green.root.certificate
      files.setRoots(PEM.write([root, try Authority.root("green-mesh root CA g2").certificate]))
    },
    LintCase("C-25") { files in
      let root = try Authority.root("red") {
        $0.basicConstraints = BasicConstraints(isAuthority: true, pathLength: 1)
      }
      try files.sign(root.below("red"), root)
    },
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test(arguments: [
    ("C-01", Need.configMaps, ["red/roots.yaml"]), ("C-20", .signingSecret, ["red/cacerts.yaml"]),
    ("C-10", .peerRoots, ["green/cacerts.yaml"]), ("C-11", .ownRoots, ["red/cacerts.yaml"]),
  ])
  func whatIsMissingIsNamed(code: String, need: Need, gone: [String]) throws {
    var files = try ManifestTexts.pair()
    for file in gone { files.texts[file] = nil }
    #expect(try files.lint().needs(code).contains(need))
  }

  @Test func noFindingShowsASecret() throws {
    var files = try ManifestTexts.pair()
    let red = try Authorities.fixed.get().red
    try files.sign(Authority(certificate: red.intermediate.certificate, key: red.root.key), red.root)
    let key = try red.root.keyText.withBytes { bytes in unsafe Base64.encode(Array(bytes)) }
    var dumped = ""
    dump(try files.lint(), to: &dumped)
    #expect(!dumped.contains(key.prefix(40)))
  }
}

extension ManifestTexts {
  /// Writes another text into a mesh's ConfigMap with the peer's roots.
  mutating func setRoots(_ text: String, in mesh: String = "red") {
    let file = "\(mesh)/roots.yaml"
    let head = (texts[file] ?? "").components(upTo: "  root-cert.pem: |")
    texts[file] = head + "  root-cert.pem: |\n" + text.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  /// Writes another text under a key of a mesh's `cacerts`.
  mutating func setValue(_ key: String, _ text: String, in mesh: String = "red") throws {
    let lines = (texts["\(mesh)/cacerts.yaml"] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.contains { $0.hasPrefix("  \(key): ") })
    texts["\(mesh)/cacerts.yaml"] = lines.map { line in
      line.hasPrefix("  \(key): ") ? "  \(key): \"\(Base64.encode(Array(text.utf8)))\"" : String(line)
    }.joined(separator: "\n")
  }

  /// Writes other authorities into a mesh's `cacerts`.
  mutating func sign(
    _ signing: Authority, _ root: Authority, chain: [Certificate]? = nil, in mesh: String = "red"
  ) throws {
    let values = [
      ("ca-cert.pem", PEM.write([signing.certificate])),
      ("ca-key.pem", FileContent.secret(try signing.keyText).text),
      ("cert-chain.pem", PEM.write(chain ?? [signing.certificate])), ("root-cert.pem", PEM.write([root.certificate])),
    ]
    texts["\(mesh)/cacerts.yaml"] =
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: cacerts\n  namespace: \(mesh)-mesh-system\ndata:\n"
      + values.map { "  \($0.0): \"\(Base64.encode($0.1.utf8))\"\n" }.joined()
  }
}

extension String {
  fileprivate func components(upTo mark: String) -> String {
    firstRange(of: mark).map { String(self[..<$0.lowerBound]) } ?? self
  }
}

extension ManifestTexts {
  /// Adds the control plane of red, and what it signs with, as of another cluster or of another day.
  fileprivate mutating func copyRed() {
    for file in ["plane", "cacerts"] { texts["old/\(file).yaml"] = texts["red/\(file).yaml"] }
  }

  /// Adds the home's description of both meshes.
  fileprivate mutating func describe() throws {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes: [{name: red-mesh, peers: [green-mesh]}, {name: green-mesh}]
      """
    facts.federation = try ResolvedFederation(FederationFile.read(Array(text.utf8), source: "federation.yaml"))
  }
}
