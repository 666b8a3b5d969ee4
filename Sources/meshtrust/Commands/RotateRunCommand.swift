import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Rotation

/// `meshtrust rotate run`: drives a rotation through the clusters.
struct RotateRunCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Drive a rotation: deploy, restart, look, and take each step once every gate is open.",
    discussion: Manual.text(
      "Does whatever the present step still needs in every mesh with a context, records what the clusters show, and takes "
        + "the next step when all gates are open: none is skipped, and nobody's word is taken. It can be killed at any "
        + "moment and run again. Where another administrator has the cluster, his gate opens by a handshake with his "
        + "ingress, or by `rotate seen` with what he collected. Waits of up to two minutes are sat out, longer ones only "
        + "with --wait; without, the command says when the next gate opens. It asks before it writes, before another key "
        + "signs, and before what cannot be undone, unless --yes says so. Workloads are restarted only if --restart-workloads "
        + "says so; without, they get what is new when they renew.",
      examples: [
        "meshtrust rotate run red-mesh", "meshtrust rotate run red-mesh --until signing --yes",
        "meshtrust rotate run --shared --restart-workloads --wait --yes --json",
      ],
      exits: [
        .done: "steady, or the phase is reached", .no: "a rollout has failed, or a cluster refuses an object",
        .pending: "waits for a time or for somebody; run the same again",
        .malformed: "a context is incomplete",
        .refused: "a mesh is not fit, an object belongs to somebody else, or not confirmed",
        .secret: "the home cannot be opened, or a cluster took no credentials", .usage: "no such mesh or context",
        .inputOutput: "a cluster cannot be reached, a right is missing, or time is up",
        .interrupted: "stopped between two requests; run the same again",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop when this phase is complete: distributing, signing, retiring or steady.", valueName: "phase"),
    completion: .list(RotationPhase.allCases.map(\.rawValue)))
  var until: String?

  @Flag(name: .long, help: "Wait for gates that open by time, for as long as --timeout allows if it is given.")
  var wait = false

  @Option(
    name: .long,
    help: ArgumentHelp("How long all of it may take. (default: 10m for each rollout and short wait)", valueName: "time")
  )
  var timeout: String?

  @Flag(name: .long, help: "Restart everything with a proxy in the members' namespaces too.")
  var restartWorkloads = false

  @Flag(name: .long, help: "Do not ask.")
  var yes = false

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard home.now == nil else { throw UsageError.conflict(.clockOfClusters) }
    let owner = try root.owner(home.openBegun(console))
    var options = RotationRun.Options()
    options.until = try until.map { try OptionValue.choice("--until", $0) as RotationPhase }
    options.isWaiting = wait
    options.isLimited = timeout != nil
    options.limit = try OptionValue.duration("--timeout", timeout, standard: .seconds(600))
    options.isConfirmed = yes
    options.restartsWorkloads = restartWorkloads
    var run = RotationRun(owner, options, contexts, home, console, json: output.json)
    Interrupt.listen()
    let stop = try stop(&run, owner)
    console.say(stop.failures)
    if output.json {
      console.print(String(decoding: JSONWriter.bytes(stop.node), as: UTF8.self))
    } else {
      console.print(lines: stop.lines(console))
    }
    return stop.status
  }

  /// With `--json` an error too is a line like every other.
  private func stop(_ run: inout RotationRun, _ owner: AuthorityOwner) throws -> RotationStop {
    guard output.json else { return try run.run() }
    do {
      return try run.run()
    } catch let error as any Diagnosable {
      let diagnostic = error.diagnostic
      return RotationStop(
        .failed, owner, text: "\(diagnostic.what)", failures: [diagnostic], failure: error.exitStatus)
    }
  }
}
