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
    lines += Self.lines(emergency.steps, in: context)
    lines += ["", "cut off until then:"] + cutOffs
    lines += ["", "why that is the lesser evil:"] + reasons.map { "  - \($0)" }
    if let orderly = emergency.orderly { lines += [""] + self.lines(orderly, in: context) }
    return lines.joined(separator: "\n")
  }

  private static func lines(_ steps: [AdministratorStep], in context: CommandContext) -> [String] {
    steps.enumerated().flatMap { index, step in
      let who = if case .mesh(let mesh) = step.who { "\(mesh): " } else { "" }
      return ["  \(index + 1). \(who)\(step.what.text(in: context))"]
        + step.commands.map { "       \($0.text(in: context))" } + ["     \(step.effect.text(in: context))"]
    }
  }

  /// The other case: what nobody has, nobody can pose with.
  private func lines(_ orderly: OrderlyReplacement, in context: CommandContext) -> [String] {
    var lines = [
      "if the key is only lost, and nobody else can have it (it was \(orderly.place)), instead of all that:"
    ]
    lines += Self.lines(orderly.steps, in: context)
    lines.append("  - nobody is cut off; it takes at least \(emergency.safeRotation)")
    if let deadline = orderly.deadline {
      lines.append("  - start before \(deadline): then an intermediate is due, and only the lost key could renew it")
    }
    lines.append("  - the old root signs no CRL any more")
    return lines
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
        ("onlyLost", emergency.orderly.map { Self.node($0) } ?? .null),
      ])
  }

  private static func node(_ orderly: OrderlyReplacement) -> Node {
    .mapping([
      ("place", .string(orderly.place)), ("steps", .sequence(orderly.steps.map(Self.node))),
      ("deadline", .optional(orderly.deadline?.description)),
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
