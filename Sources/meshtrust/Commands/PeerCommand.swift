import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage

/// `meshtrust peer`: the peerings of federation.yaml.
struct PeerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer",
    abstract: "Add a peering to federation.yaml; `remove peer` ends one.",
    discussion: Manual.text(
      examples: ["meshtrust peer add red-mesh green-mesh", "meshtrust peer add red-mesh green-mesh --dry-run"],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [PeerAddCommand.self])
}

/// `meshtrust peer add`.
struct PeerAddCommand: PeeringCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Write a peering into federation.yaml. Comments and order stay.",
    discussion: Manual.text(
      "The peer is another mesh of the file, or one of its remotes. `apply` then writes what both administrators apply.",
      examples: ["meshtrust peer add red-mesh green-mesh", "meshtrust peer add red-mesh green-mesh --dry-run"],
      exits: [
        .done: "written, or shown with --dry-run", .malformed: "federation.yaml is missing or wrong",
        .refused: "the edit of federation.yaml is uncertain", .usage: "no such mesh, or they are peers already",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @Argument(help: ArgumentHelp("Its new peer.", valueName: "peer"))
  var peer: String

  @Flag(name: .long, help: "Show what would be done, without changing anything.")
  var dryRun = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  static var schema: String { "peer-add" }

  func plan(_ home: OpenHome) throws -> PeeringChange { try home.planPeering(of: mesh, with: peer) }
}

/// `meshtrust remove peer`: ends one peering.
struct RemovePeerCommand: PeeringCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer",
    abstract: "End a peering: what each administrator deletes, edits and restarts, in order.",
    discussion: Manual.text(
      "federation.yaml is edited on both sides, keeping comments and order. Both meshes stay, with their keys. Until the "
        + "steps are done on the clusters, the meshes still trust each other.",
      examples: ["meshtrust remove peer red-mesh green-mesh --dry-run", "meshtrust remove peer red-mesh green-mesh"],
      exits: [
        .done: "removed, or shown with --dry-run", .malformed: "federation.yaml is missing or wrong",
        .refused: "the edit of federation.yaml is uncertain", .usage: "no such mesh, or they are no peers",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @Argument(help: ArgumentHelp("Its former peer.", valueName: "peer"))
  var peer: String

  @Flag(name: .long, help: "Show what would be done, without changing anything.")
  var dryRun = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  static var schema: String { "remove-peer" }

  func plan(_ home: OpenHome) throws -> PeeringChange { try home.planPeeringEnd(of: mesh, with: peer) }
}

/// A command that begins or ends one peering in federation.yaml.
protocol PeeringCommand: HomeCommand {
  var mesh: String { get }
  var peer: String { get }
  var dryRun: Bool { get }
  /// The name of the answer in JSON.
  static var schema: String { get }
  func plan(_ home: OpenHome) throws -> PeeringChange
}

extension PeeringCommand {
  func execute(_ console: Console) throws -> ExitStatus {
    let home = dryRun ? try home.open(console) : try home.openForWriting(console)
    let change = try plan(home)
    if !dryRun { try home.rewrite(change.file, with: change.newBytes) }
    PeeringView(change: change, mesh: mesh, peer: peer, isDone: !dryRun).show(Self.schema, console, output)
    return .done
  }
}

/// A changed peering as text and as JSON.
private struct PeeringView {
  let change: PeeringChange
  let mesh: String
  let peer: String
  let isDone: Bool

  private var steps: StepsView {
    StepsView(administrators: change.procedure?.administrators.map { ($0.mesh, $0.steps) } ?? [])
  }

  func show(_ schema: String, _ console: Console, _ output: OutputOptions) {
    if output.json {
      console.print(
        .schema(
          schema,
          [
            ("mesh", .string(mesh)), ("peer", .string(peer)), ("done", .bool(isDone)),
            ("federation", .string(String(decoding: change.newBytes, as: UTF8.self))), ("administrators", steps.node),
          ]))
      return
    }
    var lines = ["\(isDone ? "changed" : "would change") \(change.file.path):".printable]
    lines.append(ChangedLines.text(from: change.file.bytes, to: change.newBytes))
    if change.procedure != nil {
      lines += ["", "what each administrator does, in this order:"] + steps.lines(in: console.context)
    }
    lines += ["", console.text("next: \(.meshtrust("apply"))")]
    console.print(lines.joined(separator: "\n"))
  }
}
