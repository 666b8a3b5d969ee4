import Diagnostics
import Testing

@testable import Lint

@Suite struct PeerRulesTests {
  private static let peer = "red/peer.yaml"
  private static let address = "ingress-red-mesh.green-mesh-system.svc.cluster.local"

  static let found: [LintCase] = [
    LintCase("P-01", peer, "namespace: red-mesh-system", "namespace: red-mesh"),
    LintCase("P-01", "green/imports.yaml", "namespace: green-mesh-system", "namespace: bookinfo"),
    LintCase("P-02", peer, "    addresses:\n    - \(address)\n", "    discoveryPort: 8188\n"),
    LintCase("P-03", peer, address, "https://\(address)"),
    LintCase("P-17") { files in
      try files.replace(Self.peer, Self.address, "192.0.2.1")
      files.add("green/gateway.yaml", Self.gateway("LoadBalancer", "loadBalancer: {ingress: [{ip: 192.0.2.2}]}"))
    },
    LintCase("P-18") { files in
      try files.replace("green/plane.yaml", "type: LoadBalancer", "type: NodePort")
      files.add("green/gateway.yaml", Self.gateway("NodePort", "loadBalancer: {}"))
    },
    LintCase("P-18") { files in
      try files.replace(
        Self.peer, "    addresses:\n    - \(Self.address)\n",
        "    servicePort: 30999\n    addresses:\n    - 192.0.2.2\n")
      files.add("green/gateway.yaml", Self.gateway("LoadBalancer", "loadBalancer: {ingress: [{ip: 192.0.2.2}]}"))
    },
    // The peer's Service alone, which is the only ingress gateway in its namespace.
    LintCase("P-18") { files in
      for file in files.texts.keys where file.hasPrefix("green/") { files.texts[file] = nil }
      try files.replace(Self.peer, Self.address, "192.0.2.1")
      let label = "labels: {federation.maistra.io/ingress-for: ingress-red-mesh}"
      files.add(
        "peers.yaml",
        Self.gateway("NodePort", "loadBalancer: {}").replacing("metadata: {", with: "metadata: {\(label), "))
    },
    LintCase("P-03", peer, address, "\(address):8188"),
    LintCase("P-03", peer, address, "\"*.example.com\""),
    LintCase("P-03", peer, address, "ingress_red.example.com"),
    LintCase("P-03", peer, address, "999.1.1.1"),
    LintCase("P-03", peer, address, "10.0.1"),
    LintCase("P-03", peer, address, "127.0.0.1"),
    LintCase("P-03", peer, address, "localhost"),
    LintCase("P-03", peer, address, "\"[::1]\""),
    LintCase("P-04", peer, address, "\"2001:db8::1\""),
    LintCase(
      "P-05", peer, "  name: green-mesh\n  namespace", "  name: \(String(repeating: "g", count: 35))\n  namespace"),
    LintCase("P-06", peer, "  name: green-mesh\n  namespace", "  name: green.mesh\n  namespace"),
    LintCase("P-07") { try $0.set("  cluster:\n    name: green-mesh") },
    LintCase("P-08", peer, "    addresses:", "    servicePort: 70000\n    addresses:"),
    LintCase("P-08", peer, "    addresses:", "    servicePort: 8188\n    addresses:"),
    LintCase("P-08", peer, "    addresses:", "    servicePort: 8188\n    discoveryPort: 15443\n    addresses:"),
    LintCase("P-09", peer, "    egress:\n      name: egress-green-mesh\n", ""),
    LintCase("P-10", peer, "    ingress:\n      name: ingress-green-mesh\n", ""),
    LintCase("P-11", peer, "      kind: ConfigMap\n", ""),
    LintCase("P-12") { $0.texts["green/peer.yaml"] = nil },
    LintCase("P-13", peer, "ingress-red-mesh.green", "egress-red-mesh.green"),
    LintCase("P-14") { files in
      try files.set("  cluster:\n    name: east")
      try files.set("  cluster:\n    name: west", in: "green/plane.yaml")
    },
    LintCase("P-15") { files in
      for (mesh, peer) in [("blue-mesh", "red-mesh"), ("grey-mesh", "red-mesh")] {
        files.add(
          "\(mesh)/all.yaml",
          (files.texts["green/plane.yaml"] ?? "").replacing("green-mesh", with: mesh) + "---\n"
            + (files.texts["green/peer.yaml"] ?? "").replacing("green-mesh", with: mesh).replacing(
              "red-mesh", with: peer))
      }
    },
    LintCase("P-16", peer, "name: ingress-green-mesh", "name: ingress-green"),
  ]

  private static func gateway(_ type: String, _ status: String) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: ingress-red-mesh, namespace: green-mesh-system}
    spec:
      type: \(type)
      ports:
      - {name: tls, port: 15443, nodePort: 30999}
      - {name: https-discovery, port: 8188, nodePort: 30998}
    status: {\(status)}

    """
  }

  static let silent: [LintCase] = [
    LintCase("P-17") { files in
      files.add("green/gateway.yaml", Self.gateway("LoadBalancer", "loadBalancer: {ingress: [{ip: 192.0.2.2}]}"))
    },
    LintCase("P-01", peer, "  namespace: red-mesh-system\n", ""),
    LintCase("P-03", peer, address, "192.0.2.7"),
    LintCase("P-03", peer, address, "\"2001:db8::1\""),
    LintCase(
      "P-05", peer, "  name: green-mesh\n  namespace", "  name: \(String(repeating: "g", count: 34))\n  namespace"),
    LintCase("P-08", peer, "    addresses:", "    servicePort: 0\n    addresses:"),
    LintCase("P-13", peer, address, "192.0.2.7"),
    LintCase("P-14") { try $0.set("  cluster:\n    name: east") },
    LintCase("P-16", peer, "ingress-red-mesh.green", "other.green"),
  ]

  @Test(arguments: found) func isFound(item: LintCase) throws { try item.expectFound() }

  @Test(arguments: silent) func isSilent(item: LintCase) throws { try item.expectSilent() }

  @Test func withoutAnIngressExportsAreAnError() throws {
    var files = try ManifestTexts.pair()
    try files.replace(Self.peer, "    ingress:\n      name: ingress-green-mesh\n", "")
    #expect(try files.lint().of("P-10").map(\.severity) == [.error])
    files.texts["red/exports.yaml"] = nil
    #expect(try files.lint().of("P-10").map(\.severity) == [.warning])
  }
}
