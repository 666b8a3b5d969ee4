import ArgumentParser
import CA
import Diagnostics
import Documents
import Rotation

/// `meshtrust blast-radius`: what a stolen key could pose as, and who would believe it.
struct BlastRadiusCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "blast-radius",
    abstract: "Tell which identities could be forged with an authority's key, and which meshes would believe them.",
    discussion: Manual.text(
      """
      AUTHORITY is red-mesh/root, red-mesh/intermediate, shared/root, or a fingerprint. \
      Everything is tried and not argued: certificates are minted with the key, directly \
      and through an authority of a thief's own making, and judged as each mesh's \
      proxies judge. Nothing that was minted is kept. Where the key is not in this home, a \
      stand-in with the same constraints is tried.
      """,
      examples: ["meshtrust blast-radius red-mesh/intermediate", "meshtrust blast-radius shared/root --json"],
      exits: [
        .done: "told", .malformed: "federation.yaml is wrong",
        .refused: "nothing is issued yet", .secret: "the home does not open",
        .usage: "there is no such authority", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The authority whose key is in wrong hands.", valueName: "authority"))
  var authority: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let lost = try LostKey(authority, home, at: home.now)
    let radius = try Progress("minting").during { try BlastRadius(lost) }
    console.say(lost.notes)
    let view = BlastRadiusView(radius)
    if output.json { console.print(view.node) } else { console.print(view.text) }
    return .done
  }
}

extension LostKey {
  /// What deserves to be known of how the answer was found.
  var notes: [Diagnostic] {
    guard isStandIn else { return [] }
    return [
      Diagnostic(
        "MT-HOME-48", .note, what: "the key of `\(authority.name)` is not in this home, and a stand-in was tried",
        why: "a certificate with the same names, path length and constraints, for a key made for this question")
    ]
  }
}
