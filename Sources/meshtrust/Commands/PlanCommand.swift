import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import SystemPackage
import X509

/// `meshtrust plan`: what `apply` would do.
struct PlanCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what apply would issue, renew, keep and write, and why.",
    discussion: Manual.text(
      "Files that somebody else put into out/MESH are named and stay. Where something disappears from a mesh's files, its "
        + "administrator's steps follow: `oc apply -k` deletes nothing.",
      examples: ["meshtrust plan", "meshtrust plan red-mesh", "meshtrust plan --json"],
      exits: [
        .done: "nothing to do", .pending: "changes are pending", .malformed: "federation.yaml is missing or wrong",
        .refused: "the description asks for a change that needs a rotation, or the home is older than its checkpoint",
        .secret: "the home cannot be opened", .usage: "no such mesh", .inputOutput: "a file cannot be read",
      ]))

  static let activity = "planning"

  @Argument(help: ArgumentHelp("Only this mesh, and what its folder needs of its peers.", valueName: "mesh"))
  var mesh: String?

  @OptionGroup var secrets: SecretsOption
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForFindings()
    let federation = try home.federation()
    let plan = try home.plan(for: mesh, withSecrets: secrets.choice())
    console.say(federation.findings + home.home.findings())
    if output.json {
      console.print(PlanView(plan, federation.findings).node)
    } else {
      console.print(PlanView(plan, [], of: mesh).text(console))
    }
    // Nothing of it would be written.
    guard try home.checkpointNotes().isEmpty else { return .refused }
    return plan.isPending ? .pending : .done
  }
}

/// A plan as text and as JSON.
struct PlanView {
  private let plan: Plan
  private let findings: [Diagnostic]
  /// The only mesh that it is about.
  private let mesh: String?

  init(_ plan: Plan, _ findings: [Diagnostic], of mesh: String? = nil) {
    self.plan = plan
    self.findings = findings
    self.mesh = mesh
  }

  func text(_ console: Console) -> String {
    let apply = mesh.map { SuggestedCommand.meshtrust("apply", $0) } ?? .meshtrust("apply")
    let end: Message =
      plan.isPending
      ? "\(summary); run `\(apply)`"
      : plan.blocked.isEmpty
        ? "nothing to do" : "nothing to do yet: \(Counted.text(plan.blocked.count, "folder")) cannot be written"
    return ([console.text(end)] + rows(on: console.page) + console.lines(plan.notes) + steps(in: console.context))
      .joined(separator: "\n")
  }

  /// What the administrators do on the clusters besides applying.
  func steps(in context: CommandContext) -> [String] {
    guard !plan.changes.isEmpty else { return [] }
    return ["what each administrator does after applying, since that deletes nothing on the cluster:"]
      + StepsView(administrators: plan.changes.map { ($0.mesh, $0.steps) }).lines(in: context).map { "  " + $0 }
  }

  /// What is issued, renewed, kept and written, one line each.
  func rows(on page: Page) -> [String] {
    var table = Table()
    for issue in plan.issues { table.add(issue.isRenewal ? "renew" : "issue", issue.name, issue.reason) }
    for keep in plan.keeps {
      let renewal = keep.renewal.map { ", renewed from \($0.day)" } ?? ""
      table.add("keep", keep.authority.name, "until \(keep.authority.certificate.validity.notAfter.day)\(renewal)")
    }
    for write in plan.writes {
      if !write.paths.isEmpty || write.deletes.isEmpty {
        table.add("write", "out/\(write.mesh)", Self.paths(write.paths.map(\.string)))
      }
      if !write.deletes.isEmpty { table.add("delete", "out/\(write.mesh)", Self.paths(write.deletes.map(\.string))) }
    }
    for folder in plan.blocked { table.add("wait", "out/\(folder.mesh)", folder.reason) }
    for bundle in plan.publications { table.add("publish", "\(bundle.path)", "sequence \(bundle.sequence)") }
    return table.lines(on: page)
  }

  var node: Node {
    .schema(
      "plan",
      [
        ("pending", .bool(plan.isPending)),
        (
          "issue",
          .sequence(
            plan.issues.map {
              .mapping([
                ("authority", .string($0.name)), ("generation", .int($0.generation)), ("renewal", .bool($0.isRenewal)),
                ("reason", .string($0.reason)),
              ])
            })
        ),
        (
          "keep",
          .sequence(
            plan.keeps.map {
              .mapping([
                ("authority", .string($0.authority.name)),
                ("fingerprint", .string($0.authority.certificate.fingerprint)),
                ("notAfter", .string($0.authority.certificate.validity.notAfter.description)),
                ("renewal", .optional($0.renewal?.description)),
              ])
            })
        ),
        (
          "write",
          .sequence(
            plan.writes.map { .mapping([("mesh", .string($0.mesh)), ("paths", .strings($0.paths.map(\.string)))]) })
        ),
        (
          "delete",
          .sequence(
            plan.writes.filter { !$0.deletes.isEmpty }.map {
              .mapping([("mesh", .string($0.mesh)), ("paths", .strings($0.deletes.map(\.string)))])
            })
        ),
        ("blocked", .sequence(plan.blocked.map(\.node))), ("publish", PublishView.node(plan.publications)),
        ("administrators", StepsView(administrators: plan.changes.map { ($0.mesh, $0.steps) }).node),
        ("diagnostics", .sequence((findings + plan.notes).map(\.node))),
      ])
  }

  private var summary: String {
    let renewals = plan.issues.count(where: \.isRenewal)
    var parts: [String] = []
    if plan.issues.count > renewals { parts.append("\(plan.issues.count - renewals) to issue") }
    if renewals > 0 { parts.append("\(renewals) to renew") }
    if !plan.removals.isEmpty { parts.append("\(Counted.text(plan.removals.count, "removal")) to finish") }
    if !plan.writes.isEmpty { parts.append("\(Counted.text(plan.writes.count, "folder")) to write") }
    if !plan.publications.isEmpty { parts.append("\(Counted.text(plan.publications.count, "bundle")) to publish") }
    return parts.joined(separator: ", ")
  }

  private static func paths(_ paths: [String]) -> String {
    switch paths.count {
    case 0: "follows from what is issued"
    case 1...4: paths.joined(separator: ", ")
    default: paths.prefix(3).joined(separator: ", ") + " and \(paths.count - 3) more"
    }
  }
}
