import CA
import Diagnostics
import Federation
import Rotation
import Testing
import X509

@Suite struct ExposureTests {
  private static let others = ["green-mesh", "blue-mesh"]

  private func radius(_ home: OpenHome, _ authority: String) throws -> BlastRadius {
    try BlastRadius(LostKey(authority, home, at: home.now))
  }

  @Test(arguments: ["red-mesh/intermediate", "red-mesh/root"])
  func aKeyOfOneMeshIsBelievedForThatMeshOnly(authority: String) throws {
    try Stage.with { home in
      let radius = try radius(home, authority)
      #expect(radius.believers(of: "red-mesh", as: [.egress]) == Self.others)
      #expect(radius.believers(of: "red-mesh", as: [.ingress]) == Self.others)
      #expect(radius.believers(of: "red-mesh", as: [.workload]) == ["red-mesh"])
      #expect(radius.believers(of: "red-mesh", as: [.istiod]) == ["red-mesh"])
      // Roots of one mesh are confined by URI only, so that its own proxies believe any host name.
      #expect(radius.believers(of: "red-mesh", as: [.otherHost]) == ["red-mesh"])
      for other in Self.others {
        #expect(radius.believers(of: other, as: Set(BlastRadius.Claim.Kind.allCases)).isEmpty)
      }
      // Each of three meshes was asked about two gateways of two peers, and three names of its own.
      #expect(radius.claims.count == 21 && radius.claims.count(where: \.isAccepted) == 7)
    }
  }

  @Test func belowASharedRootTheConstraintsOfTheIntermediateCount() throws {
    try Stage.with(.shared) { home in
      let radius = try radius(home, "red-mesh/intermediate")
      #expect(radius.believers(of: "red-mesh", as: [.egress, .ingress]) == Self.others)
      #expect(radius.believers(of: "red-mesh", as: [.istiod]) == ["red-mesh"])
      #expect(radius.believers(of: "red-mesh", as: [.otherHost]).isEmpty)
      for other in Self.others {
        #expect(radius.believers(of: other, as: Set(BlastRadius.Claim.Kind.allCases)).isEmpty)
      }
      let istiod = try #require(radius.claims.first { $0.mesh == "green-mesh" && $0.kind == .istiod })
      #expect(istiod.refusal?.code == "MT-PV-08")
    }
  }

  @Test func aSharedRootIsBelievedForEverything() throws {
    try Stage.with(.shared) { home in
      let radius = try radius(home, "shared/root")
      #expect(radius.claims.count == 21 && radius.claims.allSatisfy { $0.isAccepted })
    }
  }

  private func emergency(_ home: OpenHome, _ authority: String) throws -> Emergency {
    try Emergency(LostKey(authority, home, at: home.now), home.authorities(), home.federation())
  }

  @Test(arguments: ["red-mesh/intermediate", "red-mesh/root"])
  func ofOneMeshOnlyItsOwnHandshakesAreCutOff(authority: String) throws {
    try Stage.with { home in
      let emergency = try emergency(home, authority)
      #expect(emergency.root.name == "red-mesh/root" && emergency.meshes == ["red-mesh"])
      #expect(
        emergency.cutOffs.map { [$0.mesh, $0.peer] } == [
          ["red-mesh", "red-mesh"], ["red-mesh", "green-mesh"], ["red-mesh", "blue-mesh"],
        ])
      #expect(emergency.cutOffs.first?.latest == Stage.start + 86_400)
      #expect(emergency.before.claims.contains { $0.isAccepted })
      #expect(!emergency.after.claims.contains { $0.isAccepted })
      // Whoever believes the thief comes first.
      #expect(
        emergency.steps.map(\.who)
          == [.home, .mesh("green-mesh"), .mesh("blue-mesh"), .mesh("red-mesh"), .mesh("red-mesh")])
      #expect(
        emergency.steps[1].commands
          == ["oc apply -f \(OutputPath("green-mesh", "configmap-red-mesh-ca-root-cert.yaml"))"])
      #expect(emergency.safeRotation.seconds == 2 * 86_400 + 180)
      #expect(try home.plan().isPending == false)
    }
  }

  @Test func aSharedRootCutsEverybodyOff() throws {
    try Stage.with(.shared) { home in
      for authority in ["shared/root", "red-mesh/intermediate"] {
        let emergency = try emergency(home, authority)
        #expect(emergency.root.name == "shared/root" && emergency.meshes == Stage.names)
        #expect(emergency.cutOffs.count == 6)
        #expect(emergency.cutOffs.count { $0.mesh == $0.peer } == 3)
        #expect(!emergency.after.claims.contains { $0.isAccepted })
      }
    }
  }
}
