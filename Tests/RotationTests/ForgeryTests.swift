import Cryptography
import Diagnostics
import Federation
import Kubernetes
import Rotation
import TLS
import Testing
import X509

@testable import CA

@Suite struct ForgeryTests {
  @Test(arguments: RootMode.allCases)
  func everybodyRefusesWhatAnotherIntermediateSigns(roots: RootMode) throws {
    try Stage.with(roots) { home in
      let report = try Rehearsal(RehearsalScene(home, at: home.now)).report(forging: true)
      let forgeries = try #require(report.forgeries)
      // Two forgers for each of three victims; each victim as egress, ingress, workload and istiod.
      #expect(forgeries.count == 24 && report.problems.isEmpty)
      for role in Forgery.Role.allCases { #expect(forgeries.count { $0.role == role } == 6) }
      // Under one root only the name constraints stand in the way (47), otherwise the root itself does (20).
      let expected: Int32 = roots == .shared ? 47 : 20
      for forgery in forgeries {
        #expect(!forgery.isAccepted && forgery.verdict.refusal != nil && forgery.verdict.alert != nil)
        #expect(forgery.verdict.library?.number == expected, "\(forgery)")
      }
      let gateway = try #require(forgeries.first { $0.role == .egress && $0.victim == "green-mesh" })
      #expect(Set(gateway.verifiers) == ["red-mesh", "blue-mesh"])
      let istiod = try #require(forgeries.first { $0.role == .istiod && $0.victim == "green-mesh" })
      #expect(istiod.identity == "istiod-green-mesh.green-mesh-system.svc" && istiod.verifiers == ["green-mesh"])
    }
  }

  /// An intermediate that somebody else issued below the shared root, with these constraints.
  private func scene(_ home: OpenHome, _ constraints: NameConstraints?) throws -> RehearsalScene {
    var scene = try RehearsalScene(home, at: home.now)
    let root = try home.compromisedKey(of: "shared/root")
    let old = try #require(scene["red-mesh"]?.material?.intermediate)
    let key = try PrivateKey.generate(.p256)
    let intermediate = try root.signed(
      CertificateTemplate(
        serialNumber: .random(), validity: old.validity, subject: old.subject, publicKey: key.publicKey.components,
        subjectAlternativeNames: old.extensions.subjectAlternativeNames ?? [],
        basicConstraints: BasicConstraints(isAuthority: true, pathLength: 0), keyUsage: [.keyCertSign, .cRLSign],
        nameConstraints: constraints))
    let federation = try home.federation()
    scene.change("red-mesh") { party in
      party.issuer = ThrowawayIssuer(chain: [intermediate], key: key, federation: federation)
      party.material?.intermediate = intermediate
      party.material?.chain = [intermediate]
    }
    return scene
  }

  @Test func withoutConstraintsASharedRootLetsRedPoseAsEverybody() throws {
    try Stage.with(.shared) { home in
      let report = try Rehearsal(scene(home, nil)).report(forging: true)
      let believed = try #require(report.forgeries).filter(\.isAccepted)
      #expect(believed.count == 8 && believed.allSatisfy { $0.forger == "red-mesh" })
      #expect(report.problems.count == 8 && report.problems.allSatisfy { $0.code == "MT-RH-03" })
      #expect(report.handshakes.allSatisfy { $0.isEstablished })
    }
  }

  @Test func withConstraintsOnURIsAloneRedStillPosesAsIstiod() throws {
    try Stage.with(.shared) { home in
      let constraints = NameConstraints(permitted: [.uri(Array("red-mesh.local".utf8))])
      let report = try Rehearsal(scene(home, constraints)).report(forging: true)
      let believed = try #require(report.forgeries).filter(\.isAccepted)
      #expect(believed.map(\.role) == [.istiod, .istiod] && believed.allSatisfy { $0.forger == "red-mesh" })
    }
  }
}
