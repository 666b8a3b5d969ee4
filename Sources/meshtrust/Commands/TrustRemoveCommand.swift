import ArgumentParser
import CA
import Diagnostics
import Documents

/// `meshtrust trust remove`: forgets a remote.
struct TrustRemoveCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Forget what is held of a mesh that other people run; its next card is a first contact again.",
    discussion: Manual.text(
      "The next `apply` takes its ConfigMap and ServiceMeshPeer out of the folders. What runs on a cluster stays until "
        + "somebody deletes it there.",
      examples: ["meshtrust trust remove green-mesh", "meshtrust trust remove green-mesh --yes"],
      exits: [
        .done: "forgotten", .malformed: "there is no home", .refused: "not confirmed", .usage: "nothing is held of it",
        .inputOutput: "the database cannot be written",
      ]))

  @Flag(name: .long, help: "Forget it without asking.")
  var yes = false

  @Argument(help: ArgumentHelp("The remote.", valueName: "peer"))
  var peer: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console, writing: true)
    let removed = try home.removeRemote(peer) { remote throws(CAError) in
      console.say(TrustView.text(remote))
      guard yes || (console.isInteractive && console.asks("Forget it?")) else {
        throw .trust(.notConfirmed(name: remote.name, removing: true))
      }
    }
    if output.json {
      console.print(.schema("trust-remove", [("removed", .string(removed.name))]))
    } else {
      console.print("forgot \(removed.name)\nnext: meshtrust apply\(self.home.hint)")
    }
    return .done
  }
}
