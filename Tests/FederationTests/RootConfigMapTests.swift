import Diagnostics
import Federation
import Testing

@Suite struct RootConfigMapTests {
  private func text(_ names: String) -> String {
    federation("name: a, peers: [b, c], rootConfigMaps: {\(names)}", "name: b", "name: c")
  }

  @Test func aPeersRootsAreWhereTheFileSays() throws {
    let a = try #require(try resolve(text("b: b.roots")).mesh(named: "a"))
    #expect(a.peer(named: "b")?.rootConfigMap == "b.roots")
    #expect(a.gateways(for: "b")?.rootConfigMap == "b.roots")
    #expect(a.peer(named: "c")?.rootConfigMap == "c-ca-root-cert")
    #expect(try resolve(text("b: b.roots")).mesh(named: "b")?.peer(named: "a")?.rootConfigMap == "a-ca-root-cert")
  }

  @Test func itsUsualNameMayBeWritten() throws { _ = try resolve(text("b: b-ca-root-cert")) }

  @Test(arguments: [
    ("b: istio-ca-root-cert", "MT-FED-39"), ("b: ossm-ca-root-cert", "MT-FED-39"), ("b: c-ca-root-cert", "MT-FED-39"),
    ("b: a-ca-root-cert", "MT-FED-39"), ("b: roots, c: roots", "MT-FED-39"), ("b: Roots", "MT-FED-14"),
    ("b: a/b", "MT-FED-14"), ("d: roots", "MT-FED-33"), ("b: [roots]", "MT-FED-03"),
  ])
  func refusesNamesThatAreNotFree(names: String, code: Code) {
    #expect(errors(in: text(names)) == [code])
  }

  @Test func refusesANameThatMakesNoFile() {
    #expect(errors(in: text("b: " + String(repeating: "r", count: 201))) == ["MT-FED-39"])
    #expect(errors(in: text("b: " + String(repeating: "r", count: 200))).isEmpty)
  }
}
