import Federation
import Testing
import X509

@testable import CA
@testable import Rotation

/// Sidecars to which istiod sends no roots of peers: what they refuse anyway stops no step, what they would refuse does.
@Suite struct CutOffTests {
  private static let green = AuthorityOwner.mesh("green-mesh")
  private static let planes = ["green-mesh": ["controlPlane: {flavour: istio, version: 1.29.4, multiRoot: false}"]]

  /// - Parameter isBelow: Whether green's own bundle has red's root, too: one corporate root above both.
  private static func ledger(_ phase: RotationPhase, isBelow: Bool) throws -> RotationLedger {
    var ledger = try LedgerScene.ledger(phase, planes: planes)
    guard isBelow else { return ledger }
    let roots = try ledger.roots(LedgerScene.red, 1) + ledger.roots(green, 1)
    ledger.history.replace(green, with: [BundleVersion(number: 1, certificates: roots, since: LedgerScene.start)])
    return ledger
  }

  private static func proof(_ ledger: RotationLedger) throws -> HandshakeProof {
    try HandshakeProof(ledger, until: ledger.now)
  }

  @Test(arguments: [false, true])
  func whoHasTheRootInItsOwnBundleIsNotCutOff(isBelow: Bool) throws {
    let before = try Self.ledger(.steady, isBelow: isBelow)
    let after = try Self.ledger(.signing, isBelow: isBelow)
    let former = try Self.proof(before)
    let proof = try Self.proof(after)
    let row = try #require(proof.failing.first { $0.presenter == "red-mesh" && $0.holder == "green-mesh" })
    #expect(row.isCutOff(in: [before.federation, after.federation], before: former) == !isBelow)
  }

  @Test(arguments: [false, true])
  func whatWasRefusedBeforeStopsNoStep(excusingKnown: Bool) throws {
    let before = try Self.ledger(.steady, isBelow: false)
    let after = try Self.ledger(.distributing, isBelow: false)
    let proof = try Self.proof(after)
    #expect(!proof.holds)
    try OpenHome.require(proof, after, LedgerScene.red, before: before, excusingKnown: excusingKnown)
    let corporate = try Self.ledger(.steady, isBelow: true)
    #expect(throws: CAError.self) {
      try OpenHome.require(proof, after, LedgerScene.red, before: corporate, excusingKnown: excusingKnown)
    }
  }

  @Test func onlyOtherSidesThatTheStepBreaksAreCounted() throws {
    let before = try Self.ledger(.steady, isBelow: true)
    let after = try Self.ledger(.distributing, isBelow: false)
    let proof = try Self.proof(after)
    do throws(CAError) {
      try OpenHome.require(proof, after, LedgerScene.red, before: before)
      Issue.record("a handshake is lost")
    } catch {
      guard case .refused(.rotation(.lostHandshake(let lost))) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(lost.holder == "green-mesh" && lost.others == 0)
    }
  }

  @Test(arguments: [(false, "2 sides fail"), (true, "1 side fails")])
  func theCountOfSidesIsWords(isBelow: Bool, words: String) throws {
    let proof = try Self.proof(Self.ledger(.steady, isBelow: isBelow))
    #expect(proof.summaryOfFailures == words)
  }
}
