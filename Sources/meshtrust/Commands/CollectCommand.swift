import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import SystemPackage
import X509

/// `meshtrust collect`: writes what runs into files.
struct CollectCommand: FolderCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Write what other commands read of the meshes' clusters into files, without any private key.",
    discussion: Manual.text(
      "For support, and for administrators who cannot reach each other's clusters: every command that takes files takes "
        + "the folder, and so does `rotate seen`, which recognises the cluster of each object. Of Secrets only the "
        + "certificates are written. cluster.txt says what could not be read.",
      examples: [
        "meshtrust collect --out seen", "meshtrust collect red-mesh --context red-admin --out red",
      ],
      exits: [
        .done: "written", .no: "a namespace is missing", .malformed: "a context is incomplete",
        .refused: "the folder exists, or a context leads to another cluster than before",
        .secret: "a cluster did not take the credentials", .usage: "there is no such mesh, or no context for it",
        .inputOutput: "a cluster cannot be reached, a part of one cannot be read, or the folder not be written",
      ]))

  @Argument(help: ArgumentHelp("The meshes. (default: every mesh with a context)", valueName: "mesh"))
  var meshes: [String] = []

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("The new folder, with one folder for each mesh.", valueName: "dir"))
  var out: String

  @OptionGroup(title: "Cluster Options") var contexts: ContextOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: FolderOutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let folder = CollectedFolder(FilePath(out))
    try folder.requireNew()
    let live = try LiveInput.read(
      [.manifests, .publicSecret], contexts, home, named: meshes, console)
    try folder.write(live.meshes)
    if output.json {
      console.print(.schema("collect", [("folder", .string(out)), ("meshes", .sequence(live.meshes.map(Self.node)))]))
    } else {
      var table = Table()
      for objects in live.meshes {
        table.add(
          "wrote", "\(out)/\(objects.place.name)", Counted.text(objects.documents.count, "object"),
          "from \(objects.context.server.text)")
      }
      console.print(table.lines(on: console.page).joined(separator: "\n"))
    }
    return live.status
  }

  private static func node(_ objects: LiveObjects) -> Node {
    .mapping([
      ("mesh", .string(objects.place.name)), ("context", .string(objects.context.name)),
      ("clusterId", .optional(objects.identity?.uid)), ("objects", .int(objects.documents.count)),
      (
        "unread",
        .sequence(
          objects.unread.map { unread in
            .mapping([("kind", .string(unread.kind)), ("namespace", .optional(unread.namespace))])
          })
      ),
      ("serverTime", .optional(objects.clock.latest?.description)), ("requests", .int(objects.requests)),
    ])
  }
}
