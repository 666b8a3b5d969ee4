import Diagnostics
import Documents
import Federation
import Testing

@testable import Lint

@Suite struct ServiceGuideTests {
  /// One side each: sets, and a Service of the exporting mesh.
  private static let red = """
    {apiVersion: federation.maistra.io/v1, kind: ExportedServiceSet,
     metadata: {name: green-mesh, namespace: red-mesh-system},
     spec: {exportRules: [{type: NameSelector, nameSelector: {namespace: b}}]}}
    --- {apiVersion: v1, kind: Service, metadata: {name: a, namespace: b}, spec: {ports: [{port: 80}]}}

    """
  private static let green = """
    {apiVersion: federation.maistra.io/v1, kind: ImportedServiceSet,
     metadata: {name: red-mesh, namespace: green-mesh-system},
     spec: {importRules: [{type: NameSelector, nameSelector: {namespace: b}}]}}

    """

  private func guide(_ files: [(String, String)]) throws -> ServiceGuide {
    let documents = try files.flatMap { try DocumentReader.all(bytes: Array($1.utf8), source: $0) }
    return try ServiceGuide(Inventory(documents: documents, facts: Facts(now: now)))
  }

  /// Without peers and control planes the sides are told by folder, by file, and by the peer's name.
  @Test(arguments: [("red/a.yaml", "green/a.yaml"), ("a.yaml", "b.yaml"), ("x/a.yaml", "x/b.yaml")])
  func setsAloneAreJoined(red: String, green: String) throws {
    let guide = try guide([(red, Self.red), (green, Self.green)])
    #expect(guide.meshes.map(\.name) == ["red-mesh", "green-mesh"])
    #expect(guide.strayServices == 0)
    let direction = try #require(guide.directions.first)
    #expect(guide.directions.count == 1)
    #expect(direction.routes.map(\.host) == ["a.b.svc.red-mesh-imports.local"])
  }

  @Test func servicesOfNobodyAreCounted() throws {
    let parts = Self.red.split(separator: "--- ")
    let guide = try guide([("a.yaml", String(parts[0])), ("b.yaml", Self.green), ("c.yaml", String(parts[1]))])
    #expect(guide.strayServices == 1)
    #expect(guide.exports.first?.knowsServices == false)
    #expect(guide.exports.first?.isComplete == false)
  }

  @Test func oneSideAloneIsShownAsFarAsItGoes() throws {
    let exports = try guide([("a.yaml", Self.red)]).directions
    #expect(exports.first?.knowsImporter == false)
    #expect(exports.first?.routes.map(\.host) == [nil])
    let imports = try guide([("b.yaml", Self.green)]).directions
    #expect(imports.map(\.from) == ["red-mesh"])
    #expect(imports.first?.exports == nil)
  }

  @Test func aSetThatCannotBeReadIsAnError() {
    let wrong = Self.red.replacing("[{type", with: "{x: [{type").replacing("b}}]}}", with: "b}}]}}}")
    #expect(throws: (any Error).self) { try guide([("a.yaml", wrong)]) }
  }

  @Test func findingsOfASetStandBesideIt() throws {
    let twice = Self.red.replacing(
      "namespace: b}}]", with: "namespace: b}}, {type: NameSelector, nameSelector: {namespace: b, name: a}}]")
    #expect(try guide([("a.yaml", twice)]).exports.first?.findings.map(\.code) == ["MT-X-04"])
  }
}
