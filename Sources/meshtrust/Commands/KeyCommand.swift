import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import SystemPackage
import X509

/// `meshtrust key`: exports an authority's key, or makes or takes one that is outside of the home.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Export a key, or have one in a token or behind a signer.",
    discussion: Manual.text(
      examples: [
        "meshtrust key export red-mesh/root --out-passphrase-file pass.txt > root.key",
        "meshtrust key generate red-mesh/root --token pkcs11:token=prod",
      ],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [KeyExportCommand.self, KeyGenerateCommand.self, KeyAttachCommand.self, KeyDestroyCommand.self])
}

/// `meshtrust key export`: an authority's key as PKCS #8.
struct KeyExportCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print an authority's key as encrypted PKCS #8.",
    discussion: Manual.text(
      "Encrypted with AES-256, with a key derived from the passphrase by scrypt. The export is logged.",
      examples: [
        "meshtrust key export red-mesh/root --out-passphrase-file pass.txt > root.key",
        "meshtrust key export red-mesh --no-encrypt > red-intermediate.key",
      ],
      exits: [
        .done: "printed", .refused: "the key is not in this home", .secret: "the home cannot be opened",
        .usage: "no such authority, or neither passphrase nor --no-encrypt", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("The file with the passphrase for the exported key.", valueName: "file"))
  var outPassphraseFile: String?

  @Flag(name: .long, help: "Print the key unencrypted. Anyone who reads it can sign as the authority.")
  var noEncrypt = false

  @Argument(help: ArgumentHelp("MESH/root, MESH/intermediate, shared/root or a fingerprint.", valueName: "authority"))
  var authority: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    switch (outPassphraseFile, noEncrypt) {
    case (let file?, false):
      let passphrase = try Passphrase.read(file)
      console.say(Passphrase.findings(file, passphrase))
      let der = try home.openBegun(console, writing: true).exportKey(authority, passphrase: passphrase)
      print(PEM.write(EncryptedPrivateKey.label, der), console)
    case (nil, true):
      let pem = try home.openBegun(console, writing: true).exportPlainKey(authority)
      print(pem.withBytes { unsafe String(decoding: $0, as: UTF8.self) }, console)
    default:
      throw UsageError.choice(.keyProtection)
    }
    return .done
  }

  private func print(_ pem: String, _ console: Console) {
    guard output.json else { return console.print(data: pem) }
    console.print(
      asked: .schema(
        "key-export", [("authority", .string(authority)), ("encrypted", .bool(!noEncrypt)), ("key", .string(pem))]))
  }
}
