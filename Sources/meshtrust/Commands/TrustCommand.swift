import ArgumentParser
import Diagnostics

/// `meshtrust trust`: what administrators send each other.
struct TrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Exchange trust between administrators: trust cards, and the meshes that others run.",
    discussion: Manual.text(
      "A trust card contains public facts about one mesh: roots, identities, addresses. Add the mesh to spec.remotes "
        + "in federation.yaml and to the peers of yours, import its card, and `apply` writes the rest.",
      examples: [
        "meshtrust trust export red-mesh > red.trust.yaml",
        "meshtrust trust import green.trust.yaml",
      ],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [
      TrustExportCommand.self, TrustImportCommand.self, TrustRefreshCommand.self, TrustListCommand.self,
      TrustShowCommand.self,
      TrustRemoveCommand.self,
    ])
}
