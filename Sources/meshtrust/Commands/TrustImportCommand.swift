import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation

/// `meshtrust trust import`: imports the trust card of a mesh that others run.
struct TrustImportCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import the trust card of a mesh that others run, after showing what it changes.",
    discussion: Manual.text(
      "The first card needs --fingerprint, received through another channel than the card. Later cards must be signed "
        + "by a known root. PEM, SPIFFE bundles (JWKS) and ConfigMaps are accepted too: they name neither their mesh "
        + "nor who vouches for them, so --trust-domain and the fingerprint of every root are needed. Only authority.db "
        + "is changed; `apply` writes the files.",
      examples: [
        "meshtrust trust import green.trust.yaml --yes",
        "meshtrust trust import roots.pem --name green --trust-domain green.example",
      ],
      exits: [
        .done: "recorded, or nothing to change", .malformed: "the file or federation.yaml cannot be read",
        .refused: "not trustworthy, or not confirmed", .secret: "the home cannot be opened", .usage: "wrong usage",
        .inputOutput: "a file cannot be read or written",
      ]))

  @Option(
    name: .long,
    help: ArgumentHelp(
      "SHA256:… of a root, from its administrator through another channel; may be repeated.", valueName: "fingerprint"))
  var fingerprint: [String] = []

  @OptionGroup var form: TrustFormOptions

  @Flag(name: .long, help: "Record it without asking.")
  var yes = false

  @OptionGroup var input: InputFile<Input.Card>

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let file = try input.path()
    let fingerprints = try fingerprint.map(TrustInput.fingerprint)
    let (offer, warnings) = try TrustInput.read(file, form, isVouched: !fingerprints.isEmpty)
    let home = try home.openForWriting(console)
    console.say(warnings)
    let change = try home.importTrust(offer, fingerprints: fingerprints) { change throws(CAError) in
      console.say(TrustView.text(change))
      console.say(change.warnings)
      guard !yes else { return }
      try CAError.confirming { () throws(NotConfirmed) in
        try console.confirm(
          "Trust this from now on?", "the trust in `\(change.remote.name)` would change",
          why: "only a person who has checked it may change what a mesh trusts",
          next: "check the changes above, then run the command again with --yes")
      }
    }
    if output.json {
      console.print(TrustView.node(change, diagnostics: warnings))
    } else if change.isEmpty {
      console.print("nothing to do: the home already has this for \(change.remote.name)")
    } else {
      console.print(
        console.text("recorded \(change.remote.name): \(change.voucher)\nnext: \(.meshtrust("apply"))"))
    }
    return .done
  }
}
