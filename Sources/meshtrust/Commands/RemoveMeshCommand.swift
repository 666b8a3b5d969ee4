import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import Kubernetes
import SystemPackage
import X509

/// `meshtrust remove mesh`: removes a mesh and everything that depends on it.
struct RemoveMeshCommand: FolderCommand {
  static let configuration = CommandConfiguration(
    commandName: "mesh",
    abstract: "Remove a mesh: what each administrator deletes, edits and restarts, in order. Its keys are destroyed.",
    discussion: Manual.text(
      "federation.yaml is edited, keeping comments and order; a mesh that was taken out of it by hand can be removed all "
        + "the same. Files in its folder that the home did not write stay. The mesh's certificates, also intermediates that were "
        + "signed for its requests, are added to its issuers' CRLs (see `crl`), and then its keys are destroyed, which cannot be "
        + "undone. The steps for the administrators follow the manual (1.18.15), and add the restarts without which the mesh is "
        + "still trusted. --out writes the edited and deleted objects of each administrator as files. Where a root's key is in "
        + "a token or behind a signer, the last CRL needs it; with --accept-missing-crl a mesh whose key is lost leaves without "
        + "that CRL, and the log says so.",
      examples: [
        "meshtrust remove mesh blue-mesh --dry-run", "meshtrust remove mesh blue-mesh --yes --out blue-leaves",
      ],
      exits: [
        .done: "removed, or shown with --dry-run", .malformed: "federation.yaml is missing or wrong",
        .refused: "refused, or not confirmed", .secret: "the home cannot be opened", .usage: "there is no such mesh",
        .inputOutput: "a file cannot be written",
      ]))

  @Flag(name: .long, help: "Show what would be done, without changing anything.")
  var dryRun = false

  @Flag(name: .long, help: "Do not ask for confirmation.")
  var yes = false

  @Flag(
    name: .customLong("accept-missing-crl"),
    help: "Let the mesh leave although a key that is out of reach does not sign its last CRL.")
  var acceptMissingCRL = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write the administrators' files into this new folder.", valueName: "dir"))
  var out: String?

  @Argument(help: ArgumentHelp("The mesh, or a remote.", valueName: "name"))
  var name: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: FolderOutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    if let out, FileSystem.exists(FilePath(out)) { throw CAError.exists(path: FilePath(out)) }
    let home = dryRun ? try home.open(console) : try home.openForWriting(console)
    let removal: Removal
    if dryRun {
      removal = try home.planRemoval(of: name)
    } else {
      removal = try home.remove(name, acceptingMissingLists: acceptMissingCRL) { removal throws(CAError) in
        guard !yes else { return }
        console.say(RemovalView(removal).keys().joined(separator: "\n"))
        try CAError.confirming { () throws(NotConfirmed) in
          try console.confirm(
            "Remove `\(removal.name)` and destroy its keys?", "removing `\(removal.name)` destroys its keys",
            why: "it cannot be undone",
            next: "look at `\(.meshtrust("remove", "mesh", name, "--dry-run"))`, then add --yes")
        }
      }
    }
    let view = RemovalView(removal)
    if let out { try view.write(to: FilePath(out)) }
    console.say(removal.warnings)
    if output.json {
      console.print(view.node(isDone: !dryRun))
    } else {
      console.print(view.text(isDone: !dryRun, out: out, in: console.context))
    }
    return .done
  }
}
