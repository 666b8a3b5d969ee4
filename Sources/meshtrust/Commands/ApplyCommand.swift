import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage
import X509

/// `meshtrust apply`: issues what is missing and writes each mesh's folder.
struct ApplyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Issue what is missing and write out/MESH for each mesh; a second run changes nothing.",
    discussion: Manual.text(
      "The first run creates authority.db and sealing.key, or seals with a passphrase if --passphrase-file is given. "
        + "Authorities that are in use are replaced only after confirmation. --no-secrets is remembered, and a home that "
        + "is sealed with a passphrase starts that way; plain keys that were written before are deleted only after "
        + "confirmation. Files of others in out/MESH stay. --sealed-secrets writes SealedSecrets in place of Secrets, for the "
        + "controller of a cluster whose certificate `kubeseal --fetch-cert` prints; name the mesh if each has a cluster "
        + "of its own. It is remembered too, and what was sealed once is written again.",
      examples: [
        "meshtrust apply", "meshtrust apply red-mesh", "meshtrust apply --yes --no-secrets",
        "meshtrust apply red-mesh --sealed-secrets red-sealing.pem",
      ],
      exits: [
        .done: "done, or nothing to do", .pending: "the mesh's folder waits for a key of a peer's root",
        .malformed: "federation.yaml is missing or wrong", .refused: "refused, or not confirmed",
        .secret: "the home cannot be opened, or a token", .usage: "no such mesh",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("Only this mesh, and what its folder needs of its peers.", valueName: "mesh"))
  var mesh: String?

  @Flag(name: .long, help: "Renew authorities, and delete plain keys, without asking.")
  var yes = false

  @OptionGroup var secrets: SecretsOption

  @Option(
    name: .long,
    help: ArgumentHelp("Seal keys for the controller with this certificate, from now on.", valueName: "file"))
  var sealedSecrets: String?

  @OptionGroup var sealing: SealingOption

  @Flag(name: .long, help: "Seal keys again that were sealed before: other ciphertexts of the same keys.")
  var reseal = false

  @Flag(
    name: .long, help: "Go on although out/ holds roots that the database never had: peers lose their trust in them.")
  var newRoots = false

  @Flag(name: .long, help: "Apply a federation.yaml that others have replaced by a newer one: to go back on purpose.")
  var acceptOlder = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let secrets = try secrets.choice()
    guard sealedSecrets == nil || secrets == nil else { throw UsageError.conflict(.sealedAndPlain) }
    let home = try home.openForWriting(console)
    if acceptOlder { home.acceptOlderDescription() }
    if newRoots { home.startAnew() }
    let sealer = try sealing.sealer(sealedSecrets, home)
    let federation = try home.federation()
    let progress = Progress("issuing and writing for \(Counted.text(federation.meshes.count, "mesh"))")
    let applied = try progress.during { () throws(CAError) in
      try home.apply(
        mesh, withSecrets: secrets, sealer: sealer, resealing: reseal, newRoots: newRoots
      ) { plan throws(CAError) in
        guard plan.replacesSomething || plan.deletesKeys, !yes else { return }
        progress.stop()
        defer { progress.start() }
        console.say(PlanView(plan, []).rows(on: console.page).joined(separator: "\n"))
        try CAError.confirming { () throws(NotConfirmed) in try confirm(plan, console) }
      }
    }
    // Findings about derived values matter when something is written from them; warnings always matter.
    let findings = federation.findings.filter { applied.plan.isPending || $0.severity == .warning }
    console.say(findings + applied.plan.notes + (sealer.map(home.notes) ?? []))
    if output.json {
      console.print(node(applied, findings))
    } else {
      console.print(text(applied, home, federation, console))
    }
    return applied.isLeftOut ? .pending : .done
  }

  private func confirm(_ plan: Plan, _ console: Console) throws(NotConfirmed) {
    let next: Message = "look at `\(.meshtrust("plan"))`, then run `\(.meshtrust("apply", "--yes"))`"
    if plan.replacesSomething {
      try console.confirm(
        "Replace them?", "the plan renews authorities in use", why: "the control planes must load a new intermediate",
        next: next)
    }
    guard plan.deletesKeys else { return }
    let keys = plan.writes.flatMap { write in write.keys.map { "out/\(write.mesh)/\($0)" } }
    console.say(console.lines(plan.notes.filter { $0.code == "MT-HOME-94" }).joined(separator: "\n"))
    try console.confirm(
      "Delete the plain keys?", "the plan deletes plain keys: \(keys.joined(separator: ", "))",
      why: "this home keeps its keys off the disk, and somebody may still apply those files",
      next: "\(next), or keep them with `\(.meshtrust("apply", "--secrets"))`")
  }

  private func text(_ applied: Applied, _ home: OpenHome, _ federation: ResolvedFederation, _ console: Console)
    -> String
  {
    let waiting = applied.plan.blocked.map(\.line)
    guard applied.plan.isPending else {
      return (waiting.isEmpty ? ["nothing to do: everything is issued and written"] : ["nothing to do yet"] + waiting)
        .joined(separator: "\n")
    }
    var issued = Table()
    for authority in applied.issued {
      issued.add(
        "issued", authority.name, "until \(authority.certificate.validity.notAfter.day)",
        "SHA-256 \(authority.certificate.fingerprint.prefix(16))…")
    }
    var lines = issued.lines(on: console.page)
    lines += Self.rows(applied.roots, console.page)
    lines += applied.written.map { "wrote   \(home.outputFolder(of: $0))".printable } + waiting
    lines += PublishView.lines(applied.published)
    if let first = applied.written.first, let mesh = federation.mesh(named: first) {
      lines.append("next: each mesh's administrator runs, for example:")
      lines += Self.commands(mesh, home).map { "  \(console.text($0))" }
    }
    lines += PlanView(applied.plan, []).steps(in: console.context)
    return lines.joined(separator: "\n")
  }

  /// The Secret goes apart from the folder, since `apply -k` would copy its key into an annotation.
  private static func commands(_ mesh: Mesh, _ home: OpenHome) -> [Message] {
    let commands = mesh.clientCommands
    let folder = home.outputFolder(of: mesh.name)
    var list: [Message] =
      ManifestSet.secretFile(of: mesh).map { name in
        let file = folder.appending(name)
        if FileSystem.exists(folder.appending("sealed\(name)")) { return [] }
        return [
          FileSystem.exists(file)
            ? commands.applySecret("\(file)")
            : "\(.meshtrust("emit", mesh.name, "--only", "secret")) | \(commands.applySecret())"
        ]
      } ?? []
    if FileSystem.exists(folder.appending("kustomization.yaml")) {
      list.append(commands.apply(folder: "\(folder)"))
    }
    if mesh.controlPlane.flavour == .sail {
      list.append(mesh.sailPatch(file: "\(folder.pushing(IstioFiles.patch))"))
    }
    if mesh.controlPlane.flavour == .istio {
      list.append("# and one of the files in \(folder)/istio, depending on how Istio is installed")
    }
    return list
  }

  /// One line for each root that enters or leaves bundles.
  private static func rows(_ changes: [RootChange], _ page: Page) -> [String] {
    var order: [RootEvent] = []
    var holders: [RootEvent: [String]] = [:]
    for change in changes {
      let event = RootEvent(root: change.root, isEntering: change.isEntering)
      if holders[event] == nil { order.append(event) }
      holders[event, default: []].append(change.holder)
    }
    var table = Table()
    for event in order {
      table.add(
        event.isEntering ? "root in" : "root out", "\(event.root)",
        "SHA-256 \(event.root.fingerprint.prefix(16))…", "in \((holders[event] ?? []).joined(separator: ", "))")
    }
    return table.lines(on: page)
  }

  private struct RootEvent: Hashable {
    let root: Certificate
    let isEntering: Bool
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
        (
          "roots",
          .sequence(
            applied.roots.map {
              .mapping([
                ("fingerprint", .string($0.root.fingerprint)), ("enters", .bool($0.isEntering)),
                ("mesh", .string($0.holder)), ("bundle", .string($0.owner)),
              ])
            })
        ),
        ("written", .strings(applied.written)), ("blocked", .sequence(applied.plan.blocked.map(\.node))),
        ("published", PublishView.node(applied.published)),
        ("administrators", StepsView(administrators: applied.plan.changes.map { ($0.mesh, $0.steps) }).node),
        ("diagnostics", .sequence((findings + applied.plan.notes).map(\.node))),
      ])
  }
}
