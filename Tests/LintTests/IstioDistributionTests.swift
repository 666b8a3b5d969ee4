import Cryptography
import Diagnostics
import Documents
import Kubernetes
import SPIFFE
import Testing
import X509

@testable import Lint

/// MT-I-44 to -54, -56 to -66: endpoints, trust-manager, istio-csr, SPIRE, upgrades.
@Suite struct IstioDistributionTests {
  private static let plane = "red/istio.yaml"

  static let endpoints: [LintCase] = [
    LintCase(istio: "I-44") { try $0.addURL("http://bundles.example.org/green.json") },
    LintCase(istio: "I-44") { try $0.addURL("https://bundles.green.svc.cluster.local/green.json") },
    LintCase(istio: "I-44") { files in
      try files.addURL("https://bundles.example.org/green.json")
      files.texts["red/federated.yaml"] = federated(
        "green-mesh.local", "https://bundles.example.org/green.json",
        "{type: https_spiffe, endpointSPIFFEID: \"spiffe://green-mesh.local/spire/server\"}")
    },
    LintCase(istio: "I-45") { try $0.addURL("https://bundles.example.org/blue.json", "blue-mesh.local") },
    LintCase(istio: "I-46") { files in
      let (old, new) = try generations(after: 3600)
      files.facts.before = try DocumentReader.all(bytes: Array(bundle([old], 1).utf8), source: "old/green.json")
      files.texts["red/green.json"] = bundle([new], 2)
    },
    LintCase(istio: "I-46") { files in
      let root = try Authority.root("old") { $0.validity = Validity(notBefore: now - 200, notAfter: now + 7200) }
      let new = try Authority.root("new") { $0.validity = Validity(notBefore: now - 100, notAfter: now + 720_000) }
      files.texts["red/green.json"] = bundle([root.certificate, new.certificate], 2)
    },
    LintCase(istio: "I-58") { files in
      files.texts["red/spire.yaml"] =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: spire-server, namespace: spire}\ndata:\n  server.conf: |\n"
        + "    server {\n      trust_domain = \"example.org\"\n    }\n"
    },
    LintCase(istio: "I-58") { files in
      files.texts["red/federated.yaml"] = federated("blue-mesh.local", "https://b.example.org", "{type: https_web}")
    },
    LintCase(istio: "I-59") { files in
      files.texts["red/federated.yaml"] = federated("green-mesh.local", "http://b.example.org", "{type: https_web}")
    },
    LintCase(istio: "I-59") { files in
      files.texts["red/federated.yaml"] = federated(
        "green-mesh.local", "https://a:b@b.example.org", "{type: https_web}")
    },
    LintCase(istio: "I-59") { files in
      files.texts["red/federated.yaml"] = federated("green-mesh.local", "https://b.example.org", "{type: https_spiffe}")
    },
    LintCase(istio: "I-59") { files in
      let one = federated("green-mesh.local", "https://b.example.org", "{type: https_web}")
      files.texts["red/federated.yaml"] = one + "---\n" + one.replacing("name: green", with: "name: other")
    },
    LintCase(istio: "I-60") { $0.texts["red/green.json"] = "{\"keys\": null}" },
    LintCase(istio: "I-60") { $0.texts["red/green.json"] = "{\"keys\": []}" },
    LintCase(istio: "I-60") { files in
      let root = try Authorities.fixed.get().green.root.certificate
      files.texts["red/green.json"] = bundle([root], 1).replacing("\"x5c\":[\"", with: "\"x5c\":[\"!\",\"")
    },
    LintCase(istio: "I-60") { files in
      files.texts["red/federated.yaml"] = federated(
        "green-mesh.local", "https://b.example.org", "{type: https_web}", bundle: "not json")
    },
    LintCase(istio: "I-61") { files in
      let (old, new) = try generations(after: 360_000)
      files.facts.before = try DocumentReader.all(bytes: Array(bundle([old], 5).utf8), source: "old/green.json")
      files.texts["red/green.json"] = bundle([old, new], 5)
    },
  ]

  static let distribution: [LintCase] = [
    LintCase(istio: "I-47") { try $0.addBundle("istio-ca-root-cert", "inLine", key: "ca.pem") },
    LintCase(istio: "I-48") { files in
      try files.addBundle("red-mesh-roots", "inLine")
      try files.replace("red/bundle.yaml", "  sources:\n", "  sources:\n  - useDefaultCAs: true\n")
    },
    LintCase(istio: "I-48") { files in
      files.texts["red/bundle.yaml"] =
        "apiVersion: trust-manager.io/v1alpha2\nkind: ClusterBundle\nmetadata: {name: red-mesh-roots}\nspec:\n"
        + "  defaultCAs: {provider: System}\n  target: {configMap: {data: [{key: root-cert.pem}]}, namespaceSelector: {}}\n"
    },
    LintCase(istio: "I-49") { files in
      try files.addBundle("red-mesh-roots", "inLine")
      try files.replace("red/bundle.yaml", "-----BEGIN CERTIFICATE-----", "-----BEGIN X509 CRL-----")
      try files.replace("red/bundle.yaml", "-----END CERTIFICATE-----", "-----END X509 CRL-----")
    },
    LintCase(istio: "I-49") { files in
      try files.addBundle("red-mesh-roots", "configMap: {name: roots, key: root-cert.pem}")
      files.texts["red/source.yaml"] = rootsMap(files.value("root-cert.pem"), "red-mesh-system")
    },
    LintCase(istio: "I-50") { try $0.addBundle("red-mesh-roots", "secret: {name: red-ca, key: ca.crt}") },
    LintCase(istio: "I-51") {
      $0.texts["red/csr.yaml"] = "app: {tls: {trustDomain: a}, istio: {namespace: red-mesh-system}}\n"
    },
    LintCase(istio: "I-51") { files in
      files.texts["red/csr.yaml"] =
        "apiVersion: operator.openshift.io/v1alpha1\nkind: IstioCSR\nmetadata: {name: default, namespace: istio-csr}\n"
        + "spec: {istioCSRConfig: {certManager: {issuerRef: {name: a}}, istio: {namespace: red-mesh-system}}}\n"
    },
    LintCase(istio: "I-52") { files in
      try files.addService(root: try Authority.root("another"))
    },
    LintCase(istio: "I-53") { files in
      try files.addService()
      files.texts["red/webhook.yaml"] = webhook(PEM.write([try Authority.root("old").certificate]))
    },
    LintCase(
      istio: "I-54", plane, "    global:\n",
      "    global:\n      caAddress: cert-manager-istio-csr.cert-manager.svc:443\n"),
    LintCase(istio: "I-54", plane, "ISTIO_MULTIROOT_MESH: \"true\"", "ENABLE_CA_SERVER: \"false\""),
  ]

  static let upgrades: [LintCase] = [
    LintCase(istio: "I-56") { files in
      var old = files
      try old.replace(plane, "namespace: red-mesh-system", "namespace: istio-system")
      files.facts.before = try old.documents()
    },
    LintCase(istio: "I-57", plane, "    global:\n", "    global:\n      istioNamespace: istio-system\n"),
    LintCase(istio: "I-57", "red/cacerts.yaml", "namespace: red-mesh-system", "namespace: istio-system"),
    LintCase(istio: "I-62") { $0.texts["red/smcp.yaml"] = smcp("old.local") },
    LintCase(istio: "I-63") { files in
      files.texts = files.texts.filter { $0.key.hasPrefix("red/") && $0.key != plane }
      files.texts["red/smcp.yaml"] = smcp("red-mesh.local")
      files.texts["red/entry.yaml"] =
        "apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: a, namespace: red-mesh-system}\n"
        + "spec: {network: green-network}\n"
      var old = files
      old.texts["red/peer.yaml"] =
        "apiVersion: federation.maistra.io/v1\nkind: ServiceMeshPeer\n"
        + "metadata: {name: green-mesh, namespace: red-mesh-system}\nspec: {security: {trustDomain: green-mesh.local}}\n"
      files.facts.before = try old.documents()
    },
    LintCase(istio: "I-64") { files in
      files.texts["red/smcp.yaml"] = smcp("red-mesh.local")
      files.texts["red/ns.yaml"] =
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: bookinfo, labels: {istio.io/rev: red}}\n"
    },
    LintCase(istio: "I-65") { files in
      files.texts = files.texts.filter { $0.key.hasPrefix("red/") }
      let old = try #require(files.texts[plane])
      files.texts["red/other.yaml"] = old.replacing("red", with: "lilac").replacing(
        "lilac-cluster", with: "red-cluster")
      files.texts["red/other-roots.yaml"] = IstioRulesTests.published(
        PEM.write([try Authority.root("lilac").certificate])
      )
      .replacing("red-mesh-system", with: "lilac-mesh-system")
    },
    LintCase(istio: "I-66") { files in
      try files.setValue(
        "root-cert.pem", files.value("root-cert.pem") + PEM.write([try Authority.root("red g2").certificate]))
      files.texts["red/alarm.yaml"] =
        "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a, namespace: monitoring}\nspec:\n"
        + "  groups: [{name: a, rules: [{alert: Root, expr: \"citadel_server_root_cert_expiry_timestamp - time() < 86400\"}]}]\n"
    },
  ]

  static let found = endpoints + distribution + upgrades

  static let silent: [LintCase] = [
    LintCase(istio: "I-44") { try $0.addURL("bundles.example.org/green.json") },
    LintCase(istio: "I-45") { try $0.addURL("https://bundles.example.org/green.json") },
    LintCase(istio: "I-46") { files in
      let (old, new) = try generations(after: 360_000)
      files.facts.before = try DocumentReader.all(bytes: Array(bundle([old], 1).utf8), source: "old/green.json")
      files.texts["red/green.json"] = bundle([old, new], 2)
    },
    LintCase(istio: "I-58") { files in
      files.texts["red/federated.yaml"] = federated("green-mesh.local", "https://b.example.org", "{type: https_web}")
    },
    LintCase(istio: "I-59") { files in
      files.texts["red/federated.yaml"] = federated(
        "green-mesh.local", "https://b.example.org:8443/green",
        "{type: https_spiffe, endpointSPIFFEID: \"spiffe://green-mesh.local/spire/server\"}",
        bundle: bundle([try Authorities.fixed.get().green.root.certificate], 1))
    },
    LintCase(istio: "I-60") { files in
      files.texts["red/green.json"] = bundle([try Authorities.fixed.get().green.root.certificate], 1)
    },
    LintCase(istio: "I-61") { files in
      let (old, new) = try generations(after: 360_000)
      files.facts.before = try DocumentReader.all(bytes: Array(bundle([old], 5).utf8), source: "old/green.json")
      files.texts["red/green.json"] = bundle([old, new], 6)
    },
    // Public CAs for applications.
    LintCase(istio: "I-48") { files in
      try files.addBundle("public", "inLine", key: "ca-bundle.crt")
      try files.replace("red/bundle.yaml", "  sources:\n", "  sources:\n  - useDefaultCAs: true\n")
    },
    LintCase(istio: "I-49") { files in
      try files.addBundle("red-mesh-roots", "configMap: {name: roots, key: root-cert.pem}")
      files.texts["red/source.yaml"] = rootsMap(files.value("root-cert.pem"), "cert-manager")
    },
    LintCase(istio: "I-50") { try $0.addBundle("red-mesh-roots", "inLine") },
    LintCase(istio: "I-51") { try $0.addService() },
    LintCase(istio: "I-52") { try $0.addService() },
    LintCase(istio: "I-53") { files in
      try files.addService()
      files.texts["red/webhook.yaml"] = webhook(files.value("root-cert.pem"))
    },
    LintCase(istio: "I-53") { files in
      try files.replace(plane, "v1.30.1", "v1.31.0")
      try files.addService()
      files.texts["red/webhook.yaml"] = webhook(PEM.write([try Authority.root("old").certificate]))
    },
    LintCase(istio: "I-54") { files in
      try files.replace(plane, "ISTIO_MULTIROOT_MESH: \"true\"", "ENABLE_CA_SERVER: \"false\"")
      try files.replace(
        plane, "    global:\n", "    global:\n      caAddress: cert-manager-istio-csr.cert-manager.svc:443\n")
    },
    LintCase(istio: "I-54", plane, "    global:\n", "    global:\n      caAddress: istiod.istio-system.svc:15012\n"),
    LintCase(istio: "I-62") { files in
      files.texts["red/smcp.yaml"] = smcp("red-mesh.local")
    },
    LintCase(istio: "I-64") { files in
      files.texts["red/ns.yaml"] =
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: bookinfo, labels: {istio.io/rev: red}}\n"
    },
    LintCase(istio: "I-66") { files in
      files.texts["red/alarm.yaml"] =
        "groups: [{name: a, rules: [{alert: Root, expr: \"citadel_server_root_cert_expiry_timestamp - time() < 86400\"}]}]\n"
    },
  ]

  @Test(arguments: found) func finds(_ lint: LintCase) throws { try lint.expectFound() }

  @Test(arguments: silent) func isSilent(_ lint: LintCase) throws { try lint.expectSilent() }

  /// istio-csr's parts that are not in the input are named, not taken for right.
  @Test func whatIsMissingOfAnIssuerIsNamed() throws {
    var files = try ManifestTexts.istio()
    try files.addService()
    files.texts["red/issuer.yaml"] = nil
    #expect(try files.lint().needs("I-52") == [.issuer])
  }

  // MARK: - Texts

  private static func federated(_ domain: String, _ url: String, _ profile: String, bundle: String? = nil) -> String {
    "apiVersion: spire.spiffe.io/v1alpha1\nkind: ClusterFederatedTrustDomain\nmetadata: {name: green}\nspec:\n"
      + "  trustDomain: \(domain)\n  bundleEndpointURL: \"\(url)\"\n  bundleEndpointProfile: \(profile)\n"
      + (bundle.map { "  trustDomainBundle: '\($0)'\n" } ?? "")
  }

  private static func bundle(_ roots: [Certificate], _ sequence: UInt64) -> String {
    guard let domain = try? TrustDomain("green-mesh.local"),
      let node = try? BundleJWKS.write(
        TrustBundle(trustDomain: domain, certificates: roots, sequence: sequence, refreshHint: 300))
    else { return "" }
    return JSONWriter.write(node, pretty: false)
  }

  /// Two roots of green, the second so many seconds old.
  private static func generations(after age: Int64) throws -> (Certificate, Certificate) {
    let old = try Authority.root("g1") { $0.nameConstraints = .domains("green-mesh.local") }
    let new = try Authority.root("g2") {
      $0.nameConstraints = .domains("green-mesh.local")
      $0.validity = Validity(notBefore: now - age, notAfter: now + 86_400 * 3000)
    }
    return (old.certificate, new.certificate)
  }

  fileprivate static func rootsMap(_ roots: String, _ namespace: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: roots, namespace: \(namespace)}\ndata:\n  root-cert.pem: |\n"
      + IstioRulesTests.indented(roots, 4)
  }

  private static func webhook(_ roots: String) -> String {
    "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: istio}\nwebhooks:\n"
      + "- name: a\n  clientConfig:\n    service: {name: istiod-red, namespace: red-mesh-system}\n"
      + "    caBundle: \(Base64.encode(roots.utf8))\n"
  }

  private static func smcp(_ domain: String) -> String {
    "apiVersion: maistra.io/v2\nkind: ServiceMeshControlPlane\nmetadata: {name: old, namespace: red-mesh-system}\nspec:\n"
      + "  version: v2.6\n  security: {trust: {domain: \(domain)}}\n"
  }
}

extension ManifestTexts {
  /// Adds an entry with an endpoint to red's `caCertificates`.
  fileprivate mutating func addURL(_ url: String, _ domain: String = "green-mesh.local") throws {
    try replace(
      "red/istio.yaml", "      caCertificates:\n",
      "      caCertificates:\n      - {spiffeBundleUrl: \"\(url)\", trustDomains: [\(domain)]}\n")
  }

  /// Adds a bundle of trust-manager; `inLine` stands for red's root.
  fileprivate mutating func addBundle(_ name: String, _ source: String, key: String = "root-cert.pem") throws {
    let text =
      source == "inLine" ? "inLine: |\n" + IstioRulesTests.indented(value("root-cert.pem"), 6) : source + "\n"
    texts["red/bundle.yaml"] =
      "apiVersion: trust.cert-manager.io/v1alpha1\nkind: Bundle\nmetadata: {name: \(name)}\nspec:\n  sources:\n"
      + "  - \(text)  target: {configMap: {key: \(key)}, namespaceSelector: {matchLabels: {a: b}}}\n"
  }

  /// Adds istio-csr with its issuer, and the roots in its file.
  fileprivate mutating func addService(root: Authority? = nil) throws {
    let red = try Authorities.fixed.get().red
    try replace(
      "red/istio.yaml", "ISTIO_MULTIROOT_MESH: \"true\"",
      "ISTIO_MULTIROOT_MESH: \"true\"\n        ENABLE_CA_SERVER: \"false\"")
    try replace(
      "red/istio.yaml", "    global:\n", "    global:\n      caAddress: cert-manager-istio-csr.cert-manager.svc:443\n")
    texts["red/csr.yaml"] = """
      app:
        tls: {trustDomain: red-mesh.local, rootCAFile: /var/run/secrets/istio-csr/root-cert.pem}
        istio: {namespace: red-mesh-system, revisions: [red]}
        certmanager: {namespace: red-mesh-system, issuer: {name: ca, kind: Issuer, group: cert-manager.io}}
      volumes: [{name: root, configMap: {name: roots}}]

      """
    texts["red/roots-file.yaml"] = IstioDistributionTests.rootsMap(
      PEM.write([root?.certificate ?? red.root.certificate]), "cert-manager")
    texts["red/issuer.yaml"] =
      "apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: ca, namespace: red-mesh-system}\n"
      + "spec: {ca: {secretName: ca}}\n"
    texts["red/issuer-secret.yaml"] = IstioRulesTests.tls(
      PEM.write([red.intermediate.certificate]), try red.intermediate.keyText, PEM.write([red.root.certificate])
    ).replacing("name: cacerts", with: "name: ca")
  }
}
