import CA
import Documents
import Federation
import Testing

/// The table of paths, and which mesh takes which.
@Suite struct RotationPathTests {
  private func path(_ controlPlane: String, _ more: String = "", roots: RootMode = .perMesh) throws -> RotationPath {
    let text = """
      apiVersion: meshtrust/v1
      kind: Federation
      metadata: {name: colours}
      spec:
        roots: \(roots.rawValue)
        meshes:
        - name: red-mesh
          controlPlane: \(controlPlane)
          \(more)
      """
    let document = try #require(DocumentReader.all(bytes: Array(text.utf8), source: "federation.yaml").first)
    let file = try FederationFile(document)
    let federation = try ResolvedFederation(file)
    let mesh = try #require(federation.mesh(named: "red-mesh"))
    return RotationPath(of: mesh)
  }

  @Test func everyNameHasItsRow() {
    #expect(RotationPath.all.map(\.name) == RotationPath.Name.allCases)
  }

  @Test(arguments: [
    ("{flavour: maistra}", "maistra"), ("{flavour: istio, version: 1.16.7}", "istio-restart"),
    ("{flavour: istio, version: 1.17}", "istio-restart"), ("{flavour: istio, version: 1.18.0}", "istio-intermediates"),
    ("{flavour: istio, version: 1.19.4}", "istio-intermediates"), ("{flavour: istio, version: 1.20.0}", "istio-bytes"),
    ("{flavour: sail, version: v1.28.1}", "istio-bytes"), ("{flavour: istio, version: 1.29}", "istio-bytes"),
    ("{flavour: sail, version: v1.30-latest}", "istio-certificates"), ("{flavour: istio}", "istio-unknown-version"),
    ("{flavour: istio, version: 1.30.1, multiRoot: false}", "istio-one-root"),
    ("{flavour: istio, version: 1.30.1, signer: istio-csr}", "istio-csr"),
    ("{flavour: istio, version: 1.30.1, signer: spire}", "spire"),
  ])
  func aMeshOfSidecarsTakesThePathOfItsVersion(_ controlPlane: String, _ name: String) throws {
    let found = try path(controlPlane).name.rawValue
    #expect(found == name)
  }

  @Test(arguments: [("v1.27.8", "ambient-restart"), ("v1.28.0", "ambient"), ("v1.30-latest", "ambient")])
  func ztunnelsLearnOfIstiodsRootsWhenTheyStartUpTo127(_ version: String, _ name: String) throws {
    let found = try path("{flavour: sail, version: \(version)}", "dataPlane: ambient")
    #expect(found.name.rawValue == name)
    #expect(found.needsProxyRestart == (name == "ambient-restart"))
  }

  @Test func ambientWithoutAVersionRestartsEverything() throws {
    let found = try path("{flavour: sail}", "dataPlane: ambient")
    #expect(found.name == .ambientUnknown && found.needsProxyRestart)
    #expect(found.istiodRestarts == Set(RotationPhase.allCases))
  }

  @Test func istiodRestartsWhereItReloadsNothing() throws {
    let everywhere: Set<RotationPhase> = [.distributing, .signing, .retiring, .steady]
    #expect(try path("{flavour: maistra}").istiodRestarts == everywhere)
    #expect(try path("{flavour: istio, version: 1.17.0}").istiodRestarts == everywhere)
    #expect(try path("{flavour: istio}").istiodRestarts == everywhere)
    #expect(try path("{flavour: istio, version: 1.19.0}").istiodRestarts == everywhere.subtracting([.signing]))
    #expect(try path("{flavour: istio, version: 1.20.0}").istiodRestarts.isEmpty)
  }
}
