import ArgumentParser
import Cluster
import Diagnostics
import Federation
import Files
import SystemPackage

/// How clusters are reached.
struct ContextOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The kubeconfig's context for a mesh, or for the only mesh that is named; may be repeated. (default: "
        + "$MESHTRUST_CONTEXTS, clusters.yaml, federation.yaml)", valueName: "mesh=context"))
  var context: [String] = []

  @Option(name: .long, help: ArgumentHelp("The kubeconfig. (default: clusters.yaml, $KUBECONFIG)", valueName: "file"))
  var kubeconfig: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The program that reaches clusters. (default: $MESHTRUST_CLIENT, clusters.yaml, oc or kubectl)",
      valueName: "program"))
  var client: String?

  /// Whether any option is set.
  var isGiven: Bool { !context.isEmpty || kubeconfig != nil || client != nil }

  /// Everything that says how meshes are reached.
  ///
  /// - Parameter only: The mesh that a context alone belongs to, if one is named.
  func choices(_ federation: ResolvedFederation?, only: String?) throws -> ClusterChoices {
    let path = Self.clustersFile
    var choices = ClusterChoices(path: path.string)
    for mesh in federation?.meshes ?? [] { choices.federation[mesh.name] = mesh.cluster.context }
    choices.file = try ClustersFile(path, home: Environment["HOME"])
    if let text = Environment["MESHTRUST_CONTEXTS"] {
      guard let contexts = ClusterChoices.contexts(text) else {
        throw CommandLineError.value(
          option: "MESHTRUST_CONTEXTS", text: text, why: "it is a list of MESH=CONTEXT, separated by commas",
          next: "MESHTRUST_CONTEXTS=red-mesh=red-admin,green-mesh=green-admin")
      }
      choices.environment = contexts
    }
    for text in context {
      let pair = ClusterChoices.pair(text) ?? only.map { ($0, text) }
      guard let (mesh, context) = pair, !context.isEmpty else {
        throw CommandLineError.value(
          option: "--context", text: text, why: "it is MESH=CONTEXT, or a context alone if one mesh is named",
          next: "--context \(federation?.meshes.first?.name ?? "MESH")=\(text.isEmpty ? "CONTEXT" : text)")
      }
      choices.options[mesh] = context
    }
    choices.client = client ?? Environment["MESHTRUST_CLIENT"]
    choices.kubeconfig = kubeconfig
    return choices
  }

  /// In the user's configuration folder, which is no repository.
  private static var clustersFile: FilePath {
    let base = Environment["XDG_CONFIG_HOME"] ?? Environment["HOME"].map { "\($0)/.config" } ?? "."
    return FilePath("\(base)/meshtrust/clusters.yaml")
  }
}

/// Whether clusters take the place of files.
struct LiveSource: ParsableArguments {
  @Flag(
    name: .long,
    help: "Read from the clusters instead of files. What is named is then a mesh. (default: every mesh with a context)")
  var live = false

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions

  /// - Parameter files: What was named with -f.
  func check(files: [String] = []) throws(UsageError) {
    guard live || !contexts.isGiven else { throw .conflict(.contextWithoutCluster) }
    guard !live || files.isEmpty else { throw .conflict(.filesOfClusters) }
  }
}
