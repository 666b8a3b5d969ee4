import ArgumentParser
import CA
import Diagnostics
import Documents
import Rotation

/// `meshtrust blast-radius`: what a stolen key could impersonate, and who would accept it.
struct BlastRadiusCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "blast-radius",
    abstract: "Show which identities could be forged with an authority's key, and which meshes would accept them.",
    discussion: Manual.text(
      """
      AUTHORITY is red-mesh/root, red-mesh/intermediate, shared/root, or a fingerprint. \
      Everything is tested, not deduced: certificates are issued with the key, directly \
      and through a CA of a thief's own making, and verified as each mesh's proxies \
      verify. None of them is kept. If the key is not in this home, a stand-in with the \
      same constraints is used. MESH/sealing-key is the key of the controller that \
      opens the mesh's SealedSecrets: it gives its thief the intermediates in them.
      """,
      examples: ["meshtrust blast-radius red-mesh/intermediate", "meshtrust blast-radius shared/root --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is wrong",
        .refused: "nothing is issued yet", .secret: "the home cannot be opened",
        .usage: "there is no such authority", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The authority whose key is compromised.", valueName: "authority"))
  var authority: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    if let exposure = try home.sealingExposure(authority) {
      try SealingExposureView(name: authority, exposure: exposure, home: home).blastRadius(console, json: output.json)
      return .done
    }
    let lost = try LostKey(authority, home, at: home.now)
    let radius = try Progress("minting").during { try BlastRadius(lost) }
    let view = BlastRadiusView(radius)
    if output.json { console.print(view.node) } else { console.print(view.text(on: console.page)) }
    console.say(lost.notes)
    return .done
  }
}

extension LostKey {
  /// What deserves to be known of how the answer was found.
  var notes: [Diagnostic] {
    guard isStandIn else { return [] }
    return [
      Diagnostic(
        "MT-HOME-48", .note, what: "the key of `\(authority.name)` is not in this home; a stand-in was tested",
        why: "it is a certificate with the same names, path length and constraints, and a temporary key")
    ]
  }
}
