import CA
import Diagnostics
import Federation
import Kubernetes
import Rotation
import TLS
import Testing
import X509

@Suite struct RehearsalTests {
  private let unknownAuthority = TLSAlert(number: 48)

  @Test(arguments: RootMode.allCases)
  func everyHandshakeOfAFreshFederationHolds(roots: RootMode) throws {
    try Stage.with(roots) { home in
      let report = try Rehearsal(RehearsalScene(home, at: home.now)).report()
      // Six ordered pairs on two ports, and for each mesh its workloads and its control plane.
      #expect(report.handshakes.count == 18)
      #expect(report.handshakes.allSatisfy { $0.isEstablished && !$0.isDisputed })
      #expect(report.handshakes.allSatisfy { $0.clientVerdict.library != nil && $0.serverVerdict.library != nil })
      #expect(report.problems.isEmpty && report.unknown.isEmpty && report.forgeries == nil)
    }
  }

  @Test func eachSideAsksForTheNamesOfTheManifests() throws {
    try Stage.with { home in
      let report = try Rehearsal(RehearsalScene(home, at: home.now)).report()
      let pair = report.between("red-mesh", "green-mesh")
      #expect(pair.map(\.hop) == [.discovery, .services])
      #expect(
        pair.map(\.serverName) == [
          "discovery.red-mesh-system.svc.green-mesh.local",
          "rehearsal.green-mesh-system.svc.red-mesh-exports.local",
        ])
      #expect(
        pair.allSatisfy {
          $0.clientIdentity == "spiffe://red-mesh.local/ns/red-mesh-system/sa/egress-green-mesh-service-account"
            && $0.serverIdentity == "spiffe://green-mesh.local/ns/green-mesh-system/sa/ingress-red-mesh-service-account"
        })
      let own = report.between("red-mesh", "red-mesh")
      #expect(own.map(\.hop) == [.mesh, .istiod])
      #expect(own.last?.serverIdentity == "istiod-red-mesh.red-mesh-system.svc")
      #expect(own.last?.serverName == "istiod-red-mesh.red-mesh-system.svc")
    }
  }

  @Test func aSwappedRootIsRefusedByItsHolderOnly() throws {
    try Stage.with { home in
      var scene = try RehearsalScene(home, at: home.now)
      let wrong = scene.roots(of: "blue-mesh")
      scene.change("green-mesh") { $0.material?.rootsByPeer["red-mesh"] = wrong }
      let report = try Rehearsal(scene).report()
      for handshake in report.between("red-mesh", "green-mesh") {
        #expect(handshake.clientVerdict.isAccepted && !handshake.serverVerdict.isAccepted)
        #expect(handshake.serverVerdict.alert == unknownAuthority && handshake.serverVerdict.library?.number == 20)
      }
      for handshake in report.between("green-mesh", "red-mesh") {
        #expect(!handshake.clientVerdict.isAccepted && handshake.clientVerdict.alert == unknownAuthority)
        // red was asked all the same, by a client that takes everybody.
        #expect(handshake.serverVerdict.isAccepted && handshake.serverVerdict.library?.isAccepted == true)
      }
      #expect(report.handshakes.count { $0.isEstablished } == 14)
      #expect(report.problems.map(\.code) == ["MT-RH-01", "MT-RH-01", "MT-RH-01", "MT-RH-01"])
      #expect(
        report.problems.contains {
          $0.what.description.contains("red-mesh → green-mesh (services) fails: green-mesh rejects")
        })
    }
  }

  @Test func aBundleWithoutARootIsRefusedByBothJudges() throws {
    try Stage.with { home in
      var scene = try RehearsalScene(home, at: home.now)
      let intermediate = try #require(scene["red-mesh"]?.material?.intermediate)
      for roots in [[], [intermediate]] {
        scene.change("green-mesh") { $0.material?.rootsByPeer["red-mesh"] = roots }
        let report = try Rehearsal(scene).report()
        let broken = report.between("red-mesh", "green-mesh")
        #expect(broken.allSatisfy { !$0.serverVerdict.isAccepted && $0.serverVerdict.alert == unknownAuthority })
        #expect(report.handshakes.allSatisfy { !$0.isDisputed })
        #expect(report.handshakes.count { !$0.isEstablished } == 4)
      }
    }
  }

  @Test func wrongOwnRootsBreakTheMeshItselfAndNoPeer() throws {
    try Stage.with { home in
      var scene = try RehearsalScene(home, at: home.now)
      let wrong = scene.roots(of: "blue-mesh")
      scene.change("red-mesh") { $0.material?.ownRoots = wrong }
      let failed = try Rehearsal(scene).report().handshakes.filter { !$0.isEstablished }
      #expect(failed.map(\.hop) == [.mesh, .istiod] && failed.allSatisfy { $0.client == "red-mesh" })
    }
  }

  @Test func afterTheIntermediatesEndEverybodySaysExpired() throws {
    try Stage.with { home in
      let today = try RehearsalScene(home, at: home.now)
      let end = try #require(today["red-mesh"]?.material?.intermediate.validity.notAfter)
      // OpenSSL takes the last second for the first one after the end (X509_cmp_time); RFC 5280 counts it in.
      let early = try Rehearsal(RehearsalScene(home, at: end - 1)).report()
      #expect(early.problems.isEmpty)
      let late = try Rehearsal(RehearsalScene(home, at: end + 1)).report()
      #expect(late.handshakes.allSatisfy { !$0.isEstablished && !$0.isDisputed })
      #expect(
        late.handshakes.allSatisfy {
          $0.clientVerdict.alert == TLSAlert(number: 45) && $0.serverVerdict.alert == TLSAlert(number: 45)
        })
    }
  }

  @Test func whatNobodyHereCanSignIsUnknownAndNotPassing() throws {
    try Stage.with { home in
      var scene = try RehearsalScene(home, at: home.now)
      scene.change("blue-mesh") { $0.issuer = nil }
      scene.change("green-mesh") { $0.material = nil }
      let report = try Rehearsal(scene).report()
      #expect(Set(report.handshakes.map(\.client)) == ["red-mesh"] && report.handshakes.count == 2)
      #expect(report.unknown.count == 8 && report.problems.isEmpty)
      let reasons = Set(report.unknown.map(\.reason))
      #expect(reasons.contains("the key of blue-mesh's intermediate is not in this home"))
      #expect(reasons.contains("green-mesh has no intermediate yet"))
    }
  }

  @Test func aClientIDThatIsNotThePeersIsRefusedByPolicyWithoutAnAlert() throws {
    try Stage.with { home in
      var scene = try RehearsalScene(home, at: home.now)
      // green believes that the control plane of red lives in another namespace.
      let other = try ResolvedFederation(
        FederationFile.read(
          Array(Stage.yaml(roots: .perMesh, more: ["namespace: elsewhere"]).utf8), source: "federation.yaml"))
      let green = try #require(other.mesh(named: "green-mesh"))
      scene.parties = scene.parties.map { party in
        party.mesh.name == "green-mesh"
          ? RehearsalScene.Party(mesh: green, material: party.material, issuer: party.issuer) : party
      }
      let report = try Rehearsal(scene).report()
      for handshake in report.between("red-mesh", "green-mesh") {
        #expect(!handshake.isEstablished && handshake.serverVerdict.identityRefusal?.code == "MT-V-06")
        #expect(handshake.serverVerdict.alert == nil && handshake.serverVerdict.library?.isAccepted == true)
      }
      let back = report.between("green-mesh", "red-mesh")
      // The endpoints for services name the server; the rule for discovery does not.
      #expect(back.map(\.isEstablished) == [true, false])
      #expect(back.last?.clientVerdict.identityRefusal?.code == "MT-V-06" && back.last?.clientVerdict.alert != nil)
      #expect(report.handshakes.allSatisfy { !$0.isDisputed })
    }
  }
}
