import Cryptography
import Diagnostics
import Federation
import SPIFFE
import Testing
import X509

@testable import CA
@testable import Rotation

extension GateTests {
  // MARK: - What to do next

  static func gate(
    _ name: String, isOpen: Bool = false, opens: Timestamp? = nil, shortcut: Message = ""
  ) -> Gate {
    Gate(
      need: .holdsArriving, holder: name, mesh: "red-mesh", isOpen: isOpen, opens: opens, waitsFor: "waits for \(name)",
      next: "do \(name)", shortcut: shortcut)
  }

  @Test func `the advice is the one thing that the step waits for`() {
    func advice(_ gates: [Gate]) -> String { Gate.advice(on: gates, of: Self.red).description }
    let (early, late) = (Self.start + 60, Self.start + Self.day)
    let open = Self.gate("a", isOpen: true)
    #expect(advice([open]).contains("every gate is open"))
    // Evidence that somebody has to bring comes before any wait.
    let asked = advice([open, Self.gate("b", opens: late), Self.gate("c"), Self.gate("d")])
    #expect(asked.contains("do c") && !asked.contains("do d") && !asked.contains("every gate"))
    // Otherwise the last gate decides, with what opens it sooner.
    for gates in [
      [Self.gate("b", opens: early, shortcut: "skip b"), Self.gate("c", opens: late, shortcut: "skip c")],
      [Self.gate("c", opens: late, shortcut: "skip c"), Self.gate("b", opens: early, shortcut: "skip b"), open],
    ] {
      let told = advice(gates)
      #expect(told.contains("\(late)") && !told.contains("\(early)"))
      #expect(told.contains("skip c") && !told.contains("skip b"))
    }
    let alone = advice([Self.gate("b", opens: early, shortcut: "skip b"), Self.gate("c", opens: late)])
    #expect(alone.contains("\(late)") && !alone.contains("skip") && !alone.contains("waits for"))
  }

  @Test func `the evidence of a phase is that of its meshes since it began`() throws {
    var ledger = try LedgerScene.ledger(.signing)
    let rotation = try #require(ledger.rotation(of: Self.red))
    let all = [
      Self.seen(.signer, 2, at: rotation.since), Self.seen(.signer, 2, at: rotation.since + -1),
      Self.seen(.bundle, 2, at: rotation.since, holder: "green-mesh"),
      Self.seen(.bundle, 1, at: rotation.since, mesh: "green-mesh"),
    ]
    ledger.evidence = all
    #expect(ledger.evidence(of: rotation) == [all[0], all[2]])
  }
}
