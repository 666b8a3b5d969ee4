import ArgumentParser
import CA
import Cryptography
import Diagnostics
import X509

/// `meshtrust key`: export an authority's key, or seal the home anew.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Export an authority's key, or seal the home anew.",
    discussion: Manual.text(
      examples: [
        "meshtrust key export red-mesh/root --out-passphrase-file pass.txt > red-root.key", "meshtrust key rewrap",
      ],
      exits: [.done: "done"]),
    subcommands: [KeyExportCommand.self, KeyRewrapCommand.self])
}

/// `meshtrust key export`: an authority's key as PKCS #8.
struct KeyExportCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print an authority's key as encrypted PKCS #8.",
    discussion: Manual.text(
      "Encrypted with AES-256 under a key that scrypt derives from the passphrase. That the key was exported is logged.",
      examples: [
        "meshtrust key export red-mesh/root --out-passphrase-file pass.txt > red-root.key",
        "meshtrust key export red-mesh --no-encrypt > red-intermediate.key",
      ],
      exits: [
        .done: "printed", .refused: "the key is not in this home", .secret: "the home does not open",
        .usage: "no such authority, or neither passphrase nor --no-encrypt", .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: ArgumentHelp("The file with the passphrase for the exported key.", valueName: "file"))
  var outPassphraseFile: String?

  @Flag(name: .long, help: "Print the key in the clear. Whoever reads it can sign in the authority's name.")
  var noEncrypt = false

  @Argument(help: ArgumentHelp("MESH/root, MESH/intermediate, shared/root or a fingerprint.", valueName: "authority"))
  var authority: String

  func execute(_ console: Console) throws -> ExitStatus {
    switch (outPassphraseFile, noEncrypt) {
    case (let file?, false):
      let passphrase = try Passphrase.read(file)
      let der = try home.openForWriting(console).exportKey(authority, passphrase: passphrase)
      console.print(PEM.write(EncryptedPrivateKey.label, der))
    case (nil, true):
      let pem = try home.openForWriting(console).exportPlainKey(authority)
      pem.withBytes { unsafe console.print(bytes: Array($0)) }
    default:
      throw CommandLineError.usage(
        what: "how the exported key is protected has to be said",
        why: "a key leaves the home only encrypted, unless the opposite is typed",
        next: "--out-passphrase-file FILE, or --no-encrypt")
    }
    return .done
  }
}

/// `meshtrust key rewrap`: a new sealing key or passphrase.
struct KeyRewrapCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "rewrap",
    abstract: "Seal the home anew: under a fresh sealing.key, or under a passphrase.",
    discussion: Manual.text(
      "The keys themselves stay; what opens them changes. Older copies of the home still open with what they were "
        + "sealed with.",
      examples: ["meshtrust key rewrap", "meshtrust key rewrap --new-passphrase-file new.txt"],
      exits: [
        .done: "sealed anew", .secret: "the home does not open", .refused: "nothing is issued yet",
        .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  @Option(name: .long, help: ArgumentHelp("The file with the new passphrase.", valueName: "file"))
  var newPassphraseFile: String?

  func execute(_ console: Console) throws -> ExitStatus {
    let secret = try newPassphraseFile.map { HomeSecret.passphrase(try Passphrase.read($0)) } ?? .keyFile
    let home = try home.openForWriting(console)
    try home.rewrap(with: secret)
    let how = newPassphraseFile == nil ? "a fresh \(home.sealingKeyPath)" : "the passphrase"
    console.say("the home is sealed with \(how); make a new backup")
    return .done
  }
}
