import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation

/// `meshtrust migrate`: moves a mesh to another control plane without losing a handshake.
struct MigrateCommand: NamelessCommandGroup {
  static let optionOfDefault = "--to"

  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Move a mesh from OpenShift Service Mesh 2.6 to 3, step by step, with every handshake proven.",
    discussion: Manual.text(
      "preparing: the old control plane gets the roots of all peers in a form that outlives its ServiceMeshPeers, and "
        + "services a way around the federation gateways. crossing: ServiceMeshPeers, service sets and gateways go. "
        + "installing: the new control plane starts beside the old one, below the same root. moving: the workloads "
        + "follow. leaving: the old one goes. Without a subcommand the whole plan is shown, and what will be weaker.",
      examples: [
        "meshtrust migrate red-mesh --to sail", "meshtrust migrate start red-mesh --to sail --version v1.30.1",
      ],
      exits: [.done: "done", .usage: "no mesh was named"]),
    subcommands: [
      MigratePlanCommand.self, MigrateStartCommand.self, MigrateNextCommand.self, MigrateStatusCommand.self,
      MigrateSeenCommand.self, MigrateVouchCommand.self, MigrateAbortCommand.self,
    ], defaultSubcommand: MigratePlanCommand.self)
}

/// The control plane to move to.
struct MigrationTargetOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The control plane to move to: sail, OpenShift Service Mesh 3.", valueName: "flavour"),
    completion: .list(["sail"]))
  var to: String

  @Option(
    name: .long,
    help: ArgumentHelp("The version of the new control plane, such as v1.30.1.", valueName: "version"))
  var version: String?

  @Option(name: .long, help: ArgumentHelp("The name of its Istio resource. (default: the mesh's)", valueName: "name"))
  var name: String?

  /// The Istio in OpenShift Service Mesh 3.4, the last one whose procedure is known.
  static let usualVersion = "v1.30-latest"

  func migration(of mesh: String, reason: String, _ home: OpenHome) throws -> MeshMigration {
    guard to == ControlPlane.Flavour.sail.rawValue else {
      throw CommandLineError.value(
        option: "--to", text: to, why: "a mesh of OpenShift Service Mesh 2 moves to the Sail operator",
        next: "--to sail")
    }
    _ = try home.federation().requireMesh(mesh)
    return try home.newMigration(
      of: mesh, to: .sail, name: name, version: version ?? Self.usualVersion, reason: reason)
  }
}

/// `meshtrust migrate plan`: the whole way in advance.
struct MigratePlanCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show every step in advance, by administrator, and what will be weaker afterwards.",
    discussion: Manual.text(
      "Nothing is changed.",
      examples: [
        "meshtrust migrate plan red-mesh --to sail", "meshtrust migrate plan red-mesh --to sail --json",
      ],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong",
        .refused: "nothing is issued yet, or the mesh cannot migrate", .usage: "no such mesh",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh that moves.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var target: MigrationTargetOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let ledger = try home.rotationLedger(withKeys: false)
    let present = try home.migration(of: mesh)
    let migration = try present ?? target.migration(of: mesh, reason: "", home)
    let forms = try home.forms(of: migration)
    if present == nil { try MigrationMachine.check(migration, forms, ledger, try home.migrations()) }
    let plan = MigrationPlan(migration, forms, ledger)
    if output.json {
      console.print(MigrationView(console).node(plan))
    } else {
      console.print(MigrationView(console).text(plan))
    }
    console.say(plan.notes)
    return .done
  }
}

/// `meshtrust migrate start`: takes the first step.
struct MigrateStartCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Begin: write what the old control plane needs before its ServiceMeshPeers go.",
    discussion: Manual.text(
      "federation.yaml goes on describing the old control plane until the next step.",
      examples: [
        "meshtrust migrate start red-mesh --to sail --version v1.30.1",
        "meshtrust migrate start red-mesh --to sail --name red --reason ossm3",
      ],
      exits: [
        .done: "started", .malformed: "federation.yaml is missing or wrong",
        .refused: "the mesh cannot migrate, a rotation is in progress, or the proof fails",
        .secret: "the home cannot be opened", .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh that moves.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var target: MigrationTargetOptions

  @Option(name: .long, help: ArgumentHelp("The reason, for the log.", valueName: "text"))
  var reason = ""

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    let line = try reason.isEmpty ? "" : OptionValue.line("--reason", reason, example: "ossm3")
    let migration = try target.migration(of: mesh, reason: line, home)
    let taken = try home.migrate(mesh, .start(migration))
    MigrationView(console).show(taken, mesh, home, json: output.json)
    return .done
  }
}

/// `meshtrust migrate next`: the next step.
struct MigrateNextCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "next",
    abstract: "Take the next step, or refuse and report what is missing.",
    discussion: Manual.text(
      "`migrate seen` and `migrate vouch` open the gates; `migrate status` shows what each one waits for.",
      examples: ["meshtrust migrate next red-mesh", "meshtrust migrate next red-mesh --json"],
      exits: [
        .done: "step taken", .malformed: "federation.yaml is missing or wrong",
        .refused: "a gate is closed, or the proof fails", .secret: "the home cannot be opened",
        .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh that moves.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    MigrationView(console).show(try home.migrate(mesh, .next), mesh, home, json: output.json)
    return .done
  }
}

/// `meshtrust migrate abort`: goes back to the old control plane.
struct MigrateAbortCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "Go back to the old control plane, from any step but the last.",
    discussion: Manual.text(
      "federation.yaml describes the old control plane again, and the folders say how to restore it. The migration ends "
        + "with `migrate next`, once everything is as before.",
      examples: ["meshtrust migrate abort red-mesh", "meshtrust migrate abort red-mesh --json"],
      exits: [
        .done: "on the way back", .malformed: "federation.yaml is missing or wrong",
        .refused: "it is too late, or the proof fails", .secret: "the home cannot be opened",
        .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh that moves.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    MigrationView(console).show(try home.migrate(mesh, .abort), mesh, home, json: output.json)
    return .done
  }
}
