import CA
import Federation
import Files
import Foundation
import SystemPackage
import Testing
import Verifier
import X509

@testable import Rotation

/// The proof of a rotation verifies as ztunnels do, where ztunnels verify.
@Suite struct AmbientProofTests {
  private static let start = RotatingHome.start

  /// A mesh whose certificates were issued for sidecars, and that turns ambient.
  private func turningAmbient(_ version: String, _ body: (RotatingHome) throws -> Void) throws {
    let plane = "{flavour: sail, version: \(version)}"
    try RotatingHome.with(meshes: ["red-mesh"], controlPlane: plane) { home in
      let path = home.folder + "/federation.yaml"
      let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
      let ambient = text.replacingOccurrences(
        of: "    controlPlane:", with: "    dataPlane: ambient\n    controlPlane:")
      try FileSystem.write(Array(ambient.utf8), to: path, permissions: .shared)
      try body(home)
    }
  }

  private func codes(_ home: RotatingHome) throws -> Set<String> {
    let ledger = try home.at(Self.start).rotationLedger()
    let proof = try HandshakeProof(ledger, until: Self.start + 3600)
    return Set(
      proof.failing.flatMap(\.failures).compactMap { cell in
        if case .fails(let code, _) = cell.verdict { code } else { nil }
      })
  }

  @Test func constrainedChainsAreRefused() throws {
    try turningAmbient("v1.30.1") { home in
      let found = try codes(home)
      #expect(found == ["MT-PV-23"])
    }
  }

  @Test func olderZtunnelsIgnoreConstraints() throws {
    try turningAmbient("v1.28.1") { home in
      let found = try codes(home)
      #expect(found.isEmpty)
    }
  }

  /// Ztunnels let in no other trust domain than their own, whatever is in their mesh's file and whatever the peer publishes.
  @Test(arguments: [", poolInRoot: true", ""])
  func noPeerOfAnotherTrustDomainIsBelieved(pool: String) throws {
    let ambient = ["dataPlane: ambient", "controlPlane: {flavour: sail, version: v1.28.1\(pool)}"]
    let ledger = try LedgerScene.ledger(.retiring, every: ambient)
    let proof = try HandshakeProof(ledger, until: ledger.now)
    let seen = proof.rows.filter { $0.presenter == "red-mesh" && $0.kind == .federation }
    #expect(seen.count == 2)
    #expect(seen.allSatisfy { $0.failures.count == $0.cells.count })
    #expect(proof.rows.filter { $0.kind == .own }.allSatisfy { $0.cells.contains { $0.verdict == .passes } })
    #expect(!ledger.federation.hasRoots(of: "red-mesh", at: "green-mesh"))
    guard !pool.isEmpty else { return }
    let joined = try LedgerScene.federation(every: ambient + ["trustDomain: colours.local"])
    #expect(joined.hasRoots(of: "red-mesh", at: "green-mesh"))
  }

  /// Sidecars of some versions use the first root of all that they are given: their mesh's own.
  @Test(arguments: [("1.24.4", false), ("1.24.5", true)])
  func whoUsesOneRootBelievesNoPeerAndNoSecondRoot(version: String, holds: Bool) throws {
    let plane = ["controlPlane: {flavour: istio, version: \(version), multiRoot: true}"]
    let before = try LedgerScene.ledger(.steady, planes: ["green-mesh": plane])
    let proof = try HandshakeProof(before, until: before.now)
    let row = try #require(proof.rows.first { $0.presenter == "red-mesh" && $0.holder == "green-mesh" })
    #expect(row.failures.isEmpty == holds)
    #expect(before.federation.hasRoots(of: "red-mesh", at: "green-mesh") == holds)
    // The bundle with both roots is no better than its first one.
    let signing = try LedgerScene.ledger(.signing, planes: ["red-mesh": plane])
    let own = try HandshakeProof(signing, until: signing.now).rows.first {
      $0.presenter == "red-mesh" && $0.kind == .own
    }
    let cell = try #require(own?.cells.first { $0.signer == 2 && $0.bundle == 2 })
    #expect((cell.verdict == .passes) == holds)
  }

  /// What a rehearsal of the same files says, a proof says: they have one judge.
  @Test(arguments: [
    "controlPlane: {flavour: istio, version: 1.29.4, multiRoot: true}",
    "controlPlane: {flavour: istio, version: 1.24.4}",
    "controlPlane: {flavour: istio, version: 1.29.4, multiRoot: false}",
    "controlPlane: {flavour: istio, version: 1.29.4, signer: spire}", "controlPlane: {flavour: maistra, version: v2.6}",
  ])
  func aProofIsNoKinderThanWhatIsHeld(plane: String) throws {
    let ledger = try LedgerScene.ledger(.steady, planes: ["green-mesh": [plane]])
    let proof = try HandshakeProof(ledger, until: ledger.now)
    let green = try #require(ledger.materials().first { $0.mesh.name == "green-mesh" })
    let held = HeldTrust(green.mesh, green.material)
    for row in proof.rows where row.holder == "green-mesh" && row.kind != .istiod {
      let chain = try LedgerScene.chain(of: row.presenter, ledger)
      let refusal = held.verifier.refusal(of: chain, from: .workload(nil), at: ledger.now)
      #expect(row.failures.isEmpty == (refusal == nil), "\(row.presenter)")
    }
  }

  /// Without ISTIO_MULTIROOT_MESH istiod sends sidecars no roots of peers, whatever is published.
  @Test(arguments: [(", multiRoot: true", true), ("", true), (", multiRoot: false", false)])
  func sidecarsThatGetNoRootsOfPeersBelieveNoPeer(setting: String, holds: Bool) throws {
    let plane = ["controlPlane: {flavour: istio, version: 1.29.4\(setting)}"]
    let ledger = try LedgerScene.ledger(.steady, planes: ["green-mesh": plane])
    let proof = try HandshakeProof(ledger, until: ledger.now)
    let row = try #require(proof.rows.first { $0.presenter == "red-mesh" && $0.holder == "green-mesh" })
    #expect(row.failures.isEmpty == holds)
    #expect(ledger.federation.hasRoots(of: "red-mesh", at: "green-mesh") == holds)
    // Who sends all of them is not concerned.
    #expect(proof.failing.allSatisfy { $0.holder == "green-mesh" && $0.kind == .federation })
  }

  @Test func theRotationAwayFromThemIsNotStopped() throws {
    try turningAmbient("v1.30.1") { home in
      let owner = AuthorityOwner.mesh("red-mesh")
      let begun = try home.at(Self.start).rotate(owner, .start(.init()))
      #expect(!begun.proof.holds)
      try home.seeAll(owner, at: Self.start + 60)
      let signing = try home.at(Self.start + 60 + RotatingHome.day).rotate(owner, .next)
      let last = signing.proof.rows.flatMap(\.cells).map(\.signer).max()
      let late = signing.proof.failing.flatMap(\.failures).filter { $0.signer == last }
      #expect(late.isEmpty)
    }
  }
}
