import Diagnostics
import Federation
import Testing

@Suite struct ControlPlaneTests {
  private func text(_ controlPlane: String) -> String {
    federation("name: a, controlPlane: {\(controlPlane)}, peers: [b]", "name: b")
  }

  @Test(arguments: ["v2.1", "v2.2", "v2.5", "v2.6"])
  func takesVersionsWithFederation(version: String) throws {
    let controlPlane = try #require(try resolve(text("version: \(version)")).meshes.first?.controlPlane)
    #expect(controlPlane.version?.description == version)
    #expect(controlPlane.autoReload == (version != "v2.1"))
    #expect(controlPlane.flavour == .maistra)
    #expect(!controlPlane.multiRoot)
  }

  @Test(arguments: ["v1.1", "v2.0", "v3.0", "v3.1"])
  func refusesVersionsWithoutFederation(version: String) {
    #expect(errors(in: text("version: \(version)")) == ["MT-FED-23"])
  }

  @Test(arguments: [
    ("2.5", "write `v2.5`"), ("v2.5.1", "write `v2.5`"), ("'2.2'", "write `v2.2`"),
    ("latest", "write the version as in the control plane's resource"),
    ("v2", "write the version as in the control plane's resource"),
  ])
  func refusesWhatIsNoVersion(version: String, next: String) {
    let found = findings("MT-FED-23", in: text("version: \(version)"))
    #expect(found.map(\.severity) == [.error])
    #expect(found.first?.next.description == next)
  }

  @Test func warnsOfVersionsNobodyKnows() {
    #expect(findings("MT-FED-23", in: text("version: v2.7")).map(\.severity) == [.warning])
  }

  @Test(arguments: ["1.24", "1.24.1", "v1.18.7", "1.20"])
  func takesIstiosVersionsAsTheyAreWritten(version: String) throws {
    let controlPlane = try #require(try resolve(text("flavour: istio, version: \(version)")).meshes.first?.controlPlane)
    #expect(controlPlane.version?.description == version)
    #expect(controlPlane.autoReload)
  }

  @Test(arguments: ["2.0", "0.9", "1", "1.2.3.4", "v2.5"])
  func refusesOtherVersionsOfIstio(version: String) {
    #expect(errors(in: text("flavour: istio, version: \(version)")) == ["MT-FED-23"])
  }

  @Test func reloadingNeedsAVersionThatCan() throws {
    #expect(errors(in: text("version: v2.1, autoReload: true")) == ["MT-FED-36"])
    #expect(try resolve(text("autoReload: false")).meshes.first?.controlPlane.autoReload == false)
    #expect(try resolve(text("flavour: maistra")).meshes.first?.controlPlane.autoReload == true)
  }

  @Test func multiRootIsUpstreamOnly() throws {
    #expect(findings("MT-FED-36", in: text("multiRoot: true")).map(\.severity) == [.warning])
    #expect(findings("MT-FED-36", in: text("flavour: istio, multiRoot: true")).isEmpty)
    #expect(try resolve(text("flavour: istio, multiRoot: true")).meshes.first?.controlPlane.multiRoot == true)
  }
}
