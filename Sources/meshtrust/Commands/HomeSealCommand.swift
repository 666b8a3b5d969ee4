import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Signers
import SystemPackage
import X509

/// `meshtrust home`: what the home itself needs.
struct HomeGroupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "home",
    abstract: "The ways to open the home.",
    discussion: Manual.text(
      examples: ["meshtrust home seal list", "meshtrust home seal rewrap"],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [HomeSealCommand.self])
}

/// `meshtrust home seal`: the ways to open the home.
struct HomeSealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Add, remove, list or replace the ways to open the home.",
    discussion: Manual.text(
      "Every key is sealed with the home's data key, and each way wraps that one: `sealing.key`, passphrases of several "
        + "people, tokens. Any one opens the home. Older copies of the home still open with what opened them then.",
      examples: [
        "meshtrust home seal list", "meshtrust home seal add --new-passphrase-file anna.txt --name anna",
      ],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [
      HomeSealAddCommand.self, HomeSealRemoveCommand.self, HomeSealListCommand.self, HomeSealRewrapCommand.self,
    ])
}

/// `meshtrust home seal add`: another way to open the home.
struct HomeSealAddCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add a way to open the home: a passphrase, a token or sealing.key.",
    discussion: Manual.text(
      "In a token an RSA key is made that decrypts what opens the home; its module and PIN come from this machine, as for "
        + "`key generate`. Without the home's other ways, the token must then be there for every command that needs a key.",
      examples: [
        "meshtrust home seal add --new-passphrase-file anna.txt --name anna",
        "meshtrust home seal add --token pkcs11:token=prod",
      ],
      exits: [
        .done: "added", .refused: "nothing is issued yet, the name is taken, or the token cannot do it",
        .secret: "the home or the token cannot be opened", .usage: "not exactly one way was named",
        .inputOutput: "a file cannot be written, or the token failed",
      ]))

  @Option(name: .long, help: ArgumentHelp("The file with the new passphrase.", valueName: "file"))
  var newPassphraseFile: String?

  @Option(name: .long, help: ArgumentHelp("The token (RFC 7512), by its label or serial number.", valueName: "uri"))
  var token: String?

  @Flag(name: .long, help: "A new sealing.key.")
  var keyFile = false

  @Option(name: .long, help: ArgumentHelp("What it is called from now on.", valueName: "name"))
  var name: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let name = try name.map { try SlotName.checked($0) }
    let added: String
    switch (newPassphraseFile, token, keyFile) {
    case (let file?, nil, false):
      let passphrase = try Passphrase.read(file)
      console.say(Passphrase.findings(file, passphrase))
      added = try home.openBegun(console, writing: true).addSlot(.passphrase(passphrase), name: name)
    case (nil, let token?, false):
      let uri = try TokenOption.uri(token)
      added = try home.openBegun(console, writing: true).addSlot(in: uri, name: name)
    case (nil, nil, true): added = try home.openBegun(console, writing: true).addSlot(.keyFile, name: name)
    default: throw UsageError.choice(.sealingWay)
    }
    guard !output.json else {
      console.print(.schema("home-seal-add", [("name", .string(added))]))
      return .done
    }
    console.print(
      console.text(
        "`\(added)` opens the home from now on\nnext: make a new backup; \(.meshtrust("home", "seal", "list"))"))
    return .done
  }
}

/// The name of a way to open the home.
private enum SlotName {
  static func checked(_ name: String) throws -> String {
    guard !name.isEmpty, name.utf8.count <= 63, name.printable == name, !name.contains(where: \.isWhitespace) else {
      throw CommandLineError.value(
        option: "--name", text: name, why: "a name is one word of at most 63 bytes", next: "--name anna")
    }
    return name
  }
}

/// `meshtrust home seal remove`: takes a way away.
struct HomeSealRemoveCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Take away a way to open the home.",
    discussion: Manual.text(
      "The way that opens the home in this command stays, so that another one is known to open it. Whoever has an older "
        + "copy of the home, and what opened it, still has every key of then: rekey or rotate what they could sign with.",
      examples: [
        "meshtrust home seal remove sealing.key --passphrase-file anna.txt", "meshtrust home seal remove bert",
      ],
      exits: [
        .done: "removed", .refused: "it is the only way, the one in use, or unknown",
        .secret: "the home cannot be opened", .inputOutput: "a file cannot be removed",
      ]))

  @Argument(help: ArgumentHelp("Its name, as `home seal list` shows it.", valueName: "name"))
  var name: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try home.openBegun(console, writing: true).removeSlot(name)
    if output.json {
      console.print(.schema("home-seal-remove", [("name", .string(name))]))
    } else {
      console.print("`\(name)` no longer opens the home; older copies of it still do with it\nnext: make a new backup")
    }
    return .done
  }
}

/// `meshtrust home seal list`: the ways to open the home.
struct HomeSealListCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the ways to open the home.",
    discussion: Manual.text(
      examples: ["meshtrust home seal list", "meshtrust home seal list --json"],
      exits: [
        .done: "listed", .refused: "nothing is issued yet", .secret: "the home cannot be opened",
        .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let ways = try home.openBegun(console).sealingWays()
    guard !output.json else {
      console.print(.schema("home-seal-list", [("ways", .sequence(ways.map(Self.node)))]))
      return .done
    }
    var table = Table("NAME", "KIND", "SINCE", "PLACE")
    for way in ways {
      table.add([
        way.name + (way.isInUse ? " (in use)" : ""), way.kind.rawValue, way.created?.day ?? "the beginning",
        way.place ?? "",
      ])
    }
    console.print(table.lines(on: console.page).joined(separator: "\n"))
    return .done
  }

  private static func node(_ way: SealingWay) -> Node {
    .mapping([
      ("name", .string(way.name)), ("kind", .string(way.kind.rawValue)),
      ("place", way.place.map { .string($0) } ?? .null),
      ("created", way.created.map { .string($0.description) } ?? .null), ("inUse", .bool(way.isInUse)),
    ])
  }
}

/// `meshtrust home seal rewrap`: another secret in place of the one that opens the home.
struct HomeSealRewrapCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "rewrap",
    abstract: "Replace the way in use: by a new sealing.key, a passphrase or the token.",
    discussion: Manual.text(
      "The keys stay the same; only their protection changes, and other ways stay. Older copies of the home still open "
        + "with the old one.",
      examples: ["meshtrust home seal rewrap", "meshtrust home seal rewrap --new-passphrase-file new.txt"],
      exits: [
        .done: "sealed", .secret: "the home cannot be opened", .refused: "nothing is issued yet, or the name is taken",
        .inputOutput: "a file cannot be written, or the token failed",
      ]))

  @Option(name: .long, help: ArgumentHelp("The file with the new passphrase.", valueName: "file"))
  var newPassphraseFile: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let secret = try newPassphraseFile.map { file in
      let passphrase = try Passphrase.read(file)
      console.say(Passphrase.findings(file, passphrase))
      return HomeSecret.passphrase(passphrase)
    }
    let home = try home.openBegun(console, writing: true)
    let isToken = try secret == nil && home.rewrapToken()
    if !isToken { try home.rewrap(with: secret ?? .keyFile) }
    if output.json {
      let method = isToken ? "token" : newPassphraseFile == nil ? "sealing.key" : "passphrase"
      console.print(
        .schema("home-seal-rewrap", [("home", .string(home.folder.string)), ("sealedWith", .string(method))]))
    } else {
      let how = isToken ? "its token" : newPassphraseFile == nil ? "a new \(home.sealingKeyPath)" : "the passphrase"
      console.print("the home is sealed with \(how)\nnext: make a new backup; old ones keep the old protection")
    }
    return .done
  }
}
