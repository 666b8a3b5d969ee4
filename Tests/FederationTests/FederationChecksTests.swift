import Diagnostics
import Federation
import Testing

@Suite struct FederationChecksTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let meshes: [String]
    let code: Code
    let line: Int
    var testDescription: String { "\(code) \(meshes.joined(separator: " | "))" }

    init(_ code: Code, line: Int, _ meshes: String...) {
      self.code = code
      self.line = line
      self.meshes = meshes
    }

    var text: String {
      "apiVersion: meshtrust/v1\nkind: Federation\nspec: {meshes: [\n"
        + meshes.map { "{\($0)}" }.joined(separator: ",\n") + "]}\n"
    }
  }

  static let long = String(repeating: "m", count: 40)

  @Test(arguments: [
    Case("MT-FED-06", line: 5, "name: a, peers: [b]", "name: a", "name: b"),
    Case("MT-FED-06", line: 4, "name: a, peers: [b, b]", "name: b"),
    Case("MT-FED-07", line: 4, "name: a, trustDomain: cluster.local, peers: [b]", "name: b"),
    Case("MT-FED-08", line: 5, "name: a, trustDomain: x.corp, peers: [b]", "name: b, trustDomain: x.corp"),
    Case(
      "MT-FED-08", line: 5, "name: a, trustDomain: x.corp, peers: [b, c]", "name: b, trustDomain: x.corp",
      "name: c, trustDomain: x.corp"),
    Case("MT-FED-09", line: 5, "name: a, trustDomain: x.corp, peers: [b]", "name: b, trustDomain: b.x.corp"),
    Case("MT-FED-09", line: 4, "name: a, trustDomain: a.x.corp, peers: [b]", "name: b, trustDomain: x.corp"),
    Case("MT-FED-10", line: 4, "name: a, namespace: istio-system, peers: [b]", "name: b, namespace: istio-system"),
    Case("MT-FED-11", line: 4, "name: a, peers: [c]", "name: b, peers: [a]"),
    Case("MT-FED-12", line: 4, "name: a, peers: [a, b]", "name: b"),
    Case("MT-FED-13", line: 5, "name: a, peers: [\(long)]", "name: \(long)"),
    Case("MT-FED-13", line: 5, "name: a, peers: [b.c]", "name: b.c"),
    Case("MT-FED-14", line: 4, "name: Red, peers: [b]", "name: b"),
    Case("MT-FED-14", line: 4, "name: red_mesh, peers: [b]", "name: b"),
    Case("MT-FED-14", line: 4, "name: shared, peers: [b]", "name: b"),
    Case("MT-FED-14", line: 4, "name: a, namespace: A_b, peers: [b]", "name: b"),
    Case("MT-FED-14", line: 4, "name: a, controlPlane: {name: A}, peers: [b]", "name: b"),
    Case("MT-FED-14", line: 4, "name: a, clusterDomain: -x, peers: [b]", "name: b"),
    Case("MT-FED-25", line: 4, "name: a, cluster: {name: b}, peers: [b]", "name: b"),
    Case("MT-FED-37", line: 4, "name: a, profile: shrt, peers: [b]", "name: b"),
    Case("MT-ID-18", line: 4, "name: a, trustDomain: my_td.corp, peers: [b]", "name: b"),
    Case("MT-ID-05", line: 4, "name: a, trustDomain: A.corp, peers: [b]", "name: b"),
    Case("MT-ID-04", line: 4, "name: a, trustDomain: a@b.corp, peers: [b]", "name: b"),
  ])
  func refuses(wrong: Case) {
    let found = findings(in: wrong.text).filter { $0.severity == .error }
    #expect(found.map(\.code) == [wrong.code])
    #expect(found.first?.place?.line == wrong.line)
    #expect(found.first?.place?.column != nil)
  }

  @Test(.timeLimit(.minutes(30))) func oneFindingNamesManyMeshesOfOneTrustDomain() {
    let names = (0..<300).map { "m\($0)" }
    let meshes = names.map { "{name: \($0), trustDomain: x.corp, peers: [\($0 == "m0" ? "m1" : "m0")]}" }
    let found = findings(
      in: "apiVersion: meshtrust/v1\nkind: Federation\nspec: {meshes: [\n\(meshes.joined(separator: ",\n"))]}\n")
    let shared = found.filter { $0.code == "MT-FED-08" }
    #expect(shared.count == 1)
    #expect(shared.first?.what.description.contains("293 more have the same trust domain") == true)
  }

  @Test(arguments: [
    ("name: Red_Mesh, peers: [b]", "write `red-mesh`"), ("name: b.c", "write `b-c`"),
    ("name: a, peers: [bb]", "did you mean `b`?"),
    ("name: a, trustDomain: a@b.example, peers: [b]", "write `a.b.example`"),
    ("name: a, trustDomain: Red.corp, peers: [b]", "write `red.corp`"),
  ])
  func offersTheCorrection(mesh: String, next: String) {
    let found = findings(in: federation(mesh, "name: b")).filter { $0.severity == .error }
    #expect(found.contains { $0.next.description == next })
  }

  @Test func reportsEveryFaultAndNotOnlyTheFirst() {
    let text = federation(
      "name: a, trustDomain: cluster.local, peers: [a, zz]", "name: b, peers: [a], ingressAddresses: {a: ['http://x']}",
      "name: b")
    #expect(errors(in: text) == ["MT-FED-07", "MT-FED-12", "MT-FED-11", "MT-FED-19", "MT-FED-06"])
  }

  @Test func aDerivedNameIsNotBlamedTwice() {
    #expect(errors(in: federation("name: Red, peers: [b]", "name: b")) == ["MT-FED-14"])
  }

  @Test func refusesAFederationWithoutMeshes() {
    #expect(errors(in: "apiVersion: meshtrust/v1\nkind: Federation\nspec:\n  meshes: []\n") == ["MT-FED-35"])
    #expect(errors(in: "apiVersion: meshtrust/v1\nkind: Federation\n") == ["MT-FED-35"])
  }

  @Test func warnsOfALonelyMesh() throws {
    let text = federation("name: a, peers: [b]", "name: b", "name: c")
    #expect(errors(in: text).isEmpty)
    #expect(findings("MT-FED-35", in: text).map { $0.place?.line } == [6])
  }

  @Test(arguments: [("example.org", "MT-ID-17"), ("corp", "MT-ID-17")])
  func warnsOfTrustDomainsThatOthersUse(domain: String, code: Code) {
    let text = federation("name: a, trustDomain: \(domain), peers: [b]", "name: b")
    #expect(errors(in: text).isEmpty)
    #expect(findings(code, in: text).map(\.severity) == [.warning])
  }

  @Test(arguments: [34, 35])
  func limitsAPeersName(length: Int) {
    let name = String(repeating: "m", count: length)
    let text = federation("name: a, peers: [\(name)]", "name: \(name), namespace: ns, gateways: {a: {}}")
    #expect(errors(in: text) == (length > 34 ? ["MT-FED-13"] : []))
  }

  @Test(arguments: [43, 44])
  func limitsTheCommonName(length: Int) {
    let text = federation("name: \(String(repeating: "m", count: length))")
    #expect(errors(in: text) == (length > 43 ? ["MT-FED-29"] : []))
  }

  @Test func limitsTheCommonNameOfASharedRoot() {
    let name = String(repeating: "f", count: 60)
    let text =
      "apiVersion: meshtrust/v1\nkind: Federation\nmetadata: {name: \(name)}\n"
      + "spec: {roots: shared, meshes: [{name: a, peers: [b]}, {name: b}]}\n"
    #expect(errors(in: text) == ["MT-FED-29"])
    #expect(errors(in: text.replacing("shared", with: "per-mesh")).isEmpty)
  }
}
