import Diagnostics
import Federation
import Testing

@Suite struct FederationFileTests {
  @Test func readsTheManualsMeshes() throws {
    let file = try FederationFile.read(Array(colours.utf8), source: "federation.yaml")
    #expect(file.source == "federation.yaml")
    #expect(file.remoteNames.isEmpty)
    #expect(file.findings.isEmpty)
  }

  @Test func readsJSONTheSame() throws {
    let json = """
      {"apiVersion": "meshtrust/v1", "kind": "Federation", "spec": {"meshes": [
        {"name": "red-mesh", "peers": ["green-mesh"]}, {"name": "green-mesh"}]}}
      """
    #expect(
      try resolve(json).meshes == resolve(federation("name: red-mesh, peers: [green-mesh]", "name: green-mesh")).meshes)
  }

  @Test(arguments: [
    ("peerss: [b]", "MT-FED-02", 4, 11, "did you mean `peers`?"),
    ("platfrom: aws", "MT-FED-02", 4, 11, "did you mean `platform`?"),
    ("peers: b", "MT-FED-03", 4, 18, "write a sequence"),
    ("peers: [5]", "MT-FED-03", 4, 19, "write a string in quotes"),
    ("controlPlane: istio", "MT-FED-03", 4, 25, "write a mapping"),
    ("controlPlane: {flavour: maistr}", "MT-FED-04", 4, 35, "did you mean `maistra`?"),
    ("controlPlane: {autoReload: maybe}", "MT-FED-03", 4, 38, "write `true` or `false`"),
    ("platform: awz", "MT-FED-04", 4, 21, "did you mean `aws`?"),
    ("locality: {zone: a}", "MT-FED-34", 4, 21, "add `region:`"),
    ("locality: {region: r, subzone: s}", "MT-FED-34", 4, 21, "add `zone:`"),
    ("gateways: {b: {ingres: {}}}", "MT-FED-02", 4, 26, "did you mean `ingress`?"),
    ("gateways: {b: {ingress: {serviceType: Nodeport}}}", "MT-FED-04", 4, 49, "did you mean `NodePort`?"),
    ("gateways: {b: {ingress: {annotations: {x: true}}}}", "MT-FED-03", 4, 53, "write a string in quotes"),
    ("ingressPorts: {b: {service: 1.5}}", "MT-FED-03", 4, 39, "write a whole number"),
  ])
  func saysWhereAndWhatWasProbablyMeant(field: String, code: Code, line: Int, column: Int, next: String) throws {
    let error = #expect(throws: FederationError.self) {
      try FederationFile.read(Array(federation("name: a, \(field)").utf8), source: "federation.yaml")
    }
    let found = try #require(error).diagnostic
    #expect(found.code == code)
    #expect(found.place == Place(file: "federation.yaml", line: line, column: column))
    #expect(found.next.description == next)
    #expect(error?.exitStatus == .malformed)
  }

  @Test func reportsEveryFaultInTheOrderOfTheFile() {
    let text = federation("name: a, peerss: [b]", "platform: moon", "name: c, controlPlane: {flavor: istio}")
    #expect(findings(in: text).map(\.code) == ["MT-FED-02", "MT-FED-05", "MT-FED-04", "MT-FED-02"])
    #expect(findings(in: text).map { $0.place?.line } == [4, 5, 5, 6])
  }

  @Test(arguments: ["aro", "ARO", "azure-red-hat-openshift", "openshift-dedicated", "osd"])
  func refusesUnsupportedPlatformsByName(platform: String) {
    let found = findings(in: federation("name: a, platform: \(platform)"))
    #expect(found.map(\.code) == ["MT-FED-22"])
    #expect(found.first?.why.description.contains("manual 1.18.4") == true)
  }

  @Test(arguments: [
    ("apiVersion: meshtrust/v2\nkind: Federation\nspec: {}", "MT-FED-01"),
    ("apiVersion: meshtrust/v1\nkind: federation\nspec: {}", "MT-FED-01"),
    ("kind: Federation\nspec: {}", "MT-FED-05"),
    ("- a\n- b\n", "MT-FED-03"),
    ("just text", "MT-FED-03"),
    ("a: b\n---\nc: d\n", "MT-FED-01"),
    (colours + "\n---\n" + colours, "MT-FED-01"),
  ])
  func refusesWhatIsNoFederation(text: String, code: Code) {
    #expect(errors(in: text).first == code)
  }

  @Test(arguments: ["a: [", "a: b: c", "\t", "", "a: 1\na: 2\n", "apiVersion: {{ .Version }}"])
  func passesOnWhatTheReaderSays(text: String) {
    let error = #expect(throws: FederationError.self) { try FederationFile.read(Array(text.utf8), source: "f.yaml") }
    #expect(error?.diagnostic.code.rawValue.hasPrefix("MT-DOC-") == true || error?.diagnostic.code == "MT-FED-01")
    #expect(error?.exitStatus == .malformed)
  }

  @Test func nullIsTheSameAsNothing() throws {
    let text = federation(
      "name: a, peers: , platform: ~, gateways: null", "name: b, peers: [a]", extra: "remotes: null")
    #expect(try resolve(text).meshes.map(\.name) == ["a", "b"])
  }
}
