import ArgumentParser
import CA
import Diagnostics
import Signers

/// `meshtrust key generate`: a new key in a token.
struct KeyGenerateCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Make the key of a root in a PKCS #11 token.",
    discussion: Manual.text(
      "The key is made for the next root: `apply` makes the first root with it, and `rotate start` each later one. Its "
        + "type is `rootKey` of the profile. It signs in the token and cannot be read; what the token says of that is "
        + "read back and logged. A command that was stopped is finished by the next one that needs the key. The module "
        + "comes from this machine: `tokens:` in signers.yaml, or MESHTRUST_PKCS11_MODULE; the PIN from `pinFile:`, "
        + "MESHTRUST_PIN_FILE or the terminal. One PIN is tried in a run.",
      examples: [
        "meshtrust key generate red-mesh/root --token pkcs11:token=prod",
        "meshtrust key generate shared/root --token 'pkcs11:token=prod;id=%01%02'",
      ],
      exits: [
        .done: "made", .malformed: "federation.yaml or signers.yaml is wrong",
        .refused: "the token cannot make such a key, one waits already, or it is for an intermediate",
        .secret: "the home or the token wants another secret",
        .usage: "no such authority, or the machine names no module", .inputOutput: "the token failed",
      ]))

  @Argument(help: ArgumentHelp("MESH/root or shared/root.", valueName: "authority"))
  var authority: String

  @Option(name: .long, help: ArgumentHelp("The token (RFC 7512), by its label or serial number.", valueName: "uri"))
  var token: String

  @Flag(name: .long, help: "Take the key although its token says that it could leave.")
  var acceptAttributes = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let uri = try TokenOption.uri(token)
    let made = try home.openForWriting(console).generateKey(
      authority, in: uri, acceptingAttributes: acceptAttributes)
    AttachedKeyView(console: console, json: output.json).show(made, schema: "key-generate")
    return .done
  }
}
