import Federation
import Testing
import X509

@testable import CA
@testable import Rotation

/// Proxies of some versions use the first of several roots: what they refuse for that stops no step that mends it, and
/// excuses nothing else.
@Suite struct OneRootTests {
  private static let day = LedgerScene.day
  private static let red = LedgerScene.red
  private static let planes = ["controlPlane: {flavour: istio, version: 1.24.4, multiRoot: true}"]

  /// Red became a mesh of one root while its own changes; everybody has been seen with both.
  private static func ledger(_ phase: RotationPhase) throws -> RotationLedger {
    var ledger = try LedgerScene.ledger(phase, planes: ["red-mesh": planes])
      .copy(now: LedgerScene.start + 3 * day)
    let since = LedgerScene.start + day
    ledger.evidence =
      Stage.names.map { DecisionTests.seen(.bundle, at: LedgerScene.start, holder: $0) }
      + [.webhooks, .signer, .serving, .restart].map { DecisionTests.seen($0, at: since) }
    return ledger
  }

  private static func lost(
    _ proof: HandshakeProof, _ after: RotationLedger, before: RotationLedger, excusingKnown: Bool = true
  ) -> RotationRefusal.LostHandshake? {
    do throws(CAError) {
      try OpenHome.require(proof, after, red, before: before, excusingKnown: excusingKnown)
      return nil
    } catch {
      guard case .refused(.rotation(.lostHandshake(let lost))) = error else {
        Issue.record("\(error)")
        return nil
      }
      return lost
    }
  }

  @Test func theStepThatMendsItIsNotStopped() throws {
    let before = try Self.ledger(.signing)
    let after = try Self.ledger(.retiring)
    let proof = try OpenHome.proof(after, Self.red)
    let row = try #require(proof.failing.first { $0.presenter == "red-mesh" })
    #expect(row.holder == "red-mesh" && row.kind == .own)
    #expect(row.failures.allSatisfy { $0.isForOneRoot && $0.bundle == 2 })
    #expect(Self.lost(proof, after, before: before) == nil)
    #expect(Self.lost(proof, after, before: before, excusingKnown: false)?.holder == "red-mesh")
  }

  /// The same chain against the same bundle fails now for the version of the mesh, and later for an intermediate that ended.
  @Test func aChainThatEndsIsNotExcused() throws {
    let ledger = try Self.ledger(.signing)
    let end = ledger.now + 400 * Self.day
    let proof = try HandshakeProof(ledger, until: end)
    let row = try #require(proof.failing.first { $0.presenter == "red-mesh" })
    let cells = row.failures.filter { $0.signer == 2 && $0.bundle == 2 }
    #expect(cells.map(\.isForOneRoot) == [true, false])
    let lost = try #require(Self.lost(proof, ledger, before: ledger))
    #expect(lost.holder == "red-mesh" && !lost.isIstiod && lost.bundle == 2 && lost.time == end)
    // With istiod of red, and the gateways of green and blue.
    #expect(lost.others == 3)
  }

  /// Green verifies with its own bundle, whose versions have the numbers of red's and other contents.
  @Test func theVersionsOfAnotherBundleExcuseNothing() throws {
    var ledger = try LedgerScene.ledger(.distributing, planes: ["green-mesh": Self.planes])
    let green = AuthorityOwner.mesh("green-mesh")
    let own = try ledger.roots(green, 1)
    let both = try ledger.roots(Self.red, 1) + own
    ledger.history.replace(
      green,
      with: [
        BundleVersion(number: 1, certificates: both, since: LedgerScene.start),
        BundleVersion(number: 2, certificates: own, since: LedgerScene.start),
      ])
    let proof = try HandshakeProof(ledger, until: ledger.now)
    let row = try #require(proof.rows.first { $0.presenter == "red-mesh" && $0.holder == "green-mesh" })
    #expect(row.failures.map(\.bundle) == [2])
    #expect(row.failures.allSatisfy { $0.roots == own && !$0.isForOneRoot })
    let lost = try #require(Self.lost(proof, ledger, before: ledger))
    #expect(lost.holder == "green-mesh" && lost.bundle == 2)
  }
}
