import CA
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@Suite struct HomeVerifyingTests {
  @Test func whatToExpectOfAPeer() throws {
    try TestHome.with { test in
      _ = try test.home().apply()
      let (peer, bundle) = try test.home().expectation(of: "green-mesh", for: "red-mesh")
      #expect(peer.client.clientID == "green-mesh.local/ns/green-mesh-system/sa/egress-red-mesh-service-account")
      #expect(bundle.trustDomain.name == "green-mesh.local")
      #expect(bundle.certificates == [try test.home().authorities().named("green-mesh/root").certificate])
      let bundles = try test.home().bundles()
      #expect(bundles.map(\.trustDomain.name) == Colours.names.map { "\($0).local" })
      #expect(bundles.allSatisfy { $0.certificates.count == 1 } && Set(bundles.flatMap(\.certificates)).count == 3)
    }
  }

  @Test func whoeverIsNoPeerIsNotExpected() throws {
    let meshes = [
      Colours.Member(name: "red-mesh", peers: ["green-mesh"]), .init(name: "green-mesh", peers: []),
      .init(name: "blue-mesh", peers: []),
    ]
    try TestHome.with(Colours(meshes: meshes)) { test in
      _ = try test.home().apply()
      #expect(failure { try test.home().expectation(of: "blue-mesh", for: "red-mesh") }?.exitStatus == .refused)
      #expect(
        failure { try test.home().expectation(of: "gren-mesh", for: "red-mesh") }
          == .unknownMesh("gren-mesh", nearest: "green-mesh"))
      #expect(
        failure { try test.home().expectation(of: "green-mesh", for: "rad-mesh") }
          == .unknownMesh("rad-mesh", nearest: "red-mesh"))
    }
  }

  @Test func beforeAnythingIsIssuedTheBundleIsEmpty() throws {
    try TestHome.with { test in
      let (_, bundle) = try test.home().expectation(of: "green-mesh", for: "red-mesh")
      #expect(bundle.certificates.isEmpty)
      #expect(failure { try test.home().expectation(of: "red-mesh", for: "red-mesh") }?.exitStatus == .refused)
    }
  }
}
