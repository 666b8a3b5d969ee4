import Diagnostics
import Testing

@testable import Lint

@Suite struct GatewayRulesTests {
  private static let plane = "red/plane.yaml"

  static let found: [LintCase] = [
    LintCase("G-01", "red/peer.yaml", "name: ingress-green-mesh", "name: ingress-green"),
    LintCase("G-01", "red/peer.yaml", "name: egress-green-mesh", "name: ingress-green-mesh"),
    LintCase("G-02", plane, "        enabled: true\n        requestedNetworkView", "        requestedNetworkView"),
    LintCase("G-02", plane, "enabled: true\n        requested", "enabled: false\n        requested"),
    LintCase("G-03", plane, "  gateways:\n", "  gateways:\n    enabled: false\n"),
    LintCase("G-04", plane, "          - port: 15443\n            name: tls\n", ""),
    LintCase("G-05", plane, "- port: 8188\n", "- port: 8188\n            targetPort: 9188\n"),
    LintCase("G-06", plane, "- port: 15443\n", "- port: 443\n            targetPort: 15443\n"),
    LintCase("G-07", plane, "name: https-discovery", "name: https-discovery-port"),
    LintCase("G-07", plane, "name: tls", "name: TLS"),
    LintCase("G-07", plane, "            name: https-discovery\n", ""),
    LintCase("G-07", plane, "name: https-discovery", "name: tls"),
    LintCase("G-08", plane, "name: https-discovery", "name: http-discovery"),
    LintCase("G-09", plane, "        routerMode", "        namespace: gateways\n        routerMode"),
    LintCase("G-10") { files in
      try files.replace(Self.plane, "type: LoadBalancer", "type: ClusterIP")
      try files.replace("green/peer.yaml", "ingress-green-mesh.red-mesh-system.svc.cluster.local", "192.0.2.1")
    },
    LintCase("G-11", plane, "type: LoadBalancer", "type: NodePort"),
    LintCase("G-11") { files in
      try files.replace(Self.plane, "type: LoadBalancer", "type: NodePort")
      try files.replace(Self.plane, "- port: 8188\n", "- port: 8188\n            nodePort: 8188\n")
    },
    LintCase("G-11") { files in
      try files.replace(Self.plane, "type: LoadBalancer", "type: NodePort")
      try files.replace(Self.plane, "- port: 15443\n", "- port: 15443\n            nodePort: 31443\n")
    },
    LintCase(
      "G-12", plane, "            labels:\n              federation.maistra.io/ingress",
      """
                  annotations:
                    service.beta.kubernetes.io/aws-load-balancer-type: clb
                  labels:
                    federation.maistra.io/ingress
      """),
    LintCase("G-12") { files in
      files.facts.platform = "aws"
      try files.replace("red/peer.yaml", "ingress-red-mesh.green-mesh-system.svc.cluster.local", "a.apps.example.com")
    },
    LintCase("G-13") { try $0.set("  proxy:\n    networking:\n      clusterDomain: corp.internal") },
    LintCase("G-14", plane, "      mtls: true", "      mtls: true\n      automtls: false"),
    LintCase("G-28", plane, "      mtls: true", "      mtls: false"),
    LintCase("G-29") { files in
      let second = (files.texts[Self.plane] ?? "").replacing("  name: red-mesh\n", with: "  name: second\n")
      files.add("red/second.yaml", second)
    },
    LintCase("T-06") { files in
      let second = (files.texts[Self.plane] ?? "").replacing("  name: red-mesh\n", with: "  name: second\n")
      files.add("red/second.yaml", second.replacing("domain: red-mesh.local", with: "domain: \"B B\""))
    },
    LintCase("G-15", plane, "- network-green-mesh", "- green-mesh-network"),
    LintCase("G-16") { files in
      let name = "ingress-" + String(repeating: "x", count: 45)
      for file in [Self.plane, "red/peer.yaml"] { try files.replace(file, "ingress-green-mesh", name) }
    },
    LintCase("G-16", plane, "      ingress-green-mesh:", "      1ngress:"),
    LintCase("G-17", plane, "      ingress-green-mesh:", "      istio-ingressgateway:"),
    LintCase("G-17", plane, "      ingress-green-mesh:", "      egress-green-mesh:"),
    LintCase("G-18") { files in
      for direction in ["ingress", "egress"] {
        try files.replace(
          Self.plane, "federation.maistra.io/\(direction)-for: \(direction)-green-mesh",
          "app: federation")
      }
    },
    LintCase("G-19", plane, "federation.maistra.io/ingress-for", "federation/ingress-for"),
    LintCase("G-20") { $0.addPeer() },
    LintCase("G-21") { $0.addPeer() },
    LintCase("G-05", plane, "- port: 8188\n", "- port: 8188\n            protocol: UDP\n"),
    LintCase("G-22", plane, "version: v2.5", "mode: ClusterWide\n  version: v2.3"),
    LintCase("G-22", plane, "version: v2.5", "version: v2.0"),
    LintCase("G-22", plane, "version: v2.5", "version: v3.0"),
    LintCase("G-22", plane, "version: v2.5", "version: \"2.5\""),
    LintCase("G-22", plane, "version: v2.5", "version: v2.5.1"),
    LintCase("G-22", plane, "version: v2.5", "version: v02.5"),
    LintCase("G-22", plane, "version: v2.5", "version: stable"),
    LintCase("S-09", plane, "version: v2.5", "version: '%VERSION%'"),
    LintCase("S-09", plane, "version: v2.5", "version: '@version@'"),
    LintCase("S-09", plane, "version: v2.5", "version: XXXX"),
    LintCase("G-23", plane, "AUTO_RELOAD_PLUGIN_CERTS: \"true\"", "PILOT_ENABLE_FEDERATION: \"false\""),
    LintCase("G-23", plane, "AUTO_RELOAD_PLUGIN_CERTS: \"true\"", "PILOT_USE_ENDPOINT_SLICE: \"false\""),
    LintCase("G-24") {
      try $0.set(
        "  techPreview:\n    meshConfig:\n      defaultConfig:\n        proxyMetadata:\n"
          + "          ISTIO_META_DNS_CAPTURE: \"false\"")
    },
    LintCase("G-25", plane, "  security:\n", "  security:\n    manageNetworkPolicy: false\n"),
    LintCase("G-26", plane, "        routerMode: sni-dnat\n", ""),
    LintCase("G-27") { $0.addGateway("istio: ingressgateway") },
    LintCase("G-30") { $0.authenticate("mtls: {mode: DISABLE}") },
    LintCase("G-30") { $0.authenticate("mtls: {mode: PERMISSIVE}") },
    LintCase("G-30") { $0.authenticate("{}") },
    LintCase("G-30") { $0.authenticate("selector: {matchLabels: {app: egress-green-mesh}}, mtls: {mode: DISABLE}") },
    LintCase("G-30") {
      $0.authenticate(
        "selector: {matchLabels: {federation.maistra.io/ingress-for: ingress-green-mesh}}, mtls: {mode: PERMISSIVE}")
    },
    LintCase("G-30") {
      $0.authenticate(
        "selector: {matchLabels: {istio: egress-green-mesh}}, portLevelMtls: {15443: {mode: DISABLE}}")
    },
  ]

  static let silent: [LintCase] = [
    LintCase("G-01") { $0.texts["red/plane.yaml"] = nil },
    LintCase("G-05", plane, "- port: 8188\n", "- port: 8188\n            targetPort: 8188\n"),
    LintCase("G-10", plane, "type: LoadBalancer", "type: ClusterIP"),
    LintCase("G-13") { files in
      try files.set("  proxy:\n    networking:\n      clusterDomain: corp.internal")
      files.add(
        "red/istiod.yaml",
        Paste.istiodRule("red-mesh", "red-mesh-system", "istiod-red-mesh.red-mesh-system.svc.corp.internal").text)
    },
    LintCase("G-15", plane, "        requestedNetworkView:\n        - network-green-mesh\n", ""),
    LintCase("G-05", plane, "- port: 8188\n", "- port: 8188\n            protocol: TCP\n"),
    LintCase("G-22", plane, "version: v2.5", "mode: ClusterWide\n  version: v2.4"),
    LintCase("G-22", plane, "version: v2.5", "version: v2.6"),
    LintCase("G-23", plane, "AUTO_RELOAD_PLUGIN_CERTS: \"true\"", "PILOT_ENABLE_FEDERATION: \"true\""),
    LintCase("G-27") { $0.addGateway("app: istio-ingressgateway") },
    LintCase("G-30") { $0.authenticate("mtls: {mode: STRICT}") },
    LintCase("G-30") { $0.authenticate("selector: {matchLabels: {app: kiali}}, mtls: {mode: DISABLE}") },
    LintCase("G-30") { $0.authenticate("mtls: {mode: DISABLE}", "kiali") },
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test func aWrongNetworkViewIsAnErrorOnlyWhereNetworksAreFiltered() throws {
    var files = try ManifestTexts.pair()
    try files.replace(Self.plane, "- network-green-mesh", "- green-mesh-network")
    #expect(try files.lint().of("G-15").map(\.severity) == [.warning])
    try files.set("  cluster:\n    multiCluster:\n      enabled: true")
    #expect(try files.lint().of("G-15").map(\.severity) == [.error])
  }

  /// What a PeerAuthentication of a gateway's Pods changes is how they are called, never what they take.
  @Test(arguments: [
    ("mtls: {mode: DISABLE}", Severity.error), ("mtls: {mode: PERMISSIVE}", .warning),
    ("selector: {matchLabels: {app: egress-green-mesh}}, mtls: {mode: DISABLE}", .error),
    ("selector: {matchLabels: {app: egress-green-mesh}}, mtls: {mode: PERMISSIVE}", .note),
    ("selector: {matchLabels: {app: ingress-green-mesh}}, mtls: {mode: DISABLE}", .note),
  ])
  func plainTextWeighsByWhoCalls(spec: String, severity: Severity) throws {
    var files = try ManifestTexts.pair()
    files.authenticate(spec)
    #expect(try files.lint().of("G-30").map(\.severity) == [severity])
  }

  @Test func withoutAControlPlaneItsRulesAreNotChecked() throws {
    var files = try ManifestTexts.pair()
    files.texts["red/plane.yaml"] = nil
    #expect(try files.lint().needs("G-01") == [.controlPlane])
  }

  @Test func withoutThePeerItsRulesAreNotChecked() throws {
    var files = try ManifestTexts.pair()
    files.texts = files.texts.filter { $0.key.hasPrefix("red/") }
    #expect(try files.lint().needs("G-10") == [.peerFiles])
  }
}

extension ManifestTexts {
  /// A second peer of red that uses green's gateways.
  mutating func addPeer() {
    let text = (texts["red/peer.yaml"] ?? "").replacing("name: green-mesh\n", with: "name: blue-mesh\n")
    add("red/peer2.yaml", text.replacing("green-mesh.local", with: "blue-mesh.local"))
  }

  fileprivate mutating func addGateway(_ selector: String) {
    add(
      "red/gateway.yaml",
      """
      apiVersion: networking.istio.io/v1beta1
      kind: Gateway
      metadata:
        name: web
        namespace: red-mesh-system
      spec:
        selector:
          \(selector)
        servers:
        - port: {number: 443, name: https, protocol: HTTPS}
          hosts: ["*"]
          tls: {mode: PASSTHROUGH}
      """)
  }
}

extension ManifestTexts {
  /// A PeerAuthentication beside red's manifests.
  mutating func authenticate(_ spec: String, _ namespace: String = "red-mesh-system") {
    add(
      "red/authentication.yaml",
      """
      apiVersion: security.istio.io/v1beta1
      kind: PeerAuthentication
      metadata: {name: default, namespace: \(namespace)}
      spec: {\(spec == "{}" ? "" : spec)}

      """)
  }
}
