import ArgumentParser
import CA
import Diagnostics
import Documents

/// `meshtrust trust remove`: removes what is known about a remote.
struct TrustRemoveCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove what the home knows about a mesh that others run; its next card is a first contact again.",
    discussion: Manual.text(
      "The next `apply` removes its ConfigMap and ServiceMeshPeer from the folders. Objects on a cluster stay until "
        + "someone deletes them there.",
      examples: ["meshtrust trust remove green-mesh", "meshtrust trust remove green-mesh --yes"],
      exits: [
        .done: "removed", .malformed: "there is no home", .refused: "not confirmed", .usage: "it is unknown here",
        .inputOutput: "the database cannot be written",
      ]))

  @Flag(name: .long, help: "Remove it without asking.")
  var yes = false

  @Argument(help: ArgumentHelp("The remote.", valueName: "peer"))
  var peer: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console, writing: true)
    let removed = try home.removeRemote(peer) { remote throws(CAError) in
      console.say(TrustView.text(remote, on: console.page))
      guard !yes else { return }
      try CAError.confirming { () throws(NotConfirmed) in
        try console.confirm(
          "Remove it?", "the trust in `\(remote.name)` would be removed",
          why: "only a person who has checked it may change what a mesh trusts",
          next: "check it with `\(.meshtrust("trust", "show", remote.name))`, then run the command again with --yes")
      }
    }
    if output.json {
      console.print(.schema("trust-remove", [("removed", .string(removed.name))]))
    } else {
      console.print(console.text("removed \(removed.name)\nnext: \(.meshtrust("apply"))"))
    }
    return .done
  }
}
