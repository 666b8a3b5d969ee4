import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// Migrations: their plan, their state and their steps.
struct MigrationView {
  private let console: Console

  init(_ console: Console) {
    self.console = console
  }

  // MARK: - The plan

  func text(_ plan: MigrationPlan) -> String {
    let migration = plan.migration
    var lines = [
      "\(migration.mesh): from \(ControlPlane.Flavour.maistra.title) to Istio \(migration.version) of the Sail operator",
      "",
    ]
    for (index, step) in plan.steps.enumerated() {
      lines.append("\(index + 1). \(step.phase.rawValue)\(index == 0 ? console.text(command(migration)) : "")")
      for (mesh, steps) in step.work {
        lines.append("   \(mesh)")
        for step in steps {
          lines += step.commands.map { "     \(console.text($0))" } + ["       # \(console.text(step.what))"]
          let why = console.text(step.why)
          if !why.isEmpty { lines.append("       # \(why)") }
        }
      }
      lines.append("")
    }
    lines.append("What will be weaker afterwards:")
    lines += plan.losses.map { "- \($0)" }
    return lines.joined(separator: "\n")
  }

  private func command(_ migration: MeshMigration) -> Message {
    guard migration.phase == .preparing, migration.step == 1 else { return "" }
    let start = SuggestedCommand.meshtrust(
      "migrate", "start", migration.mesh, "--to", migration.flavour.rawValue, "--version", migration.version)
    return ": \(start)"
  }

  func node(_ plan: MigrationPlan) -> Node {
    .schema(
      "migrate-plan",
      [
        ("mesh", .string(plan.migration.mesh)), ("to", .string(plan.migration.flavour.rawValue)),
        ("version", .string(plan.migration.version)),
        (
          "steps",
          .sequence(
            plan.steps.map { step in
              .mapping([
                ("phase", .string(step.phase.rawValue)),
                (
                  "work",
                  .sequence(
                    step.work.map { work in
                      .mapping([
                        ("mesh", .string(work.mesh)),
                        (
                          "commands",
                          .sequence(
                            work.steps.map { step in
                              .mapping([
                                ("command", .string(step.commands.map(console.text).joined(separator: "\n"))),
                                ("reason", .string(console.text(step.what))),
                              ])
                            })
                        ),
                      ])
                    })
                ),
              ])
            })
        ), ("losses", .strings(plan.losses)),
      ])
  }

  // MARK: - The state

  func text(_ machine: MigrationMachine) -> String {
    let migration = machine.migration
    let gates = machine.gates
    var lines = [
      "\(migration.mesh): \(state(migration)) since \(migration.since), to Istio \(migration.version)"
        + (migration.reason.isEmpty ? "" : " (\(migration.reason))")
    ]
    var table = Table("GATE", "MESH", "STATE")
    for gate in gates { table.add(gate.need.title, gate.holder, gate.isOpen ? "open" : "closed") }
    lines += table.lines(on: console.page, indent: 2)
    let shut = gates.filter { !$0.isOpen }
    var seen: Set<Message> = []
    let ways = shut.map(\.next).filter { seen.insert($0).inserted }
    if !ways.isEmpty { lines += ["  what opens them:"] + ways.map { "    \(console.text($0))" } }
    lines += gates.compactMap(\.source).map { "  \($0)" }
    lines.append(
      console.text(
        shut.isEmpty
          ? "next: every gate is open: \(.meshtrust("migrate", "next", migration.mesh))"
          : "next: \(shut[0].next)  (\(shut[0].waitsFor))"))
    return lines.joined(separator: "\n")
  }

  private func state(_ migration: MeshMigration) -> String {
    migration.isAborting ? "restoring" : migration.phase.rawValue
  }

  /// A migration as a document of its own.
  func document(_ machine: MigrationMachine) -> Node { .schema("migrate-gates", fields(machine)) }

  func node(_ machine: MigrationMachine) -> Node { .mapping(fields(machine)) }

  private func fields(_ machine: MigrationMachine) -> [(String, Node)] {
    let migration = machine.migration
    return [
      ("mesh", .string(migration.mesh)), ("to", .string(migration.flavour.rawValue)),
      ("version", .string(migration.version)), ("phase", .string(state(migration))),
      ("since", .string(migration.since.description)), ("step", .int(migration.step)),
      (
        "gates",
        .sequence(
          machine.gates.map { gate in
            .mapping([
              ("need", .string(gate.need.rawValue)), ("holder", .string(gate.holder)), ("open", .bool(gate.isOpen)),
              ("source", .optional(gate.source)), ("waitsFor", .optional(gate.isOpen ? nil : gate.waitsFor)),
              ("next", .optional(gate.isOpen ? nil : gate.next.description)),
            ])
          })
      ),
    ]
  }

  // MARK: - A step

  func show(_ taken: MigrationStepTaken, _ mesh: String, _ home: OpenHome, json: Bool) {
    let migration = taken.outcome.migration
    let phase = migration.map(state) ?? "finished"
    let count = taken.proofs.reduce(0) { $0 + $1.verifications }
    if json {
      return console.print(
        .schema(
          "migrate",
          [
            ("mesh", .string(mesh)), ("phase", .string(phase)), ("verifications", .int(count)),
            ("written", .strings(taken.outcome.written)),
          ]))
    }
    // Both proofs have the same sides.
    let unknown = taken.proofs.first?.rows.count(where: \.isUnknown) ?? 0
    let known = unknown == 0 ? "every handshake" : "every handshake that can be verified"
    var lines = [
      "\(mesh) is \(phase)",
      "proof: \(known) holds with the old control plane and with the new one, \(count) verifications"
        + (unknown == 0 ? "" : "; \(unknown) \(unknown == 1 ? "side is" : "sides are") unknown"),
    ]
    if let migration {
      lines += taken.outcome.written.map {
        "wrote \(home.outputFolder(of: $0))/migration/\(migration.stepName)/README.md".printable
      }
      lines.append(
        console.text("next: send each folder to its administrator, then: \(.meshtrust("migrate", "status"))"))
    } else {
      lines += taken.outcome.written.map { "wrote \(home.outputFolder(of: $0))".printable }
    }
    console.print(lines.joined(separator: "\n"))
  }
}
