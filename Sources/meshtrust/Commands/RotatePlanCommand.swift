import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// `meshtrust rotate plan`: a whole rotation in advance.
struct RotatePlanCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show a whole rotation in advance: who applies and restarts what, and when each step can begin.",
    discussion: Manual.text(
      "The dates are the earliest possible: each step waits for evidence of the previous one, and for every workload's "
        + "renewal. With --to external, also for the answers of whoever signs: `externalLead` of the profile. Nothing is "
        + "changed.",
      examples: [
        "meshtrust rotate plan red-mesh", "meshtrust rotate plan --shared --json",
        "meshtrust rotate plan red-mesh --to external", "meshtrust rotate plan --to shared",
      ],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong",
        .refused: "nothing is issued yet, or a mesh cannot rotate safely",
        .usage: "no such mesh", .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whose the new root is to be: own, external; for all meshes shared or per-mesh.", valueName: "whose"),
    completion: .list(RotationTarget.allCases.map(\.rawValue)))
  var to: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let target: RotationTarget = try to.map { try OptionValue.choice("--to", $0) } ?? .own
    let ledger = try home.rotationLedger(withKeys: false)
    guard target.isMove else { return try show(try root.owner(home), target, ledger, console) }
    guard root.mesh == nil, !root.shared, !output.json else { throw UsageError.conflict(.moveOfAll(to: to ?? "")) }
    if ledger.rotations.isEmpty, let mode = to.flatMap({ RootMode(rawValue: $0) }) {
      try home.checkMove(to: mode, ledger)
    }
    for mesh in ledger.federation.meshes {
      console.print("\(mesh.name):")
      _ = try show(.mesh(mesh.name), target, ledger, console)
    }
    return .done
  }

  private func show(
    _ owner: AuthorityOwner, _ target: RotationTarget, _ ledger: RotationLedger, _ console: Console
  ) throws -> ExitStatus {
    let obstacles = RotationObstacles(ledger, target.isMove ? ledger.rootOwner(of: owner.argument) : owner)
    if ledger.rotation(of: owner) == nil, !target.isMove { try obstacles.check() }
    let forecast = RotationForecast(ledger, owner, to: target)
    let paths = Self.paths(forecast, ledger)
    if output.json {
      console.print(
        .schema(
          "rotate-plan",
          [
            ("steps", .sequence(forecast.steps.map(node))),
            (
              "paths",
              .sequence(
                paths.map { .mapping([("mesh", .string($0.mesh)), ("path", .string($0.path.name.rawValue))]) })
            ),
          ]))
    } else {
      let known = paths.filter { $0.path.name != .maistra }.map { "\($0.mesh): \($0.path.title)" }
      console.print(
        ((known.isEmpty ? [] : [known.joined(separator: "\n")])
          + forecast.steps.enumerated().map { console.text(message($0.offset + 1, $0.element, owner)) })
          .joined(separator: "\n\n"))
    }
    console.say(obstacles.notes)
    return .done
  }

  /// How each mesh that has something to do takes it up.
  private static func paths(
    _ forecast: RotationForecast, _ ledger: RotationLedger
  ) -> [(mesh: String, path: RotationPath)] {
    let names = Set(forecast.steps.flatMap(\.work).map(\.mesh))
    return ledger.federation.meshes.filter { names.contains($0.name) }.map { ($0.name, RotationPath(of: $0)) }
  }

  private func message(_ number: Int, _ step: RotationForecast.Step, _ owner: AuthorityOwner) -> Message {
    let verb = step.phase == .distributing ? "start" : "next"
    let date = step.earliest.map { "not before \($0)" } ?? "in progress"
    let command: Message =
      step.earliest == nil ? "" : ": \(verb == "start" ? start(owner) : .meshtrust("rotate", verb, owner.argument))"
    var lines: [Message] = ["\(number). \(step.phase.rawValue), \(date)\(command)"]
    if step.phase == .steady { lines.append("   the old root's key is destroyed") }
    for answer in step.answers {
      lines.append(
        "   \(answer.mesh): `\(.meshtrust("request", answer.mesh, "--as", "intermediate"))`, whose answer is expected by "
          + "\(answer.expected.day)")
    }
    for (mesh, steps) in step.work {
      lines.append("   \(mesh)")
      for step in steps { lines += step.commands.map { "     \($0)" } + ["       # \(step.what)"] }
    }
    return lines.joined(separator: "\n")
  }

  private func start(_ owner: AuthorityOwner) -> SuggestedCommand {
    switch to {
    case nil: .meshtrust("rotate", "start", owner.argument)
    case "external": .meshtrust("rotate", "start", owner.argument, "--to", "external", "--root", "FILE")
    case "own": .meshtrust("rotate", "start", owner.argument, "--to", "own")
    case let mode?: .meshtrust("rotate", "start", "--to", mode)
    }
  }

  private func node(_ step: RotationForecast.Step) -> Node {
    .mapping([
      ("phase", .string(step.phase.rawValue)), ("earliest", .optional(step.earliest?.description)),
      (
        "answers",
        .sequence(
          step.answers.map {
            .mapping([("mesh", .string($0.mesh)), ("expected", .string($0.expected.description))])
          })
      ),
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
                      ("command", .string(step.commands.joined(separator: "\n").description)),
                      ("reason", .string(step.what.description)),
                    ])
                  })
              ),
            ])
          })
      ),
    ])
  }
}
