import Diagnostics
import Documents
import Federation
import Testing

@testable import Lint

/// The parameters of the manual's tables 1.7 to 1.13: each can be set in federation.yaml, comes out in the manifests, and
/// is adopted from them again. What has only one right value comes out without being set.
@Suite struct ParameterTests {
  struct Parameter: Sendable, CustomTestStringConvertible {
    let table: String
    /// Settings of red, which has the peer green.
    var red = ""
    /// Settings of green.
    var green = ""
    /// The mesh and the kind of the manifest that has the parameter.
    let mesh: String
    let kind: String
    /// The parameter, and its value as JSON.
    let path: [String]
    let value: String

    init(_ table: String, red: String = "", green: String = "", _ place: String, _ value: String) {
      self.table = table
      self.red = red
      self.green = green
      self.value = value
      let parts = place.split(separator: " ").map(String.init)
      (mesh, kind, path) = (parts[0], parts[1], Array(parts[2...]))
    }

    var testDescription: String { "\(table) \(path.joined(separator: "."))" }
  }

  private static let plane = "red ServiceMeshControlPlane spec"
  private static let egress = plane + " gateways additionalEgress"
  private static let ingress = plane + " gateways additionalIngress"
  private static let peer = "red ServiceMeshPeer"
  private static let exports = "red ExportedServiceSet"
  private static let imports = "red ImportedServiceSet"

  private static func outward(_ settings: String) -> String { "gateways: {green-mesh: {egress: {\(settings)}}}" }
  private static func inward(_ settings: String) -> String { "gateways: {green-mesh: {ingress: {\(settings)}}}" }
  private static func exporting(_ rule: String) -> String { "exports: {green-mesh: [{\(rule)}]}" }
  private static func importing(_ rule: String, _ more: String = "") -> String {
    "imports: {green-mesh: {\(more)rules: [{\(rule)}]}}"
  }

  static let controlPlanes: [Parameter] = [
    Parameter("1.7", red: "cluster: {name: east}", plane + " cluster name", "\"east\""),
    Parameter("1.7", red: "cluster: {network: net-1}", plane + " cluster network", "\"net-1\""),
    Parameter("1.8", red: outward("name: out"), egress + " out enabled", "true"),
    Parameter("1.8", red: outward("enabled: false"), egress + " egress-green-mesh enabled", "false"),
    Parameter(
      "1.8", red: outward("requestedNetworkView: [net-2]"), egress + " egress-green-mesh requestedNetworkView",
      "[\"net-2\"]"),
    Parameter("1.8", egress + " egress-green-mesh routerMode", "\"sni-dnat\""),
    Parameter(
      "1.8", egress + " egress-green-mesh service metadata labels federation.maistra.io/egress-for",
      "\"egress-green-mesh\""),
    Parameter(
      "1.8", red: outward("labels: {federation.maistra.io/egress-for: mine}"),
      egress + " egress-green-mesh service metadata labels federation.maistra.io/egress-for", "\"mine\""),
    Parameter(
      "1.8", egress + " egress-green-mesh service ports",
      "[{\"name\":\"tls\",\"port\":15443},{\"name\":\"http-discovery\",\"port\":8188}]"),
    Parameter("1.8", red: inward("name: in"), ingress + " in enabled", "true"),
    Parameter("1.8", red: inward("enabled: false"), ingress + " ingress-green-mesh enabled", "false"),
    Parameter("1.8", ingress + " ingress-green-mesh routerMode", "\"sni-dnat\""),
    Parameter("1.8", ingress + " ingress-green-mesh service type", "\"LoadBalancer\""),
    Parameter(
      "1.8", red: inward("serviceType: NodePort, nodePorts: {service: 30510, discovery: 32359}"),
      ingress + " ingress-green-mesh service type", "\"NodePort\""),
    Parameter(
      "1.8", red: inward("labels: {federation.maistra.io/ingress-for: mine, team: edge}"),
      ingress + " ingress-green-mesh service metadata labels",
      "{\"federation.maistra.io/ingress-for\":\"mine\",\"team\":\"edge\"}"),
    Parameter(
      "1.8", ingress + " ingress-green-mesh service ports",
      "[{\"name\":\"tls\",\"port\":15443},{\"name\":\"https-discovery\",\"port\":8188}]"),
    Parameter(
      "1.8", red: inward("nodePorts: {service: 30510, discovery: 32359}"),
      ingress + " ingress-green-mesh service ports",
      "[{\"name\":\"tls\",\"nodePort\":30510,\"port\":15443},"
        + "{\"name\":\"https-discovery\",\"nodePort\":32359,\"port\":8188}]"),
    Parameter("1.9", red: "trustDomain: red.example", plane + " security trust domain", "\"red.example\""),
  ]

  static let peers: [Parameter] = [
    Parameter("1.10", peer + " metadata name", "\"green-mesh\""),
    Parameter("1.10", red: "namespace: istio-red", peer + " metadata namespace", "\"istio-red\""),
    Parameter(
      "1.10", green: "ingressAddresses: {red-mesh: [a.example.com, 192.0.2.1]}", peer + " spec remote addresses",
      "[\"a.example.com\",\"192.0.2.1\"]"),
    Parameter(
      "1.10", green: "ingressPorts: {red-mesh: {discovery: 8443}}", peer + " spec remote discoveryPort", "8443"),
    Parameter("1.10", green: "ingressPorts: {red-mesh: {service: 443}}", peer + " spec remote servicePort", "443"),
    Parameter(
      "1.10",
      green: "gateways: {red-mesh: {ingress: {nodePorts: {service: 30510, discovery: 32359}}}}, "
        + "ingressAddresses: {red-mesh: [192.0.2.1]}", peer + " spec remote discoveryPort", "32359"),
    Parameter("1.10", red: inward("name: in"), peer + " spec gateways ingress name", "\"in\""),
    Parameter("1.10", red: outward("name: out"), peer + " spec gateways egress name", "\"out\""),
    Parameter("1.10", green: "trustDomain: green.example", peer + " spec security trustDomain", "\"green.example\""),
    Parameter(
      "1.10", green: "namespace: istio-green, gateways: {red-mesh: {egress: {name: out}}}",
      peer + " spec security clientID", "\"green-mesh.local/ns/istio-green/sa/out-service-account\""),
    Parameter(
      "1.10", peer + " spec security certificateChain", "{\"kind\":\"ConfigMap\",\"name\":\"green-mesh-ca-root-cert\"}"),
    Parameter(
      "1.10", red: "rootConfigMaps: {green-mesh: green-roots}", peer + " spec security certificateChain name",
      "\"green-roots\""),
    Parameter(
      "1.10", red: "rootConfigMaps: {green-mesh: green-roots}", "red ConfigMap metadata name", "\"green-roots\""),
  ]

  static let sets: [Parameter] = [
    Parameter("1.11", red: exporting("namespace: a"), exports + " metadata name", "\"green-mesh\""),
    Parameter("1.11", red: exporting("namespace: a"), exports + " metadata namespace", "\"red-mesh-system\""),
    Parameter(
      "1.11", red: exporting("namespace: a, name: b"), exports + " spec exportRules",
      "[{\"nameSelector\":{\"name\":\"b\",\"namespace\":\"a\"},\"type\":\"NameSelector\"}]"),
    Parameter(
      "1.11", red: exporting("namespace: \"*\", name: b, alias: {namespace: c, name: d}"),
      exports + " spec exportRules",
      "[{\"nameSelector\":{\"alias\":{\"name\":\"d\",\"namespace\":\"c\"},\"name\":\"b\",\"namespace\":\"*\"},"
        + "\"type\":\"NameSelector\"}]"),
    Parameter(
      "1.11", red: exporting("namespace: a, selector: {matchLabels: {export-service: \"true\"}}"),
      exports + " spec exportRules",
      "[{\"labelSelector\":{\"namespace\":\"a\",\"selector\":{\"matchLabels\":{\"export-service\":\"true\"}}},"
        + "\"type\":\"LabelSelector\"}]"),
    Parameter(
      "1.11",
      red: exporting(
        "namespace: a, selector: {matchLabels: {x: y}}, "
          + "aliases: [{namespace: \"*\", name: \"*\", alias: {namespace: c}}]"), exports + " spec exportRules",
      "[{\"labelSelector\":{\"aliases\":[{\"alias\":{\"namespace\":\"c\"},\"name\":\"*\",\"namespace\":\"*\"}],"
        + "\"namespace\":\"a\",\"selector\":{\"matchLabels\":{\"x\":\"y\"}}},\"type\":\"LabelSelector\"}]"),
    Parameter("1.12", red: importing("namespace: a"), imports + " metadata name", "\"green-mesh\""),
    Parameter("1.12", red: importing("namespace: a"), imports + " metadata namespace", "\"red-mesh-system\""),
    Parameter(
      "1.12", red: importing("namespace: a, name: b, importAsLocal: false"), imports + " spec importRules",
      "[{\"importAsLocal\":false,\"nameSelector\":{\"name\":\"b\",\"namespace\":\"a\"},\"type\":\"NameSelector\"}]"),
    Parameter(
      "1.12", red: importing("namespace: a, name: b, importAsLocal: true, alias: {namespace: c, name: d}"),
      imports + " spec importRules",
      "[{\"importAsLocal\":true,\"nameSelector\":{\"alias\":{\"name\":\"d\",\"namespace\":\"c\"},\"name\":\"b\","
        + "\"namespace\":\"a\"},\"type\":\"NameSelector\"}]"),
    Parameter(
      "1.12", red: importing("namespace: a, domainSuffix: one.example", "domainSuffix: two.example, "),
      imports + " spec",
      "{\"domainSuffix\":\"two.example\",\"importRules\":[{\"domainSuffix\":\"one.example\","
        + "\"nameSelector\":{\"namespace\":\"a\"},\"type\":\"NameSelector\"}]}"),
    Parameter(
      "1.13", red: importing("namespace: a", "locality: {region: us-west}, "), imports + " spec locality",
      "{\"region\":\"us-west\"}"),
    Parameter(
      "1.13", red: importing("namespace: a", "locality: {region: us-west, zone: a, subzone: b}, "),
      imports + " spec locality", "{\"region\":\"us-west\",\"subzone\":\"b\",\"zone\":\"a\"}"),
  ]

  static let failovers: [Parameter] = [
    Parameter(
      "1.18.13.2",
      red: "locality: {region: east}, "
        + importing(
          "namespace: a, name: b, failover: {serviceAccounts: [c]}", "locality: {region: west}, "),
      "red DestinationRule spec trafficPolicy tls subjectAltNames",
      "[\"spiffe://red-mesh.local/ns/a/sa/c\","
        + "\"spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account\"]"),
    Parameter(
      "1.18.13.2",
      red: "locality: {region: east}, "
        + importing(
          "namespace: a, name: b, failover: {name: default-failover, serviceAccounts: []}", "locality: {region: west}, "
        ),
      "red DestinationRule spec",
      "{\"host\":\"b.a.svc.cluster.local\",\"trafficPolicy\":{\"loadBalancer\":{\"localityLbSetting\":{\"enabled\":true,"
        + "\"failover\":[{\"from\":\"east\",\"to\":\"west\"}]}},\"outlierDetection\":{\"baseEjectionTime\":\"1m\","
        + "\"consecutive5xxErrors\":3,\"interval\":\"10s\"}}}"),
    Parameter(
      "1.18.13.2",
      red: "locality: {region: east}, "
        + importing(
          "namespace: a, name: b, failover: {name: default-failover, serviceAccounts: []}", "locality: {region: west}, "
        ),
      "red DestinationRule metadata name", "\"default-failover\""),
  ]

  @Test(arguments: controlPlanes + peers + sets + failovers)
  func whatIsSetComesOutAndIsAdopted(parameter: Parameter) throws {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      spec:
        meshes:
        - {name: red-mesh, peers: [green-mesh]\(parameter.red.isEmpty ? "" : ", ")\(parameter.red)}
        - {name: green-mesh\(parameter.green.isEmpty ? "" : ", ")\(parameter.green)}
      """
    let authorities = try Authorities.fixed.get()
    let written = try ManifestTexts.written(text, authorities)
    let documents = try written.documents().filter {
      $0.source.hasPrefix(parameter.mesh) && $0.root["kind"]?.string == parameter.kind
    }
    let document = try #require(documents.first)
    let found = parameter.path.reduce(document.root as Node?) { $0?[$1] }
    #expect(found.map(Self.json) == parameter.value)

    let adopted = FederationImport(try written.inventory(), name: "federation", file: "federation.yaml")
    #expect(adopted.faults.isEmpty, "\(adopted.faults)")
    let losses = adopted.findings.filter { ["MT-ADOPT-05", "MT-ADOPT-09", "MT-ADOPT-10"].contains($0.code.rawValue) }
    #expect(losses.isEmpty, "\(losses.map(\.what))")
    let again = try ManifestTexts.written(adopted.text, authorities)
    for (name, text) in written.texts { #expect(again.texts[name] == text, "\(name) of \(adopted.text)") }
    #expect(Set(again.texts.keys) == Set(written.texts.keys))
  }

  /// With the keys in order, whatever the order in the manifest.
  private static func json(_ node: Node) -> String { JSONWriter.write(sorted(node), pretty: false) }

  private static func sorted(_ node: Node) -> Node {
    if let mapping = node.mapping {
      return .mapping(mapping.entries.sorted { $0.key < $1.key }.map { ($0.key, sorted($0.value)) })
    }
    return node.sequence.map { .sequence($0.map(sorted)) } ?? node
  }
}
