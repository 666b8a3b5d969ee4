import Diagnostics
import Testing

@testable import Lint

@Suite struct ServiceRulesTests {
  private static let exports = "red/exports.yaml"
  private static let imports = "green/imports.yaml"
  private static let services = "red/services.yaml"
  private static let name = "      name: ratings\n  - type: Label"

  static let found: [LintCase] = [
    LintCase("X-01", exports, "  name: green-mesh\n", "  name: green\n"),
    LintCase("X-01", imports, "  name: red-mesh\n", "  name: green-mesh\n"),
    LintCase("X-02", exports, "type: LabelSelector", "type: NameSelector"),
    LintCase("X-25", exports, name, "      name: rattings\n  - type: Label"),
    LintCase(
      "X-25", exports, "    labelSelector:\n      namespace: bookinfo", "    labelSelector:\n      namespace: shop"),
    LintCase("X-26") {
      $0.texts[Self.services] = $0.texts[Self.services]?
        .replacing("    app: details\n", with: "    app: details\n    networking.istio.io/exportTo: \".\"\n")
    },
    LintCase("X-28", "green/rule.yaml", "mode: ISTIO_MUTUAL", "mode: DISABLE"),
    LintCase("X-28", "green/rule.yaml", "mode: ISTIO_MUTUAL", "mode: SIMPLE"),
    LintCase("X-28") { try Self.call(&$0, "'*.svc.red-mesh-imports.local'", "trafficPolicy: {tls: {mode: DISABLE}}") },
    LintCase("X-28") { try Self.call(&$0, "'*.local'", "trafficPolicy: {tls: {mode: DISABLE}}") },
    LintCase("X-28") {
      try Self.call(
        &$0, "ratings.bookinfo.svc.red-mesh-imports.local",
        "trafficPolicy: {portLevelSettings: [{port: {number: 9080}, tls: {mode: DISABLE}}]}")
    },
    LintCase("X-28") {
      try Self.call(
        &$0, "ratings.bookinfo.svc.red-mesh-imports.local",
        "subsets: [{name: v1, trafficPolicy: {tls: {mode: SIMPLE}}}]")
    },
    LintCase("X-27") { files in
      files.add(
        "red/policy.yaml",
        """
        apiVersion: security.istio.io/v1beta1
        kind: AuthorizationPolicy
        metadata: {name: ratings, namespace: bookinfo}
        spec:
          rules:
          - from:
            - source:
                principals:
                - green-mesh.local/ns/bookinfo/sa/reviews

        """)
    },
    LintCase("X-02", exports, "type: LabelSelector", "type: Labels"),
    LintCase(
      "X-02", imports, "  - type: NameSelector\n    importAsLocal: false",
      "  - type: LabelSelector\n    importAsLocal: false"),
    LintCase("X-03", exports, name, "      name: rat*\n  - type: Label"),
    LintCase("X-03", imports, "namespace: books", "namespace: book*"),
    LintCase(
      "X-04", exports, name,
      "      name: \"*\"\n  - type: NameSelector\n    nameSelector:\n      namespace: bookinfo\n      name: x\n  - type: Label"
    ),
    LintCase("X-05", exports, "          namespace: books", "          namespace: bookinfo\n          name: ratings"),
    LintCase("X-06") { files in
      try files.replace(Self.imports, "importAsLocal: true", "importAsLocal: false")
      try files.replace(
        Self.imports, "        namespace: bookinfo\n        name: ratings\n",
        "        namespace: books\n        name: details\n")
    },
    LintCase("X-07", imports, "      alias:\n        namespace: bookinfo\n        name: ratings\n", ""),
    LintCase("X-08", imports, "importAsLocal: false", "domainSuffix: svc.cluster.local"),
    LintCase("X-09", imports, "importAsLocal: true", "importAsLocal: true\n    domainSuffix: red.example"),
    LintCase("X-10", imports, "importAsLocal: false", "domainSuffix: .red.example"),
    LintCase("X-10", imports, "importAsLocal: false", "domainSuffix: foo.svc.cluster.local"),
    LintCase("X-10", imports, "importAsLocal: false", "domainSuffix: com"),
    LintCase("X-11", services, "    port: 9080\n", "    port: 9080\n  - name: https\n    port: 9443\n"),
    LintCase("X-12", services, "    port: 9080\n", "    port: 9080\n    protocol: UDP\n"),
    LintCase("X-12", services, "spec:\n", "spec:\n  clusterIP: None\n"),
    LintCase("X-12", services, "spec:\n", "spec:\n  type: ExternalName\n  externalName: a.example.com\n"),
    LintCase("X-13", "red/roll.yaml", "- bookinfo", "- books"),
    LintCase("X-14", exports, "      namespace: bookinfo\n\(name)", "      name: \"*\"\n  - type: Label"),
    LintCase("X-15", services, "  labels:\n", "  annotations:\n    networking.istio.io/exportTo: \"~\"\n  labels:\n"),
    LintCase("X-16", exports, "          namespace: books", "          namespace: books.of"),
    LintCase("X-17", imports, "      namespace: books\n", "      namespace: library\n"),
    LintCase("X-18", imports, "      namespace: books\n", "      namespace: library\n"),
    LintCase("X-18") { $0.texts["green/imports.yaml"] = nil },
    LintCase("X-19", exports, "          namespace: books", "          namespace: books\n\(LintCase.sameAlias)"),
    LintCase("X-20", "green/services.yaml", "name: ratings", "name: reviews"),
    LintCase("X-20", "green/roll.yaml", "- bookinfo", "- other"),
    LintCase("X-21") { $0.texts["green/rule.yaml"] = nil },
    LintCase("X-22") { $0.addImports(suffix: "  domainSuffix: red.example\n", port: "http") },
    LintCase(
      "X-23", "green/rule.yaml", "host: ratings.bookinfo.svc.cluster.local",
      "host: ratings.bookinfo.svc.red-mesh-imports.local"),
    LintCase("X-24") { $0.addImports(suffix: "", port: "mongo") },
    LintCase("X-29") { $0.authenticate("mtls: {mode: DISABLE}", "bookinfo") },
    LintCase("X-29") { $0.authenticate("mtls: {mode: PERMISSIVE}", "bookinfo") },
    LintCase("X-29") {
      $0.authenticate("selector: {matchLabels: {app: ratings}}, mtls: {mode: DISABLE}", "bookinfo")
    },
    LintCase("X-29") {
      $0.authenticate(
        "selector: {matchLabels: {app: ratings}}, portLevelMtls: {9080: {mode: PERMISSIVE}}", "bookinfo")
    },
  ]

  /// A DestinationRule beside the one for failover.
  private static func call(_ files: inout ManifestTexts, _ host: String, _ policy: String) throws {
    files.add(
      "green/call.yaml",
      """
      apiVersion: networking.istio.io/v1beta1
      kind: DestinationRule
      metadata: {name: call, namespace: bookinfo}
      spec:
        host: \(host)
        \(policy)

      """)
  }

  static let silent: [LintCase] = [
    LintCase("X-28", "green/rule.yaml", "mode: ISTIO_MUTUAL", "mode: MUTUAL"),
    LintCase("X-28") {
      try Self.call(&$0, "details.bookinfo.svc.cluster.local", "trafficPolicy: {tls: {mode: DISABLE}}")
    },
    LintCase("X-01") { $0.texts["red/peer.yaml"] = nil },
    LintCase("X-03", exports, name, "      name: \"*\"\n  - type: Label"),
    LintCase("X-07", imports, "importAsLocal: true", "importAsLocal: false"),
    LintCase("X-10", imports, "importAsLocal: false", "domainSuffix: red.example"),
    LintCase("X-13", exports, "    namespace: bookinfo\n\(name)", "    namespace: \"*\"\n\(name)"),
    LintCase("X-15", services, "  labels:\n", "  annotations:\n    networking.istio.io/exportTo: \"*\"\n  labels:\n"),
    LintCase("X-17") { $0.texts["red/exports.yaml"] = nil },
    LintCase("X-22") { $0.addImports(suffix: "", port: "http") },
    LintCase("X-24") { $0.addImports(suffix: "", port: "http") },
    LintCase("X-29") { $0.authenticate("mtls: {mode: STRICT}", "bookinfo") },
    LintCase("X-29") { $0.authenticate("mtls: {}", "bookinfo") },
    LintCase("X-29") { $0.authenticate("mtls: {mode: DISABLE}", "shop") },
    LintCase("X-29") {
      $0.authenticate("selector: {matchLabels: {app: productpage}}, mtls: {mode: DISABLE}", "bookinfo")
    },
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test(arguments: [
    ("X-11", Need.services, "red/services.yaml"), ("X-20", .services, "green/services.yaml"),
    ("X-13", .memberRoll, "red/roll.yaml"), ("X-17", .peerExports, "red/exports.yaml"),
    ("X-01", .peers, "red/peer.yaml"),
  ])
  func whatIsMissingIsNamed(code: String, need: Need, gone: String) throws {
    var files = try ManifestTexts.pair()
    files.texts[gone] = nil
    #expect(try files.lint().needs(code) == [need])
  }

  @Test func whetherAPolicySelectsAServiceMayBeUnknown() throws {
    var files = try ManifestTexts.pair()
    files.authenticate("selector: {matchLabels: {version: v1}}, mtls: {mode: DISABLE}", "bookinfo")
    #expect(try files.lint().needs("X-29") == [.services])
  }

  @Test func withoutServicesCollisionsAreOnlyLikely() throws {
    var files = try ManifestTexts.pair()
    files.texts[Self.services] = nil
    try files.replace(Self.exports, Self.name, "      alias:\n        name: one\n  - type: Label")
    #expect(try files.lint().of("X-05").map(\.severity) == [.warning])
  }
}

extension LintCase {
  fileprivate static let sameAlias = """
      - type: NameSelector
        nameSelector:
          namespace: bookinfo
          name: reviews
          alias: {name: reviews}
    """
}

extension ManifestTexts {
  /// A third mesh that exports to green, and green's imports from it and from red under one suffix.
  fileprivate mutating func addImports(suffix: String, port: String) {
    for (file, text) in texts where file.hasPrefix("red/") {
      texts["blue" + file.dropFirst(3)] = text.replacing("red-mesh", with: "blue-mesh")
    }
    for file in ["peer", "imports"] {
      texts["green/\(file)2.yaml"] = (texts["green/\(file).yaml"] ?? "").replacing("red-mesh", with: "blue-mesh")
    }
    for file in ["green/imports.yaml", "green/imports2.yaml"] {
      texts[file] = texts[file]?.replacing("spec:\n", with: "spec:\n" + suffix)
        .replacing("importAsLocal: true", with: "importAsLocal: false")
    }
    for file in ["red/services.yaml", "blue/services.yaml"] {
      texts[file] = texts[file]?.replacing("name: http\n", with: "name: \(port)\n")
    }
  }
}
