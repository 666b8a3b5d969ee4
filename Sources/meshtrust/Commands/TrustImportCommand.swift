import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation

/// `meshtrust trust import`: takes the trust card of a mesh that other people run.
struct TrustImportCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take the trust card of a mesh that other people run, after showing what it changes.",
    discussion: Manual.text(
      "The first card needs --fingerprint, compared by another way than the card came; after that a card counts only if a "
        + "root that is held has signed it. PEM, SPIFFE bundles (JWKS) and ConfigMaps are taken too: they say neither "
        + "whose they are nor who vouches for them, so that --trust-domain and the fingerprint of every root are needed. "
        + "Only authority.db is changed; `apply` writes what follows.",
      examples: [
        "meshtrust trust import green.trust.yaml --yes",
        "meshtrust trust import roots.pem --name green --trust-domain green.example",
      ],
      exits: [
        .done: "recorded, or nothing to change", .malformed: "the file or federation.yaml cannot be read",
        .refused: "not to be trusted, or not confirmed", .secret: "the home does not open", .usage: "wrong usage",
        .inputOutput: "a file cannot be read or written",
      ]))

  @Option(
    name: .long,
    help: ArgumentHelp(
      "SHA256:… of a root, as its administrator told you by another way; may be repeated.", valueName: "fingerprint"))
  var fingerprint: [String] = []

  @OptionGroup var form: TrustFormOptions

  @Flag(name: .long, help: "Record it without asking.")
  var yes = false

  @Argument(help: ArgumentHelp("The card or bundle; - is standard input.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let fingerprints = try fingerprint.map { text in
      guard let fingerprint = RootFingerprint(text) else {
        throw CommandLineError.value(
          option: "--fingerprint", text: text, why: "a fingerprint has 64 hexadecimal digits, all of which count",
          next: "--fingerprint SHA256:…, as `meshtrust inspect` prints it")
      }
      return fingerprint
    }
    let (offer, warnings) = try TrustInput.read(file, form, isVouched: !fingerprints.isEmpty)
    let home = try home.openForWriting(console)
    console.say(warnings)
    let change = try home.importTrust(offer, fingerprints: fingerprints) { change throws(CAError) in
      console.say(TrustView.text(change))
      console.say(change.warnings)
      guard yes || (console.isInteractive && console.asks("Trust this from now on?")) else {
        throw .trust(.notConfirmed(name: change.remote.name, removing: false))
      }
    }
    if output.json {
      console.print(TrustView.node(change, told: warnings))
    } else if change.isEmpty {
      console.print("nothing to do: this is held of \(change.remote.name) already")
    } else {
      console.print("recorded \(change.remote.name): \(change.voucher)\nnext: meshtrust apply\(self.home.hint)")
    }
    return .done
  }
}
