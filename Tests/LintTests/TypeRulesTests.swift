import Diagnostics
import Documents
import Testing

@testable import Lint

@Suite struct TypeRulesTests {
  private static let peer = "red/peer.yaml"

  static let found: [LintCase] = [
    LintCase("S-01", peer, "clientID:", "clientId:"),
    LintCase("S-01", "red/plane.yaml", "additionalIngress:", "additionalIgress:"),
    LintCase("S-01", "red/plane.yaml", "spec:\n", "spec:\n  federation: true\n"),
    LintCase("S-01", "green/rule.yaml", "consecutive5xxErrors", "consecutive5xxError"),
    LintCase("S-02", peer, "    addresses:\n    - ingress", "    addresses: ingress"),
    LintCase("S-02", "red/plane.yaml", "version: v2.5", "version: 2.5"),
    LintCase("S-02", "red/plane.yaml", "enabled: true", "enabled: \"yes\""),
    LintCase("S-02", "red/services.yaml", "port: 9080", "port: http"),
    LintCase("S-03", "red/cacerts.yaml", "  ca-key.pem: ", "  ca-key.pem: =="),
    LintCase("S-04", peer, "  name: green-mesh\n  namespace", "  name: Green_Mesh\n  namespace"),
    LintCase("S-04", peer, "  name: green-mesh\n  namespace", "  namespace"),
    LintCase("S-04", peer, "namespace: red-mesh-system", "namespace: red.mesh"),
    LintCase("S-05") {
      $0.add("red/again.yaml", ($0.texts["red/peer.yaml"] ?? "").replacing("ingress-red-mesh.", with: "other."))
    },
    LintCase("S-07") { files in
      files.add(
        "red/old.yaml",
        "apiVersion: maistra.io/v1\nkind: ServiceMeshControlPlane\nmetadata: {name: basic, namespace: shop}\nspec: {}\n"
      )
    },
    LintCase("S-09", "green/imports.yaml", "name: details", "name: <exportedService>"),
    LintCase("S-09", peer, "name: egress-green-mesh", "name: <egress gateway>"),
    LintCase("S-09", peer, "name: egress-green-mesh", "name: \"${EGRESS}\""),
    LintCase("S-09", peer, "name: egress-green-mesh", "name: \"egress-{{ .Values.peer }}\""),
    LintCase("S-09", peer, "name: egress-green-mesh", "name: TODO"),
    LintCase("S-09", peer, "name: egress-green-mesh", "name: CHANGE_ME"),
    LintCase("S-09", "red/exports.yaml", "app: details", "<labelKey>: details"),
    LintCase("S-10", peer, "name: ingress-green-mesh", "name: ingress-green-mesh\u{200B}"),
    LintCase("S-10", "green/imports.yaml", "name: details", "name: de\u{AD}tails"),
    LintCase(
      "S-06", "green/imports.yaml", "  - type: NameSelector\n    importAsLocal: true", "  - importAsLocal: true"),
    LintCase("S-07", peer, "federation.maistra.io/v1", "maistra.io/v1"),
    LintCase("S-07") { $0.add("red/values.yaml", "a: 1\n") },
    LintCase("S-07") { $0.add("red/text.yaml", "hello\n") },
    LintCase("S-08", "red/roots.yaml", "  root-cert.pem: |", "  a/b: x\n  root-cert.pem: |"),
    LintCase(istio: "S-11", "red/istio.yaml", "v1.30.1", "v1.32.0"),
    LintCase(istio: "S-11", "red/istio.yaml", "v1.30.1", "next"),
    // Istio and its neighbours.
    LintCase(istio: "S-01", "red/istio.yaml", "caCertificates:", "caCertificate:"),
    LintCase(istio: "S-01", "red/istio.yaml", "PROXY_CONFIG_XDS_AGENT: \"true\"", "A: b\n      meshID: red"),
    LintCase(istio: "S-01", "green/serviceentry.yaml", "subjectAltNames:", "subjectAltName:"),
    LintCase(istio: "S-01", "red/authorizationpolicy.yaml", "principals:", "principal:"),
    LintCase(istio: "S-02", "red/istio.yaml", "ISTIO_MULTIROOT_MESH: \"true\"", "ISTIO_MULTIROOT_MESH: true"),
    LintCase(istio: "S-06", "red/istio.yaml", "  version: v1.30.1\n", ""),
    LintCase(istio: "S-07", "red/istio.yaml", "sailoperator.io/v1", "sailoperator.io/v1beta1"),
    LintCase(istio: "S-07", "red/authorizationpolicy.yaml", "security.istio.io/v1", "networking.istio.io/v1"),
    LintCase(istio: "S-01") {
      $0.texts["red/cm.yaml"] = IstioRulesTests.configMap("- pems: x\n  trustDomains: [green-mesh.local]\n")
    },
    LintCase(istio: "S-01") {
      $0.texts["red/values.yaml"] = "meshConfig: {trustDomian: red-mesh.local}\npilot: {env: {A: true}}\n"
    },
  ]

  static let silent: [LintCase] = [
    LintCase("S-01", peer, "spec:\n", "status:\n  anything: 1\nspec:\n"),
    LintCase("S-01", "red/plane.yaml", "spec:\n", "spec:\n  techPreview:\n    anything: {goes: here}\n"),
    LintCase("S-05") { $0.add("red/again.yaml", $0.texts["red/peer.yaml"] ?? "") },
    LintCase("S-09", peer, "name: egress-green-mesh", "name: \"egress <\""),
    LintCase("S-05") { $0.add("blue/again.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n") },
    LintCase("S-07") { $0.add("red/empty.yaml", "apiVersion: v1\nkind: List\nitems: []\n") },
    LintCase("S-07", "red/services.yaml", "apiVersion: v1", "apiVersion: serving.knative.dev/v1"),
    LintCase(istio: "S-07") {
      $0.texts["red/other.yaml"] = "apiVersion: fleet.cattle.io/v1alpha1\nkind: Bundle\nmetadata: {name: a}\n"
    },
    // istiod reads both names of a field.
    LintCase(istio: "S-01") { files in
      files.texts["red/cm.yaml"] = IstioRulesTests.configMap("- trust_domains: [green-mesh.local]\n")
    },
    // Charts take values that no type has.
    LintCase(istio: "S-01") { files in
      files.texts["red/values.yaml"] =
        "meshConfig: {trustDomain: red-mesh.local}\npilot: {nodeSelector: {}, extra: 1}\n"
    },
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test func theNearestNameIsToldAndCertainSlipsAreRepaired() throws {
    var files = try ManifestTexts.pair()
    let clean = try #require(files.texts["red/plane.yaml"])
    try files.replace("red/plane.yaml", "additionalIngress:", "additionalIgress:")
    let finding = try #require(try files.lint().of("S-01").first)
    #expect(finding.diagnostic.next.description.contains("`additionalIngress`"))
    let edit = try #require(finding.edit)
    let repair = Repair([edit], of: Array((files.texts["red/plane.yaml"] ?? "").utf8), source: "red/plane.yaml")
    #expect(repair.bytes == Array(clean.utf8))
  }

  /// One letter from `additionalIngress` as from `additionalEgress`: nobody knows which was meant.
  @Test func aTieIsNoCertainRepair() throws {
    var files = try ManifestTexts.pair()
    files.texts["red/lone.yaml"] = """
      apiVersion: maistra.io/v2
      kind: ServiceMeshControlPlane
      metadata: {name: lone, namespace: lone}
      spec:
        gateways:
          additionalIgress: {}

      """
    let finding = try #require(
      try files.lint().of("S-01").first { $0.diagnostic.place?.file == "red/lone.yaml" })
    #expect(finding.edit == nil && finding.diagnostic.next.description.contains("did you mean"))
  }

  /// Exports select by labels too, imports do not: that is no slip of `nameSelector`.
  @Test func aFieldOfAnotherTypeIsNoSlip() throws {
    var files = try ManifestTexts.pair()
    try files.replace("green/imports.yaml", "    importAsLocal: false\n", "    labelSelector: {}\n")
    let finding = try #require(try files.lint().of("S-01").first)
    #expect(finding.diagnostic.what.description.contains("labelSelector"))
    #expect(!finding.diagnostic.next.description.contains("did you mean") && finding.edit == nil)
  }

  @Test func aListIsReadItemByItem() throws {
    let text = """
      {"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "federation.maistra.io/v1", "kind": "ServiceMeshPeer",
         "metadata": {"name": "green", "namespace": "red"}, "spec": {"securty": {}}}]}
      """
    let documents = try DocumentReader.all(bytes: Array(text.utf8), source: "-")
    let report = Linter.lint(Inventory(documents: documents, facts: Facts(now: now)))
    #expect(report.of("S-01").first?.diagnostic.place?.description == "standard input:3:64")
  }

  /// In the text of a ConfigMap, an unknown field has the place of its line.
  @Test func aFieldInATextHasItsPlace() throws {
    var files = try ManifestTexts.istio()
    files.texts["red/cm.yaml"] = IstioRulesTests.configMap("- trustDomain: [green-mesh.local]\n")
    let finding = try #require(try files.lint().of("S-01").first)
    #expect(finding.diagnostic.place?.description == "red/cm.yaml:9:7")
    #expect(finding.diagnostic.what.description.contains("data.mesh.caCertificates[0].trustDomain"))
    #expect(finding.edit == nil)
  }
}
