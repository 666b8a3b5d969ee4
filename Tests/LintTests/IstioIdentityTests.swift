import Diagnostics
import Kubernetes
import Testing
import X509

@testable import Lint

/// MT-I-31 to -33, -37 to -43, -55: ztunnels, ServiceEntries, policies and gateways.
@Suite struct IstioIdentityTests {
  private static let plane = "red/istio.yaml"
  private static let policy = "red/authorizationpolicy.yaml"
  private static let entry = "green/serviceentry.yaml"

  static let found: [LintCase] = [
    LintCase(istio: "I-31", plane, "spec:\n", "spec:\n  profile: ambient\n"),
    LintCase(istio: "I-31") { $0.texts["red/ztunnel.yaml"] = zTunnel("ztunnel") },
    LintCase(istio: "I-32", plane, "spec:\n", "spec:\n  profile: ambient\n"),
    LintCase(istio: "I-33") { files in
      try files.setAmbient("v1.24.3")
      try files.setValue(
        "root-cert.pem", files.value("root-cert.pem") + PEM.write([try Authority.root("red g2").certificate]))
    },
    LintCase(istio: "I-37", entry, "  subjectAltNames:\n  - spiffe://red-mesh.local/ns/bookinfo/sa/ratings\n", ""),
    LintCase(istio: "I-37") { files in
      // A name of the peer, found by DNS.
      files.texts[entry] =
        "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a, namespace: bookinfo}\n"
        + "spec: {hosts: [a.example.com], location: MESH_INTERNAL, resolution: DNS, ports: [{number: 80, name: http}]}\n"
    },
    LintCase(istio: "I-37") { files in
      files.texts = [
        "a.yaml": "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a, namespace: bookinfo}\n"
          + "spec:\n  hosts: [a.example.com]\n  location: MESH_INTERNAL\n  resolution: STATIC\n"
          + "  endpoints: [{network: green-network}]\n"
      ]
    },
    LintCase(istio: "I-38", entry, "- spiffe://red-mesh.local/ns", "- red-mesh.local/ns"),
    LintCase(istio: "I-38", entry, "spiffe://red-mesh.local/ns", "spiffe://red-mehs.local/ns"),
    LintCase(istio: "I-38") { $0.texts["green/rule.yaml"] = rule("ISTIO_MUTUAL", "ratings.bookinfo.svc") },
    LintCase(istio: "I-39", policy, "- green-mesh.local/ns", "- spiffe://green-mesh.local/ns"),
    LintCase(istio: "I-39", policy, "- green-mesh.local/ns", "- gren-mesh.local/ns"),
    LintCase(istio: "I-39", policy, "green-mesh.local/ns/bookinfo/sa/reviews", "green-mesh.local/bookinfo/reviews"),
    LintCase(istio: "I-40") { files in
      try files.setAlias()
      try files.replace(policy, "- green-mesh.local/ns", "- cluster.local/ns")
    },
    LintCase(istio: "I-40") { files in
      try files.setAlias()
      try files.replace(policy, "- green-mesh.local/ns", "- \"*/ns")
      try files.replace(policy, "sa/reviews", "sa/reviews\"")
    },
    LintCase(istio: "I-41") { files in
      try files.replace(
        policy, "        principals:\n", "        trustDomains: [green-mesh.local]\n        principals:\n")
    },
    LintCase(istio: "I-42", "red/gateway.yaml", "- ratings.bookinfo.svc.cluster.local", "- \"*.local\""),
    LintCase(istio: "I-43") { $0.texts["red/ingress.yaml"] = gateway("ISTIO_MUTUAL") },
    LintCase(istio: "I-55") { files in
      try files.setAmbient("v1.30.1")
      files.texts["red/ztunnel.yaml"] = zTunnel("ztunnel")
    },
    LintCase(istio: "I-55") { files in
      try files.setAmbient("v1.30.1")
      files.texts["red/csr.yaml"] = "app: {tls: {rootCAFile: /a}, istio: {namespace: red-mesh-system}}\n"
    },
  ]

  static let silent: [LintCase] = [
    // One trust domain, and no entries.
    LintCase(istio: "I-31") { try $0.setAmbient("v1.30.1") },
    LintCase(istio: "I-32") { try $0.setAmbient("v1.30.1") },
    LintCase(istio: "I-33") { files in
      try files.setAmbient("v1.24.6")
      try files.setValue(
        "root-cert.pem", files.value("root-cert.pem") + PEM.write([try Authority.root("red g2").certificate]))
    },
    // A virtual machine of the mesh itself.
    LintCase(istio: "I-37") { files in
      try files.replace(entry, "  subjectAltNames:\n  - spiffe://red-mesh.local/ns/bookinfo/sa/ratings\n", "")
      try files.replace("green/workloadentry.yaml", "network: red-network", "serviceAccount: vm")
    },
    LintCase(istio: "I-37", entry, "location: MESH_INTERNAL", "location: MESH_EXTERNAL"),
    LintCase(istio: "I-38") { $0.texts["green/rule.yaml"] = rule("SIMPLE", "ratings.example.com") },
    LintCase(istio: "I-39", policy, "- green-mesh.local/ns/bookinfo/sa/reviews", "- green-mesh.local/*"),
    LintCase(istio: "I-39", policy, "- green-mesh.local/ns/bookinfo/sa/reviews", "- \"*\""),
    LintCase(istio: "I-39", policy, "- green-mesh.local/ns", "- cluster.local/ns"),
    LintCase(istio: "I-40", policy, "- green-mesh.local/ns", "- cluster.local/ns"),
    LintCase(istio: "I-41") { files in
      try files.replace(plane, "v1.30.1", "v1.30.2")
      try files.replace(
        policy, "        principals:\n", "        trustDomains: [green-mesh.local]\n        principals:\n")
    },
    LintCase(istio: "I-42") { files in
      try files.setAmbient("v1.30.1")
      try files.replace("red/gateway.yaml", "- ratings.bookinfo.svc.cluster.local", "- \"*.local\"")
    },
    LintCase(istio: "I-43") { files in
      files.texts["red/ingress.yaml"] = gateway("ISTIO_MUTUAL")
      files.texts["red/ingress-policy.yaml"] =
        "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
        + "metadata: {name: ingress, namespace: red-mesh-system}\n"
        + "spec: {selector: {matchLabels: {app: ingress}}, rules: [{from: [{source: {principals: [green-mesh.local/*]}}]}]}\n"
    },
    LintCase(istio: "I-43") { $0.texts["red/ingress.yaml"] = gateway("SIMPLE") },
    LintCase(istio: "I-55") { files in
      try files.setAmbient("v1.30.1")
      files.texts["red/ztunnel.yaml"] = zTunnel("ztunnel")
      try files.replace(plane, "    pilot:\n", "    pilot:\n      trustedZtunnelNamespace: ztunnel\n")
    },
    LintCase(istio: "I-55") { files in
      try files.setAmbient("v1.30.1")
      files.texts["red/csr.yaml"] =
        "app:\n  tls: {rootCAFile: /a}\n  server: {caTrustedNodeAccounts: red-mesh-system/ztunnel}\n"
        + "  istio: {namespace: red-mesh-system}\n"
    },
  ]

  @Test(arguments: found) func finds(_ lint: LintCase) throws { try lint.expectFound() }

  @Test(arguments: silent) func isSilent(_ lint: LintCase) throws { try lint.expectSilent() }

  /// Without anything that says whose endpoints they are, nothing is claimed.
  @Test func whatASelectorFindsMayBeUnknown() throws {
    var files = try ManifestTexts.istio()
    try files.replace(Self.entry, "  subjectAltNames:\n  - spiffe://red-mesh.local/ns/bookinfo/sa/ratings\n", "")
    files.texts["green/workloadentry.yaml"] = nil
    let report = try files.lint()
    #expect(report.of("I-37").isEmpty && report.needs("I-37") == [.workloadEntries])
  }

  private static func zTunnel(_ namespace: String) -> String {
    "apiVersion: sailoperator.io/v1\nkind: ZTunnel\nmetadata: {name: default}\nspec: {namespace: \(namespace)}\n"
  }

  private static func gateway(_ mode: String) -> String {
    "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: ingress, namespace: red-mesh-system}\nspec:\n"
      + "  selector: {app: ingress}\n  servers:\n  - port: {number: 443, name: tls, protocol: TLS}\n"
      + "    hosts: [a.example.com]\n    tls: {mode: \(mode)}\n"
  }

  private static func rule(_ mode: String, _ name: String) -> String {
    "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: ratings, namespace: bookinfo}\nspec:\n"
      + "  host: ratings.bookinfo.svc.cluster.local\n"
      + "  trafficPolicy: {tls: {mode: \(mode), subjectAltNames: [\(name)]}}\n"
  }
}

extension ManifestTexts {
  /// Makes red an ambient mesh without entries for peers.
  mutating func setAmbient(_ version: String) throws {
    let text = try #require(texts["red/istio.yaml"])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex { $0.contains("caCertificates:") })
    let last = try #require(lines.firstIndex { $0.contains("defaultConfig:") })
    texts["red/istio.yaml"] = (lines[..<first] + lines[last...]).joined(separator: "\n")
    try replace("red/istio.yaml", "spec:\n", "spec:\n  profile: ambient\n")
    try replace("red/istio.yaml", "v1.30.1", version)
  }

  /// Makes green's trust domain an alias of red's.
  fileprivate mutating func setAlias() throws {
    try replace(
      "red/istio.yaml", "      caCertificates:", "      trustDomainAliases: [green-mesh.local]\n      caCertificates:")
  }
}
