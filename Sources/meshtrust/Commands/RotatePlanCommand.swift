import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// `meshtrust rotate plan`: a whole rotation in advance.
struct RotatePlanCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show a whole rotation in advance: who applies and restarts what, and when each step can begin.",
    discussion: Manual.text(
      "The dates are the earliest possible: each step waits for evidence of the previous one, and for every workload's "
        + "renewal. Nothing is changed.",
      examples: ["meshtrust rotate plan red-mesh", "meshtrust rotate plan --shared --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .usage: "no such mesh", .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let owner = try root.owner(home)
    let forecast = RotationForecast(try home.rotationLedger(withKeys: false), owner)
    if output.json {
      console.print(.schema("rotate-plan", [("steps", .sequence(forecast.steps.map(node)))]))
    } else {
      console.print(
        forecast.steps.enumerated().map { text($0.offset + 1, $0.element, owner) }.joined(separator: "\n\n"))
    }
    return .done
  }

  private func text(_ number: Int, _ step: RotationForecast.Step, _ owner: AuthorityOwner) -> String {
    let target = owner.argument
    let date = step.earliest.map { "not before \($0)" } ?? "in progress"
    let command =
      step.earliest == nil
      ? "" : ": meshtrust rotate \(step.phase == .distributing ? "start" : "next") \(target)\(home.hint)"
    var lines = ["\(number). \(step.phase.rawValue), \(date)\(command)"]
    if step.phase == .steady { lines.append("   the old root's key is destroyed") }
    for (mesh, commands) in step.work {
      lines.append("   \(mesh)")
      for item in commands { lines += ["     \(item.command)", "       # \(item.reason)"] }
    }
    return lines.joined(separator: "\n")
  }

  private func node(_ step: RotationForecast.Step) -> Node {
    .mapping([
      ("phase", .string(step.phase.rawValue)), ("earliest", .optional(step.earliest?.description)),
      (
        "work",
        .sequence(
          step.work.map { work in
            .mapping([
              ("mesh", .string(work.mesh)),
              (
                "commands",
                .sequence(
                  work.commands.map {
                    .mapping([("command", .string($0.command)), ("reason", .string($0.reason))])
                  })
              ),
            ])
          })
      ),
    ])
  }
}
