import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Rotation

/// `meshtrust rotate gather`: records what the clusters themselves show.
struct RotateGatherCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "gather",
    abstract: "Look at the clusters for everything that rotations wait for, and record it.",
    discussion: Manual.text(
      "Of each mesh with a context: the bundles of rotating peers; for a mesh whose own root changes, whether every "
        + "replica of istiod started after its Secret changed, whether every namespace has the roots, and whether every "
        + "proxy started after that; and the connections with its peers. Each is recorded with its cluster, object, uid "
        + "and time, and opens the gates that it proves, by the clock of the cluster. What cannot be read is unknown and "
        + "opens none. No private key is read, and nothing in a cluster is changed.",
      examples: [
        "meshtrust rotate gather", "meshtrust rotate gather red-mesh --deep --context red-admin",
      ],
      exits: [
        .done: "recorded; gates may still be shut", .malformed: "an answer cannot be read",
        .refused: "nothing rotates, or a context leads to another cluster", .secret: "a cluster took no credentials",
        .usage: "no such mesh or context", .inputOutput: "a cluster cannot be reached, or something may not be read",
      ]))

  @Argument(help: ArgumentHelp("Only these meshes. (default: all with a context)", valueName: "mesh"))
  var meshes: [String] = []

  @Flag(
    name: .long,
    help:
      "Also ask single Pods, through port-forward: since when proxies have their certificates, and what gateways present."
  )
  var deep = false

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard home.now == nil else { throw UsageError.conflict(.clockOfClusters) }
    let home = try home.openForWriting(console)
    let before = try home.rotationLedger(withKeys: false)
    guard !before.rotations.isEmpty else { throw CAError.refused(.rotation(.notRotating(nil))) }
    let names = meshes.isEmpty ? MeshLooks.concerned(before) : meshes
    let clusters = try MeshClusters(contexts, home, named: names, isComplete: !meshes.isEmpty)
    var looks = try MeshLooks(.workloads, clusters, home, before)
    if deep { looks = try looks.deepened(before) }
    try home.record(looks.gathered)
    console.say(looks.diagnostics)
    let ledger = try home.rotationLedger(withKeys: false)
    let view = GatheringView(observations: looks.gathered.flatMap(\.observations))
    let gates = ledger.rotations.flatMap { RotationMachine(ledger, $0.owner).gates() }
    if output.json {
      console.print(
        .schema("rotate-gather", [("observations", view.node), ("gates", .sequence(gates.map(\.node)))]))
      return looks.status
    }
    let shut = gates.filter { !$0.isOpen }
    var lines = view.lines(on: console.page)
    lines.append("gates: \(gates.count - shut.count) open, \(shut.count) shut")
    var table = Table("GATE", "MESH", "FOR", "STATE", "WAITS FOR")
    for gate in shut {
      table.add(gate.need.title, gate.holder, gate.mesh, gate.opens.map { "opens \($0)" } ?? "closed", gate.waitsFor)
    }
    lines += table.lines(on: console.page, indent: 2)
    console.print(lines: lines)
    return looks.status
  }
}
