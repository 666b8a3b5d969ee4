import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Kubernetes
import Rotation
import X509

/// `meshtrust migrate status`: how far each mesh is.
struct MigrateStatusCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far each migration is, and what each gate waits for.",
    discussion: Manual.text(
      examples: ["meshtrust migrate status", "meshtrust migrate status --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    var machines: [MigrationMachine] = []
    for migration in try home.migrations() { machines.append(try home.migrationMachine(of: migration.mesh)) }
    let view = MigrationView(console)
    if output.json {
      console.print(.schema("migrate-status", [("migrations", .sequence(machines.map(view.node)))]))
    } else if machines.isEmpty {
      console.print("no mesh changes its control plane")
    } else {
      console.print(machines.map(view.text).joined(separator: "\n\n"))
    }
    return .done
  }
}

/// `meshtrust migrate vouch`: records somebody's word for what cannot be seen from here.
struct MigrateVouchCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch",
    abstract: "Record an administrator's word for what cannot be seen from here.",
    discussion: Manual.text(
      "The sentences are those that `migrate status` prints, such as \"green-mesh verified\" or \"all proxies restarted\". "
        + "The name of whoever says so is logged, and is not verified.",
      examples: [
        "meshtrust migrate vouch red-mesh \"all proxies restarted\" --by \"A. Smith\"",
        "meshtrust migrate vouch red-mesh \"green-mesh verified\"",
      ],
      exits: [
        .done: "recorded", .malformed: "federation.yaml is missing or wrong, or no such sentence",
        .refused: "the mesh does not migrate", .usage: "no mesh or no sentence",
        .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh that moves.", valueName: "mesh"))
  var mesh: String

  @Argument(help: ArgumentHelp("One or several sentences.", valueName: "sentence"))
  var sentences: [String]

  @OptionGroup var by: ClaimantOption
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let claimant = try by.name()
    let home = try home.openForWriting(console)
    let machine = try home.migrationMachine(of: mesh)
    var evidence: [MigrationEvidence] = []
    for sentence in sentences {
      let found = machine.evidence(for: sentence, by: claimant)
      guard !found.isEmpty else {
        let known = machine.sentences.map { "\"\($0)\"" }.joined(separator: ", ")
        throw CommandLineError.value(
          option: "the sentence", text: sentence, why: "this step waits for \(known)",
          next: "\(.meshtrust("migrate", "vouch", mesh, machine.sentences.first ?? "SENTENCE"))")
      }
      evidence += found
    }
    try home.record(evidence)
    let after = try home.migrationMachine(of: mesh)
    let view = MigrationView(console)
    if output.json { console.print(view.document(after)) } else { console.print(view.text(after)) }
    return .done
  }
}

/// `meshtrust migrate seen`: records what clusters returned.
struct MigrateSeenCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "seen",
    abstract: "Record what the cluster of the mesh returned: what its control planes are told, and its roots.",
    discussion: Manual.text(
      "While the old control plane prepares, this is its ServiceMeshControlPlane; of the new one, the ConfigMap istio or "
        + "istio-NAME, and istio-ca-root-cert. That the objects of the new way are applied is shown by the ServiceEntries, "
        + "WorkloadEntries, Gateways and AuthorizationPolicies of a mesh. With --live the clusters show what no file can: that "
        + "every proxy was restarted or moved, and that nothing of the old way or of the old control plane is left.",
      examples: [
        "meshtrust migrate seen red-mesh -f red-mesh-smcp.yaml", "meshtrust migrate seen red-mesh -f red-mesh-new.yaml",
        "meshtrust migrate seen red-mesh --live",
      ],
      exits: [
        .done: "recorded", .malformed: "a file has no such object",
        .refused: "one does not show what the step needs, or the mesh does not migrate",
        .secret: "a cluster took no credentials", .usage: "no such mesh or context",
        .inputOutput: "a file, a cluster or a part of it cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh that moves.", valueName: "mesh"))
  var mesh: String

  @OptionGroup var input: InputFiles<Input.SeenConfigMaps>

  @Flag(name: .long, help: "Look at the clusters of the mesh and of its peers, instead of files.")
  var live = false

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard live || !contexts.isGiven else { throw UsageError.conflict(.contextWithoutCluster) }
    guard !live || input.paths.isEmpty else { throw UsageError.conflict(.filesOfClusters) }
    guard !live || home.now == nil else { throw UsageError.conflict(.clockOfClusters) }
    let home = try home.openForWriting(console)
    let machine = try home.migrationMachine(of: mesh)
    guard !live else { return try look(machine, home, console) }
    let seen = try ObservedInput(input.paths)
    let sorter = MigrationSorter(
      machine, try home.forms(of: machine.migration), try home.rotationLedger(withKeys: false),
      recorded: try home.migrationEvidence(), marks: seen.marks, clusters: try home.knownClusters())
    let sorted = sorter.sort(seen.controlPlanes + seen.roots.compactMap(Self.observed), at: home.now)
      .and(sorter.sort(border: seen.border, at: home.now))
    guard !sorted.isEmpty else {
      throw CommandLineError.wrongContent(
        file: input.paths.first ?? "", found: "no object of it", wanted: "a control plane of `\(mesh)`", of: .objects)
    }
    return try finish(sorted, home, console)
  }

  private func finish(_ sorted: MigrationSorter.Sorted, _ home: OpenHome, _ console: Console) throws -> ExitStatus {
    try home.record(sorted.contrary + sorted.evidence)
    console.say(sorted.refusals)
    let after = try home.migrationMachine(of: mesh)
    let view = MigrationView(console)
    if output.json { console.print(view.document(after)) } else { console.print(view.text(after)) }
    return sorted.refusals.isEmpty ? .done : .refused
  }

  private func look(_ machine: MigrationMachine, _ home: OpenHome, _ console: Console) throws -> ExitStatus {
    let gathering = MigrationGathering(machine, try home.forms(of: machine.migration))
    let names = gathering.concerned
    guard !names.isEmpty else {
      throw CommandLineError.value(
        option: "--live", text: mesh, why: "clusters show nothing that this step waits for",
        next: "\(.meshtrust("migrate", "status"))")
    }
    let clusters = try MeshClusters(contexts, home, named: names, isComplete: false)
    let live = try Progress("reading \(Counted.text(clusters.meshes.count, "cluster"))").during {
      try LiveInput(MigrationGathering.parts, clusters, home)
    }
    console.say(live.diagnostics)
    return try finish(gathering.sort(live.meshes, at: home.now), home, console).and(live.status)
  }

  private static func observed(_ seen: ObservedRoots) -> ObservedControlPlane? {
    if let config = seen.meshConfig {
      return ObservedControlPlane(object: seen.object, isFormer: false, content: config.map { .target($0) })
    }
    guard seen.object.name == EvidenceSorter.ownRoots else { return nil }
    return ObservedControlPlane(
      object: seen.object, isFormer: false, content: seen.certificates.map { .ownRoots($0) })
  }
}
