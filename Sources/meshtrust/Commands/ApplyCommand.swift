import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import SystemPackage
import X509

/// `meshtrust apply`: issues what is missing and writes each mesh's folder.
struct ApplyCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Issue what is missing and write out/MESH for each mesh; a second run changes nothing.",
    discussion: Manual.text(
      "The first run makes authority.db and sealing.key, or seals with a passphrase if --passphrase-file is given. "
        + "What exists and is in use is replaced only after a yes.",
      examples: ["meshtrust apply", "meshtrust apply --yes --no-secrets"],
      exits: [
        .done: "done, or nothing to do", .malformed: "federation.yaml is missing or wrong",
        .refused: "refused, or not confirmed", .secret: "the home does not open",
        .inputOutput: "a file cannot be written",
      ]))

  @Flag(name: .long, help: "Replace what is due for renewal without asking.")
  var yes = false

  @Flag(name: .long, help: "Leave the Secrets and plain keys out of the folders; see `meshtrust emit`.")
  var noSecrets = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let hint = home.hint
    let home = try home.openForWriting(console)
    let federation = try home.federation()
    let progress = Progress("issuing and writing for \(Counted.text(federation.meshes.count, "mesh"))")
    let applied = try progress.during { () throws(CAError) in
      try home.apply(withSecrets: !noSecrets) { plan throws(CAError) in
        guard plan.replacesSomething, !yes else { return }
        progress.stop()
        defer { progress.start() }
        console.say(PlanView(plan, []).rows().joined(separator: "\n"))
        guard console.isInteractive, console.asks("Replace them?") else {
          throw .refused(
            what: "the plan renews what is in use, and nobody said yes",
            why: "the control planes must be told of a new intermediate",
            next: "look at `meshtrust plan\(hint)`, then run `meshtrust apply\(hint) --yes`")
        }
      }
    }
    // What the description leaves open matters when something is written from it; warnings always do.
    let findings = federation.findings.filter { applied.plan.isPending || $0.severity == .warning }
    console.say(findings + applied.plan.notes)
    if output.json {
      console.print(node(applied, findings))
    } else {
      console.print(text(applied, home, federation))
    }
    return .done
  }

  private func text(_ applied: Applied, _ home: Home, _ federation: ResolvedFederation) -> String {
    guard applied.plan.isPending else { return "nothing to do: everything is issued and written" }
    var issued = Table()
    for authority in applied.issued {
      issued.add(
        "issued", authority.name, "until \(authority.certificate.validity.notAfter.day)",
        "SHA-256 \(authority.certificate.fingerprint.prefix(16))…")
    }
    var lines = issued.lines()
    lines += applied.written.map { "wrote   \(home.outputFolder(of: $0))" }
    if let first = applied.written.first, let mesh = federation.mesh(named: first) {
      let client = mesh.controlPlane.flavour == .maistra ? "oc" : "kubectl"
      lines.append(
        "next: each mesh's administrator runs, for example, `\(client) apply -k \(home.outputFolder(of: first))`")
    }
    return lines.joined(separator: "\n")
  }

  private func node(_ applied: Applied, _ findings: [Diagnostic]) -> Node {
    .schema(
      "apply",
      [
        ("changed", .bool(applied.plan.isPending)),
        (
          "issued",
          .sequence(
            applied.issued.map {
              .mapping([
                ("authority", .string($0.name)), ("generation", .int($0.generation)),
                ("fingerprint", .string($0.certificate.fingerprint)),
                ("notAfter", .string($0.certificate.validity.notAfter.description)),
              ])
            })
        ),
        ("written", .strings(applied.written)),
        ("diagnostics", .sequence((findings + applied.plan.notes).map(\.node))),
      ])
  }
}
