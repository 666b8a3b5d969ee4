import ArgumentParser
import Diagnostics

/// `meshtrust remove`: removes a mesh or a service from the federation.
struct RemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove a mesh, a peering or a service from the federation.",
    discussion: Manual.text(
      examples: [
        "meshtrust remove mesh blue-mesh --dry-run", "meshtrust remove peer red-mesh blue-mesh --dry-run",
        "meshtrust remove service bookinfo/ratings -f red-manifests",
      ],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [RemoveMeshCommand.self, RemovePeerCommand.self, RemoveServiceCommand.self])
}
