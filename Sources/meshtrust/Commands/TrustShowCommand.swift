import ArgumentParser
import CA
import Diagnostics

/// `meshtrust trust show`: what is known about one remote.
struct TrustShowCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what the home knows about one mesh that others run.",
    discussion: Manual.text(
      examples: ["meshtrust trust show green-mesh", "meshtrust trust show green-mesh --source > green.trust.yaml"],
      exits: [
        .done: "shown", .malformed: "there is no home", .usage: "it is unknown here",
        .inputOutput: "the database cannot be read",
      ]))

  @Flag(name: .long, help: "Print the imported file, byte for byte.")
  var source = false

  @Argument(help: ArgumentHelp("The remote.", valueName: "peer"))
  var peer: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let remote = try home.openBegun(console).remote(named: peer)
    if output.json {
      console.print(.schema("trust-show", [("remote", TrustView.node(remote))]))
    } else if source {
      console.print(bytes: remote.source)
    } else {
      console.print(TrustView.text(remote, on: console.page))
    }
    return .done
  }
}
