import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import SystemPackage
import X509

/// `meshtrust key`: export an authority's key, or seal the home anew.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Export an authority's key, or seal the home anew.",
    discussion: Manual.text(
      examples: [
        "meshtrust key export red-mesh/root --out-passphrase-file pass.txt > root.key", "meshtrust key rewrap",
      ],
      exits: [.done: "done", .usage: "neither export nor rewrap was named"]),
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
        "meshtrust key export red-mesh/root --out-passphrase-file pass.txt > root.key",
        "meshtrust key export red-mesh --no-encrypt > red-intermediate.key",
      ],
      exits: [
        .done: "printed", .refused: "the key is not in this home", .secret: "the home does not open",
        .usage: "no such authority, or neither passphrase nor --no-encrypt", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("The file with the passphrase for the exported key.", valueName: "file"))
  var outPassphraseFile: String?

  @Flag(name: .long, help: "Print the key in the clear. Whoever reads it can sign in the authority's name.")
  var noEncrypt = false

  @Argument(help: ArgumentHelp("MESH/root, MESH/intermediate, shared/root or a fingerprint.", valueName: "authority"))
  var authority: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    switch (outPassphraseFile, noEncrypt) {
    case (let file?, false):
      let passphrase = try Passphrase.read(file)
      let der = try home.openBegun(console, writing: true).exportKey(authority, passphrase: passphrase)
      tell(PEM.write(EncryptedPrivateKey.label, der), console)
    case (nil, true):
      let pem = try home.openBegun(console, writing: true).exportPlainKey(authority)
      tell(pem.withBytes { unsafe String(decoding: $0, as: UTF8.self) }, console)
    default:
      throw CommandLineError.usage(
        what: "how the exported key is protected has to be said",
        why: "a key leaves the home only encrypted, unless the opposite is typed",
        next: "--out-passphrase-file FILE, or --no-encrypt")
    }
    return .done
  }

  private func tell(_ pem: String, _ console: Console) {
    guard output.json else { return console.print(pem) }
    console.print(
      .schema(
        "key-export", [("authority", .string(authority)), ("encrypted", .bool(!noEncrypt)), ("key", .string(pem))]))
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

  @Option(name: .long, help: ArgumentHelp("The file with the new passphrase.", valueName: "file"))
  var newPassphraseFile: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let secret = try newPassphraseFile.map { HomeSecret.passphrase(try Passphrase.read($0)) } ?? .keyFile
    let home = try home.openBegun(console, writing: true)
    try home.rewrap(with: secret)
    if output.json {
      let method = newPassphraseFile == nil ? "sealing.key" : "passphrase"
      console.print(.schema("key-rewrap", [("home", .string(home.folder.string)), ("sealedWith", .string(method))]))
    } else {
      let how = newPassphraseFile == nil ? "a fresh \(home.sealingKeyPath)" : "the passphrase"
      console.print("the home is sealed with \(how)\nnext: make a new backup, since old ones open with what they had")
    }
    return .done
  }
}
