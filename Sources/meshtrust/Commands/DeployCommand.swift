import ArgumentParser
import CA
import Cluster
import Diagnostics
import Federation

/// `meshtrust deploy`: writes what the home emits into the meshes' clusters.
struct DeployCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy",
    abstract: "Write what the home emits into the meshes' clusters: only what differs, and nobody else's fields.",
    discussion: Manual.text(
      "Shows every object with what changes, and asks. Each is written under the lock of what was read, and read again "
        + "whenever it is not known what happened, so that a deployment that was stopped is finished by the same command. "
        + "Of a control plane only our own fields are sent. What Argo CD, Flux, Helm or another home writes is left alone, "
        + "and it is said what to commit there. The private key goes from the home to the cluster without touching the "
        + "disk. A mesh stops at its first failure; the others go on.",
      examples: [
        "meshtrust deploy --dry-run", "meshtrust deploy red-mesh --yes",
        "meshtrust deploy --take-over red-mesh-system/ConfigMap/green-mesh-ca-root-cert",
      ],
      exits: [
        .done: "everything is as the home writes it",
        .no: "a cluster refuses an object, or cannot take up a control plane",
        .pending: "with --dry-run: something would be written", .malformed: "a context is incomplete",
        .refused: "an object belongs to somebody else, or has values of others; or not confirmed",
        .secret: "the home cannot be opened, or a cluster did not take the credentials",
        .usage: "there is no such mesh, or no context for it",
        .inputOutput: "a cluster cannot be reached, or a right is missing",
        .interrupted: "stopped between two objects; the same command writes the rest",
      ]))

  @Argument(help: ArgumentHelp("The meshes. (default: every mesh with a context)", valueName: "mesh"))
  var meshes: [String] = []

  @Flag(name: .long, help: "Show what would be written, and what the clusters say to it, without writing.")
  var dryRun = false

  @Flag(name: .long, help: "Delete what this home deployed and no longer writes, if nobody else has a part in it.")
  var prune = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Replace what others wrote at our fields of this object; may be repeated.", valueName: "namespace/kind/name"))
  var takeOver: [String] = []

  @Flag(name: .long, help: "Write without asking.")
  var yes = false

  @Option(
    name: .long,
    help: ArgumentHelp("How long a control plane may take to be reconciled. (default: 10m)", valueName: "time"))
  var timeout: String?

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let options = try options()
    let home = try home.openBegun(console)
    let clusters = try MeshClusters(contexts, home, named: meshes)
    let deployment = try Deployment(clusters, home, options)
    try requireKnown(options.takenOver, deployment)
    let progress = Progress("reading \(Counted.text(clusters.meshes.count, "cluster"))")
    let shown = progress.during { deployment.preview() }
    var view = DeployView(shown: shown, done: [], isPruning: prune)
    if !output.json { console.print(lines: view.preview(on: console.page)) }
    console.say(clusters.without.map(LiveInput.without) + (try deployment.remember(shown)) + view.findings)
    let isPending = shown.contains { (try? $0.answer.get())?.isPending ?? false }
    guard isPending, !dryRun else { return end(view, console, isCarriedOut: !isPending) }
    try confirm(console)
    Interrupt.listen()
    let writing = Progress("writing")
    let done = try writing.during {
      try deployment.carryOut(shown) { mesh, outcome in writing.update("\(mesh): \(outcome.reference)") }
    }
    view = DeployView(shown: shown, done: done, isPruning: prune)
    if !output.json { console.print(lines: view.result(on: console.page)) }
    console.say(view.failures)
    guard Interrupt.isWanted else { return end(view, console, isCarriedOut: true) }
    console.say("stopped after what was begun; the same command writes the rest")
    return end(view, console, isCarriedOut: true).and(.interrupted)
  }

  private func end(_ view: DeployView, _ console: Console, isCarriedOut: Bool) -> ExitStatus {
    if output.json { console.print(view.node(in: console.context)) }
    return view.status(isCarriedOut: isCarriedOut)
  }

  private func confirm(_ console: Console) throws {
    if yes { return }
    try console.confirm(
      "Write it?", "nothing was written", why: "the clusters belong to others too",
      next: "check what is shown, then add --yes")
  }

  private func options() throws -> Deployment.Options {
    var options = Deployment.Options()
    options.isPruning = prune
    options.takenOver = try takeOver.map { text in
      guard let reference = ObjectReference(text) else {
        throw CommandLineError.value(
          option: "--take-over", text: text,
          why: "an object is named by its namespace, if it has one, its kind and its name",
          next: "--take-over red-mesh-system/ConfigMap/green-mesh-ca-root-cert")
      }
      return reference
    }
    if let timeout {
      guard let lifetime = Lifetime(timeout) else {
        throw CommandLineError.value(
          option: "--timeout", text: timeout, why: "\(OptionValue.lifetimes)", next: "--timeout 10m")
      }
      options.wait = .seconds(lifetime.seconds)
    }
    return options
  }

  /// A name that is misspelt would take over nothing, and that in silence.
  private func requireKnown(_ references: [ObjectReference], _ deployment: Deployment) throws {
    let known = deployment.targets.values.flatMap { $0.manifests.map(\.reference) }
    for reference in references where !known.contains(where: { $0.names(reference) }) {
      let nearest = Spelling.nearest(to: reference.description, among: known.map(\.description))
      throw CommandLineError.value(
        option: "--take-over", text: reference.description, why: "the home writes no such object to these meshes",
        next: .didYouMean(nearest, otherwise: "\(.meshtrust("deploy", "--dry-run"))"))
    }
  }
}
