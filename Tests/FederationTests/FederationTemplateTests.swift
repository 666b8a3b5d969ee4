import Diagnostics
import Federation
import Testing

@Suite struct FederationTemplateTests {
  @Test(arguments: RootMode.allCases)
  func resolvesToAllPeeringWithAll(roots: RootMode) throws {
    let names = ["red-mesh", "green-mesh", "blue-mesh"]
    let text = try FederationFile.text(name: "colours", meshes: names, roots: roots)
    let federation = try resolve(text)
    #expect(federation.name == "colours")
    #expect(federation.roots == roots)
    #expect(federation.meshes.map(\.name) == names)
    #expect(federation.meshes.allSatisfy { $0.peers.count == 2 })
    #expect(text.hasSuffix("\n"))
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 120 })
  }

  @Test(arguments: ["null", "true", "yes", "no", "on", "y", "1e3", "0x1f", "123", "1-2"])
  func quotesWhatYAMLReadsOtherwise(name: String) throws {
    let federation = try resolve(FederationFile.text(name: name, meshes: [name, "other"]))
    #expect(federation.meshes.map(\.name) == [name, "other"])
    #expect(federation.name == name)
  }

  @Test func oneMeshStandsAlone() throws {
    #expect(try resolve(FederationFile.text(meshes: ["red-mesh"])).meshes.map(\.name) == ["red-mesh"])
  }

  static let refused: [(names: String, code: Code)] = [
    ("Red,green", "MT-FED-14"), ("red,red", "MT-FED-06"), ("a.b,c", "MT-FED-13"), ("red,a\nb: c", "MT-FED-14"),
    ("shared,red", "MT-FED-14"), ("\",red", "MT-FED-14"), ("mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm,red", "MT-FED-13"),
  ]

  @Test func refusesNoMeshesAtAll() {
    let error = #expect(throws: FederationError.self) { try FederationFile.text(meshes: []) }
    #expect(error?.diagnostic.code == "MT-FED-35")
  }

  @Test(arguments: refused)
  func refusesNamesThatCannotWork(names: String, code: Code) {
    let error = #expect(throws: FederationError.self) {
      try FederationFile.text(meshes: names.split(separator: ",").map(String.init))
    }
    #expect(error?.diagnostic.code == code)
    #expect(error?.diagnostic.place == nil)
  }
}
