import ArgumentParser
import Diagnostics

/// `meshtrust trust`: what administrators hand each other.
struct TrustCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Hand trust over between administrators: trust cards, and what is held of meshes that other people run.",
    discussion: Manual.text(
      "A trust card holds public facts of one mesh: roots, identities, addresses. Name the mesh under spec.remotes of "
        + "federation.yaml and as a peer of yours, import its card, and `apply` writes the rest.",
      examples: [
        "meshtrust trust export red-mesh > red.trust.yaml",
        "meshtrust trust import green.trust.yaml",
      ],
      exits: [.done: "done", .usage: "none of its commands was named"]),
    subcommands: [
      TrustExportCommand.self, TrustImportCommand.self, TrustListCommand.self, TrustShowCommand.self,
      TrustRemoveCommand.self,
    ])
}
