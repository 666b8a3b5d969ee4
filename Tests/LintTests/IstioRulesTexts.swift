import Cryptography
import Diagnostics
import Federation
import Files
import Kubernetes
import Testing
import X509

@testable import Lint

// What the cases of IstioRulesTests write into the manifests.

extension IstioRulesTests {
  static func published(_ roots: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-ca-root-cert, namespace: red-mesh-system}\ndata:\n"
      + "  root-cert.pem: |\n" + indented(roots, 4)
  }

  static func tls(_ certificate: String, _ key: SecretBytes, _ root: String) -> String {
    let values = [("tls.crt", certificate), ("tls.key", FileContent.secret(key).text), ("ca.crt", root)]
    return "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\n"
      + "metadata: {name: cacerts, namespace: red-mesh-system}\ndata:\n"
      + values.map { "  \($0.0): \"\(Base64.encode($0.1.utf8))\"\n" }.joined()
  }

  static func configMap(_ entries: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio-red, namespace: red-mesh-system}\ndata:\n  mesh: |\n"
      + "    trustDomain: red-mesh.local\n    # Peers\n    caCertificates:\n"
      + entries.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  /// An entry with green's root, as lines of a list.
  static func entry() throws -> String {
    let root = try Authorities.fixed.get().green.root.certificate
    return "  - pem: |\n" + indented(PEM.write([root]), 6) + "    trustDomains: [green-mesh.local]\n"
  }

  static func istiod(env: String) -> String {
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod-red, namespace: red-mesh-system}\n"
      + "spec: {template: {spec: {containers: [{name: discovery, image: \"docker.io/istio/pilot:1.30.1\", env: [\(env)]}]}}}\n"
  }

  static func pod(env: String) -> String {
    "apiVersion: v1\nkind: Pod\nmetadata: {name: reviews, namespace: bookinfo}\n"
      + "spec: {containers: [{name: app}, {name: istio-proxy, env: [\(env)]}]}\n"
  }

  static func istiodPod(started: String) -> String {
    "apiVersion: v1\nkind: Pod\nmetadata: {name: istiod-red-1, namespace: red-mesh-system, labels: {app: istiod}}\n"
      + "spec: {containers: [{name: discovery}]}\nstatus: {startTime: \"\(started)\"}\n"
  }

  static func proxy(roots: [Certificate], chain: [Certificate]) -> String {
    func bytes(_ certificates: [Certificate]) -> String { Base64.encode(PEM.write(certificates).utf8) }
    return "{\"dynamicActiveSecrets\": [{\"name\": \"default\", \"secret\": {\"tlsCertificate\": "
      + "{\"certificateChain\": {\"inlineBytes\": \"\(bytes(chain))\"}}}}, {\"name\": \"ROOTCA\", \"secret\": "
      + "{\"validationContext\": {\"trustedCa\": {\"inlineBytes\": \"\(bytes(roots))\"}}}}]}"
  }

  static let remoteSecret = """
    apiVersion: v1
    kind: Secret
    metadata: {name: istio-remote-secret-green, namespace: red-mesh-system, labels: {istio/multiCluster: "true"}}
    data: {green-cluster: e30=}

    """

  static func role(_ resource: String) -> String {
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: istio-reader-clusterrole}\n"
      + "rules: [{apiGroups: [\"\"], resources: [\(resource)], verbs: [get, watch]}]\n"
  }

  static func indented(_ text: String, _ count: Int) -> String {
    text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
  }

  /// The lines of the first PEM block in an Istio resource.
  static func body(of text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.firstIndex(where: { $0.contains("-----BEGIN") }),
      let last = lines.firstIndex(where: { $0.contains("-----END") })
    else { return "" }
    return lines[first...last].map { $0 + "\n" }.joined()
  }
}

extension ManifestTexts {
  /// A value of red's `cacerts`.
  func value(_ key: String) -> String {
    let line = (texts["red/cacerts.yaml"] ?? "").split(separator: "\n").first { $0.hasPrefix("  \(key): ") } ?? ""
    let encoded = line.dropFirst(key.utf8.count + 4).filter { $0 != "\"" }
    return String(decoding: (try? Base64.decode(Array(encoded.utf8))) ?? [], as: UTF8.self)
  }

  /// Adds a value to red's `cacerts`.
  mutating func addValue(_ key: String, _ text: String) throws {
    let old = try #require(texts["red/cacerts.yaml"])
    let lines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = try #require(lines.firstIndex { $0.hasPrefix("  ca-cert.pem:") })
    var new = lines
    new.insert("  \(key): \"\(Base64.encode(Array(text.utf8)))\"", at: place)
    texts["red/cacerts.yaml"] = new.joined(separator: "\n")
  }

  /// Changes a value in red's `cacerts` as it was before.
  mutating func setBefore(_ key: String, _ text: String) throws {
    var old = self
    try old.setValue(key, text)
    facts.before = try old.documents()
  }

  /// Adds an entry to red's `caCertificates`.
  mutating func addEntry(_ root: Certificate, _ domain: String) throws {
    try replace(
      "red/istio.yaml", "      caCertificates:\n",
      "      caCertificates:\n      - trustDomains: [\(domain)]\n        pem: |\n"
        + IstioRulesTests.indented(PEM.write([root]), 10))
  }
}
