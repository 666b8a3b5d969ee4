import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import Signers
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
    let seen = GatheringView(observations: try home.observations().filter { ledger.isGathered($0.mesh) })
    if output.json {
      console.print(
        .schema(
          "rotate-status",
          [("rotations", .sequence(ledger.rotations.map { node($0, ledger) })), ("observations", seen.node)]))
      return .done
    }
    guard !ledger.rotations.isEmpty else {
      console.print(console.text("every root is steady\nnext: \(.meshtrust("rotate", "start", "MESH"))"))
      return .done
    }
    var parts = ledger.rotations.map { text($0, ledger, console) }
    if !seen.observations.isEmpty {
      parts.append(
        (["what the clusters showed (\(seen.times.joined(separator: ", "))):"] + seen.lines(on: console.page, indent: 2))
          .joined(separator: "\n"))
    }
    console.print(parts.joined(separator: "\n\n"))
    return .done
  }

  private func text(_ rotation: RootRotation, _ ledger: RotationLedger, _ console: Console) -> String {
    let gates = RotationMachine(ledger, rotation.owner).gates()
    var lines = [
      "\(rotation.owner)/root: \(rotation.phase.rawValue) since \(rotation.since), generation \(rotation.leaving) -> "
        + "\(rotation.arriving)\(rotation.isBackwards ? ", reversed" : "")"
        + "\(rotation.isCompromised ? ", compromised" : "")\(rotation.reason.isEmpty ? "" : " (\(rotation.reason))")"
    ]
    var table = Table("GATE", "MESH", "FOR", "STATE")
    for gate in gates {
      let state = gate.isOpen ? "open" : gate.opens.map { "opens \($0)" } ?? "closed"
      table.add(gate.need.title, gate.holder, gate.mesh, state)
    }
    lines += table.lines(on: console.page, indent: 2) + answers(gates, console) + ways(gates, console)
    lines += ledger.signersOfNextStep(rotation).map { "  the next step needs \($0.words), at \($0)" }
    lines += contradictions(rotation, ledger)
    lines += words(rotation, ledger)
    lines += clocks(rotation, ledger)
    lines.append(console.text("next: \(Gate.advice(on: gates, of: rotation.owner))"))
    return lines.joined(separator: "\n")
  }

  /// What another authority still has to sign, since when, and how it is told to.
  private func answers(_ gates: [Gate], _ console: Console) -> [String] {
    let waiting = gates.filter { $0.need == .answerInstalled && !$0.isOpen }
    return waiting.flatMap { gate -> [String] in
      let recipe = SuggestedCommand.meshtrust("request", gate.mesh, "--as", "intermediate", "--recipe", "text")
      return ["  \(gate.waitsFor)", console.text("    how to sign it: \(recipe)")]
    }
  }

  /// What opens the gates that are shut, each on a line of its own, where it can be copied.
  private func ways(_ gates: [Gate], _ console: Console) -> [String] {
    let shut = gates.filter { !$0.isOpen }
    func lines(_ head: String, _ ways: [Message]) -> [String] {
      var seen: Set<Message> = [""]
      let lines = ways.filter { seen.insert($0).inserted }.map { "    \(console.text($0))" }
      return lines.isEmpty ? [] : ["  \(head)"] + lines
    }
    return lines("what opens them:", shut.filter { $0.opens == nil }.map(\.next))
      + lines("sooner, if it is true:", shut.filter { $0.opens != nil }.map(\.shortcut))
  }

  /// What was seen that speaks against a holder.
  private func contradictions(_ rotation: RootRotation, _ ledger: RotationLedger) -> [String] {
    RotationMachine(ledger, rotation.owner).contradictions.map { evidence in
      "  against `\(evidence.holder)` for \(evidence.mesh), \(evidence.time): "
        + "\(evidence.object.map { $0 + ", " } ?? "")\(evidence.source)"
    }
  }

  /// What rests on somebody's word.
  private func words(_ rotation: RootRotation, _ ledger: RotationLedger) -> [String] {
    ledger.evidence(of: rotation).filter { $0.claimant != nil }.map { "  \($0.holder) for \($0.mesh): \($0.source)" }
  }

  /// What was done at a time that --now had set.
  private func clocks(_ rotation: RootRotation, _ ledger: RotationLedger) -> [String] {
    var lines: [String] = []
    if let clock = rotation.clock {
      lines.append("  --now set the time of this step to \(rotation.since); the system's time was \(clock)")
    }
    let items = ledger.evidence(of: rotation)
    let set = items.filter { $0.clock != nil }
    if let last = set.last, let clock = last.clock {
      lines.append(
        "  --now set the time of \(set.count) of \(items.count) pieces of evidence, of the last one to \(last.time); the "
          + "system's time was \(clock)")
    }
    return lines
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
        .sequence(gates.map(\.node))
      ),
      ("clock", .optional(rotation.clock?.description)),
      (
        "evidence",
        .sequence(ledger.evidence(of: rotation).map(\.node))
      ),
    ])
  }
}

extension Evidence {
  /// The evidence as JSON.
  var node: Node {
    .mapping([
      ("holder", .string(holder)), ("mesh", .string(mesh)), ("kind", .string(kind.rawValue)),
      ("version", .int(version)),
      ("time", .string(time.description)), ("source", .string(source)), ("claimant", .optional(claimant)),
      ("cluster", .optional(cluster)), ("object", .optional(object)), ("uid", .optional(uid)),
      ("resourceVersion", .optional(resourceVersion)),
      ("clock", .optional(clock?.description)),
    ])
  }
}
