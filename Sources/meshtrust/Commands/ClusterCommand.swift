import ArgumentParser
import Diagnostics

/// `meshtrust cluster`: whether clusters can be reached, and what must be granted.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Check how the meshes' clusters are reached, and print the rights to grant.",
    discussion: Manual.text(
      "Commands with --live reach clusters through your own `oc` or `kubectl`, with your log-in, and through the context "
        + "that you chose for each mesh: --context, MESHTRUST_CONTEXTS, `~/.config/meshtrust/clusters.yaml`, or `cluster: "
        + "{context: NAME}` in federation.yaml, in falling order. The current context is never used.",
      examples: ["meshtrust cluster check red-mesh", "meshtrust cluster rights red-mesh --user alice"],
      exits: [
        .done: "nothing is missing", .no: "definitions or rights are missing", .malformed: "a context is incomplete",
        .refused: "a context leads to another cluster than before", .secret: "a cluster did not take the credentials",
        .usage: "there is no such mesh, or no context for it", .inputOutput: "a cluster cannot be reached",
      ]),
    subcommands: [ClusterCheckCommand.self, ClusterRightsCommand.self])
}
