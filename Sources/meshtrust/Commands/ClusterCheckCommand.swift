import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation

/// `meshtrust cluster check`: looks at each mesh's cluster once.
struct ClusterCheckCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look at each mesh's cluster once: client, context, identity, definitions, rights, clock.",
    discussion: Manual.text(
      "At first contact the home records in which cluster a mesh is, by the uid of the control plane's namespace. A "
        + "context that leads to another cluster later is refused. Nothing is written to a cluster; the questions about "
        + "your own rights are posted, as the API wants it.",
      examples: ["meshtrust cluster check", "meshtrust cluster check red-mesh --context red-admin"],
      exits: [
        .done: "nothing is missing", .no: "definitions, rights or the namespace are missing",
        .malformed: "a context is incomplete", .refused: "a context leads to another cluster than before",
        .secret: "a cluster did not take the credentials", .usage: "there is no such mesh, or no context for it",
        .inputOutput: "a cluster cannot be reached",
      ]))

  @Argument(help: ArgumentHelp("The meshes. (default: every mesh with a context)", valueName: "mesh"))
  var meshes: [String] = []

  @Flag(name: .long, help: "The cluster of the mesh was replaced: record the one that is there now.")
  var acceptNewCluster = false

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    guard !acceptNewCluster || meshes.count == 1 else { throw UsageError.conflict(.severalNewClusters) }
    let clusters = try MeshClusters(contexts, home, named: meshes)
    let federation = try home.federation()
    let rights = Dictionary(federation.meshes.map { ($0.name, MeshRights($0)) }) { first, _ in first }
    let isAccepting = acceptNewCluster
    let answers = clusters.each(.asking) { mesh, session throws(ClusterError) in
      try MeshCheck(
        session, rights[mesh.place.name] ?? MeshRights(mesh.place), known: isAccepting ? nil : mesh.known)
    }
    let view = ClusterCheckView(answers, known: clusters, without: clusters.without)
    let diagnostics = try record(view.checks, clusters, home)
    if output.json { console.print(view.node(in: console.context)) } else { console.print(view.text(console)) }
    console.say(diagnostics)
    return view.status
  }

  private func record(
    _ checks: [MeshCheck], _ clusters: MeshClusters, _ home: OpenHome
  ) throws -> [Diagnostic] {
    let identities = Dictionary(checks.map { ($0.place.name, $0.identity) }) { first, _ in first }
    return try ClusterRecord.remember(identities, clusters, home, replacing: acceptNewCluster)
  }
}

extension MeshRights {
  /// The rights for a mesh with the objects that the home writes for it.
  init(_ mesh: Mesh) {
    self.init(
      MeshPlace(mesh), controlPlane: mesh.controlPlane.name, rootConfigMaps: mesh.peers.map(\.rootConfigMap),
      deployments: [mesh.istiod] + mesh.gatewayNames)
  }

  /// The rights for a mesh of which nothing else is known.
  init(_ place: MeshPlace) {
    self.init(place, controlPlane: place.name, rootConfigMaps: [], deployments: [])
  }
}
