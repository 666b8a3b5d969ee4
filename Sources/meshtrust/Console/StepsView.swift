import Diagnostics
import Documents
import Federation

/// The steps of several administrators, numbered through.
struct StepsView {
  let administrators: [(mesh: String, steps: [AdministratorStep])]

  func lines(in context: CommandContext) -> [String] {
    var lines: [String] = []
    var number = 0
    for administrator in administrators where !administrator.steps.isEmpty {
      lines.append("\(administrator.mesh):")
      for step in administrator.steps {
        number += 1
        lines.append("  \(number). \(step.what.text(in: context))")
        lines += step.commands.map { "     \($0.text(in: context))" }
        if !step.why.isEmpty { lines.append("     why: \(step.why.text(in: context))") }
      }
    }
    return lines
  }

  /// The steps of one administrator.
  static func node(_ steps: [AdministratorStep]) -> Node {
    .sequence(
      steps.map { step in
        .mapping([
          ("what", .string(step.what.description)),
          ("command", .string(step.commands.joined(separator: "\n").description)),
          ("why", .string(step.why.description)),
        ])
      })
  }

  var node: Node {
    .sequence(
      administrators.map { .mapping([("mesh", .string($0.mesh)), ("steps", Self.node($0.steps))]) })
  }
}
