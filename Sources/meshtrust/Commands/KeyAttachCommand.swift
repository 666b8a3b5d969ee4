import ArgumentParser
import CA
import Diagnostics
import Documents
import Signers
import X509

/// `meshtrust key attach`: a key that is in a token, or behind a signer of the machine.
struct KeyAttachCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Take a root's key that is in a token or behind a signer.",
    discussion: Manual.text(
      "The key of a known root, or one for the next root: `apply` makes the first root with it, and `rotate start` "
        + "each later one. The key stays where it is; every signature of it is verified before it is used. The module of "
        + "a token and the program of a signer come from this machine: signers.yaml in the user's configuration folder "
        + "or in /etc/meshtrust, MESHTRUST_PKCS11_MODULE and MESHTRUST_PIN_FILE.",
      examples: [
        "meshtrust key attach red-mesh/root --signer corporate --key alias/mesh-root",
        "meshtrust key attach shared/root --token 'pkcs11:token=prod;object=mesh-root'",
      ],
      exits: [
        .done: "attached", .malformed: "federation.yaml or signers.yaml is wrong",
        .refused: "the key is not the one, is used already, or is for an intermediate",
        .secret: "the home, the token or the service wants another secret",
        .usage: "no such authority, or the machine does not know the signer",
        .inputOutput: "the token or the signer failed",
      ]))

  @Argument(help: ArgumentHelp("MESH/root or shared/root.", valueName: "authority"))
  var authority: String

  @Option(name: .long, help: ArgumentHelp("The key in a token (RFC 7512), by its label or ID.", valueName: "uri"))
  var token: String?

  @Option(name: .long, help: ArgumentHelp("A signer that signers.yaml names.", valueName: "name"))
  var signer: String?

  @Option(name: .long, help: ArgumentHelp("What the signer calls the key.", valueName: "key"))
  var key: String?

  @Flag(name: .long, help: "Take a key although its token says that it could leave.")
  var acceptAttributes = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let place = try place()
    let attached = try home.openForWriting(console).attachKey(
      authority, at: place, acceptingAttributes: acceptAttributes)
    AttachedKeyView(console: console, json: output.json).show(attached, schema: "key-attach")
    return .done
  }

  private func place() throws -> SignerPlace {
    switch (token, signer, key) {
    case (let token?, nil, nil):
      let uri = try TokenOption.uri(token)
      guard uri.object != nil || uri.id != nil else {
        throw CommandLineError.value(
          option: "--token", text: token, why: "it names no key: neither `object` nor `id`",
          next: "--token '\(uri);object=LABEL'")
      }
      return .token(uri)
    case (nil, let name?, let key?):
      guard SignerPlace.isName(name) else {
        throw CommandLineError.value(
          option: "--signer", text: name, why: "a name has letters, digits, `-` and `_`", next: "--signer corporate")
      }
      guard !key.isEmpty, key.printable == key else {
        throw CommandLineError.value(
          option: "--key", text: key, why: "it is one line of text, as the signer's service names the key",
          next: "--key alias/mesh-root")
      }
      return .program(name: name, key: key)
    default: throw UsageError.choice(.keyPlace)
    }
  }
}
