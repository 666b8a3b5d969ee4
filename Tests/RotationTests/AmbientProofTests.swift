import CA
import Federation
import Files
import Foundation
import Rotation
import SystemPackage
import Testing
import X509

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

  /// What a ztunnel verifies with is in its mesh's own file, whatever the peer publishes.
  @Test(arguments: [(", poolInRoot: true", true), ("", false)])
  func aPeerIsBelievedOnlyByTheRootsInTheHoldersFile(pool: String, holds: Bool) throws {
    let ambient = ["dataPlane: ambient", "controlPlane: {flavour: sail, version: v1.28.1\(pool)}"]
    let ledger = try LedgerScene.ledger(.retiring, every: ambient)
    let proof = try HandshakeProof(ledger, until: ledger.now)
    let last = ledger.signers["red-mesh"]?.last?.number
    let seen = proof.rows.filter { $0.presenter == "red-mesh" && $0.kind == .federation }
    #expect(seen.count == 2)
    for row in seen {
      let cells = row.cells.filter { $0.signer == last }
      // With the pool some states fail, too: nobody has seen yet that the new root is there.
      let passing = cells.filter { $0.verdict == .passes }
      #expect(passing.isEmpty == !holds, "\(row.holder)")
    }
    #expect(proof.rows.filter { $0.kind == .own }.allSatisfy { $0.cells.contains { $0.verdict == .passes } })
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
