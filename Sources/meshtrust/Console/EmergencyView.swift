import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// An emergency, real or as a drill.
struct EmergencyView {
  private let emergency: Emergency

  init(_ emergency: Emergency) {
    self.emergency = emergency
  }

  func text(in context: CommandContext, on page: Page) -> String {
    let lost = emergency.before.authority.name
    let before = BlastRadiusView(emergency.before)
    var lines = [
      "If the key of \(lost) is compromised, \(emergency.root.name) must be replaced. Nothing is changed now.", "",
    ]
    lines +=
      ["until then the thief could impersonate:"] + before.table(on: page.indented(2)).map { "  " + $0 } + [
        "  " + before.summary, "",
      ]
    lines.append("the shortest safe order:")
    for (index, step) in emergency.steps.enumerated() {
      let who = if case .mesh(let mesh) = step.who { "\(mesh): " } else { "" }
      lines.append("  \(index + 1). \(who)\(step.what.text(in: context))")
      lines += step.commands.map { "       \($0.text(in: context))" }
      lines.append("     \(step.effect.text(in: context))")
    }
    lines += ["", "cut off until then:"] + cutOffs
    lines += ["", "why that is the lesser evil:"] + reasons.map { "  - \($0)" }
    return lines.joined(separator: "\n")
  }

  private var cutOffs: [String] {
    guard !emergency.cutOffs.isEmpty else { return ["  nobody"] }
    return emergency.cutOffs.flatMap { cut in
      [
        cut.mesh == cut.peer
          ? "  \(cut.mesh) within itself: proxies with old and with new certificates"
          : "  \(cut.mesh) and \(cut.peer), both ways",
        "    from: \(cut.from) (not before \(cut.earliest))",
        "    to:   \(cut.to)"
          + (cut.latest.map { " (without restarts, their certificates expire by \($0))" } ?? ""),
      ]
    }
  }

  private var reasons: [String] {
    [
      "a mesh that is cut off returns 503 until the steps are done; nobody notices a forged identity",
      "a rotation that cuts nobody off takes at least \(emergency.safeRotation), and the stolen key works until then",
      "if nothing is done, the stolen key works until \(emergency.end)",
      "after these steps, the same test gives: \(BlastRadiusView(emergency.after).summary)",
    ]
  }

  var node: Node {
    .schema(
      "drill",
      [
        ("lost", .string(emergency.before.authority.name)), ("replaced", .string(emergency.root.name)),
        ("meshes", .strings(emergency.meshes)),
        ("steps", .sequence(emergency.steps.map(Self.node))),
        ("cutOffs", .sequence(emergency.cutOffs.map(Self.node))),
        ("safeRotation", .string(emergency.safeRotation.description)),
        ("believedUntil", .string(emergency.end.description)),
        ("before", .mapping(BlastRadiusView(emergency.before).entries)),
        ("after", .mapping(BlastRadiusView(emergency.after).entries)),
      ])
  }

  private static func node(_ step: AdministratorStep) -> Node {
    let mesh: String? = if case .mesh(let mesh) = step.who { mesh } else { nil }
    return .mapping([
      ("mesh", .optional(mesh)), ("action", .string(step.what.description)),
      ("commands", .strings(step.commands.map(\.description))), ("effect", .string(step.effect.description)),
    ])
  }

  private static func node(_ cut: Emergency.CutOff) -> Node {
    .mapping([
      ("mesh", .string(cut.mesh)), ("peer", .string(cut.peer)), ("from", .string(cut.from)),
      ("earliest", .string(cut.earliest.description)), ("to", .string(cut.to)),
      ("latest", .optional(cut.latest?.description)),
    ])
  }
}
