import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// `meshtrust rotate status`: the state of each rotation.
struct RotateStatusCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the state of each rotation, what each gate waits for, and when it can open at the earliest.",
    discussion: Manual.text(
      examples: ["meshtrust rotate status", "meshtrust rotate status --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let ledger = try home.rotationLedger(withKeys: false)
    if output.json {
      console.print(.schema("rotate-status", [("rotations", .sequence(ledger.rotations.map { node($0, ledger) }))]))
      return .done
    }
    guard !ledger.rotations.isEmpty else {
      console.print(console.text("every root is steady\nnext: \(.meshtrust("rotate", "start", "MESH"))"))
      return .done
    }
    console.print(ledger.rotations.map { text($0, ledger, console) }.joined(separator: "\n\n"))
    return .done
  }

  private func text(_ rotation: RootRotation, _ ledger: RotationLedger, _ console: Console) -> String {
    let gates = RotationMachine(ledger, rotation.owner).gates()
    var lines = [
      "\(rotation.owner)/root: \(rotation.phase.rawValue) since \(rotation.since), generation \(rotation.leaving) -> "
        + "\(rotation.arriving)\(rotation.isBackwards ? ", reversed" : "")"
        + "\(rotation.isCompromised ? ", compromised" : "")\(rotation.reason.isEmpty ? "" : " (\(rotation.reason))")"
    ]
    var table = Table("GATE", "MESH", "FOR", "STATE", "NEXT")
    for gate in gates {
      let state = gate.isOpen ? "open" : gate.opens.map { "opens \($0)" } ?? "closed"
      table.add(
        gate.need.title, gate.holder, gate.mesh, state,
        gate.isOpen || gate.opens != nil ? "" : console.text(gate.next))
    }
    lines += table.lines(indent: 2)
    lines.append(console.text(next(gates, rotation.owner)))
    return lines.joined(separator: "\n")
  }

  private func next(_ gates: [Gate], _ owner: AuthorityOwner) -> Message {
    let command = SuggestedCommand.meshtrust("rotate", "next", owner.argument)
    let shut = gates.filter { !$0.isOpen }
    if shut.isEmpty { return "next: every gate is open:  \(command)  (which proves every handshake first)" }
    if let waiting = shut.first(where: { $0.opens == nil }) {
      return "next: \(waiting.next)  (\(waiting.waitsFor))"
    }
    return "next: on \(shut.compactMap(\.opens).max().map { "\($0)" } ?? ""): \(command)"
  }

  private func node(_ rotation: RootRotation, _ ledger: RotationLedger) -> Node {
    let gates = RotationMachine(ledger, rotation.owner).gates()
    let opens = gates.allSatisfy { $0.isOpen || $0.opens != nil } ? gates.compactMap(\.opens).max() ?? ledger.now : nil
    return .mapping([
      ("root", .string("\(rotation.owner)/root")), ("phase", .string(rotation.phase.rawValue)),
      ("since", .string(rotation.since.description)), ("started", .string(rotation.started.description)),
      ("leaving", .int(rotation.leaving)), ("arriving", .int(rotation.arriving)),
      ("backwards", .bool(rotation.isBackwards)), ("compromised", .bool(rotation.isCompromised)),
      ("reason", .string(rotation.reason)), ("earliestNext", .optional(opens?.description)),
      (
        "gates",
        .sequence(
          gates.map { gate in
            .mapping([
              ("need", .string(gate.need.rawValue)), ("holder", .string(gate.holder)), ("mesh", .string(gate.mesh)),
              ("open", .bool(gate.isOpen)), ("opens", .optional(gate.opens?.description)),
              ("waitsFor", .optional(gate.isOpen ? nil : gate.waitsFor)),
              ("next", .optional(gate.isOpen ? nil : gate.next.description)),
            ])
          })
      ),
    ])
  }
}
