import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation

/// `meshtrust cluster rights`: the Role that commands need in a mesh's namespace.
struct ClusterRightsCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "rights",
    abstract: "Print the Role and RoleBinding that commands need in the namespace of a mesh's control plane.",
    discussion: Manual.text(
      "Whoever administers the cluster applies them. Without --apply they allow reading alone, and no Secret. The rights "
        + "in the namespaces of members are a Role for each: --member. For a mesh of Istio there is a ClusterRole too, "
        + "which allows listing the namespaces. Nothing is asked of the cluster.",
      examples: [
        "meshtrust cluster rights red-mesh --user alice",
        "meshtrust cluster rights red-mesh --apply --user alice --member bookinfo",
      ],
      exits: [
        .done: "printed", .malformed: "federation.yaml is missing or wrong", .usage: "there is no such mesh",
        .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @Flag(name: .long, help: "What applying and restarting need, too.")
  var apply = false

  @Flag(name: .long, help: "What restarting the members' workloads needs, too.")
  var workloads = false

  @Flag(name: .long, help: "What `rotate gather --deep` needs, too: to forward ports of Pods.")
  var deep = false

  @Flag(
    name: .long,
    help: "What `lint --live` needs to look at the certificates with which something signs. Their keys are dropped.")
  var secrets = false

  @Option(name: .long, help: ArgumentHelp("The cluster's name for whoever gets the rights.", valueName: "user"))
  var user = "USER"

  @Option(name: .long, help: ArgumentHelp("A member's namespace; may be repeated.", valueName: "namespace"))
  var member: [String] = []

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let mesh = try home.openBegun(console).federation().requireMesh(mesh)
    let rights = MeshRights(mesh)
    let asking = deep ? MeshRights.asking : []
    let rules = rights.reading + (secrets ? rights.readingSecrets : []) + (apply ? rights.applying : []) + asking
    var manifests = MeshRights.manifests("meshtrust-\(mesh.name)", in: mesh.namespace, rules, user: user)
    let cluster = rights.readingCluster + (apply ? rights.applyingCluster : [])
    if !cluster.isEmpty {
      manifests += MeshRights.manifests("meshtrust-\(mesh.name)", in: nil, cluster, user: user)
    }
    if let namespace = rights.place.signerNamespace {
      manifests += MeshRights.manifests(
        "meshtrust-\(mesh.name)", in: namespace, rights.readingSigner + (apply ? rights.applyingSigner : []), user: user
      )
    }
    for namespace in member {
      manifests += MeshRights.manifests(
        "meshtrust-\(mesh.name)", in: namespace,
        rights.readingMembers + (workloads ? MeshRights.restartingMembers : []) + asking, user: user)
    }
    if output.json {
      console.print(
        .mapping([("apiVersion", .string("v1")), ("kind", .string("List")), ("items", .sequence(manifests))]))
    } else {
      console.print(data: YAMLWriter.string(manifests))
    }
    return .done
  }
}
