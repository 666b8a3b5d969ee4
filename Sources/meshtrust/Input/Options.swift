import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage
import X509

/// `--json` and `--color`, on every command that prints.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON document instead of text.")
  var json = false

  @Option(
    name: .long, help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"),
    completion: .list(ColorChoice.allCases.map(\.rawValue)))
  var color = ColorChoice.auto.rawValue
}

/// Which home, with which secret, at which time.
struct HomeOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The home. (default: $MESHTRUST_HOME, or ./pki)", valueName: "dir"))
  var home: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file with the passphrase that the home is sealed with, if it is. (default: $MESHTRUST_PASSPHRASE_FILE)",
      valueName: "file"))
  var passphraseFile: String?

  @Option(name: .long, help: ArgumentHelp("Take this moment for now (RFC 3339), for tests.", valueName: "time"))
  var now: String?

  /// The home that is meant.
  func open() throws -> Home {
    Home(folder: FilePath(folder), now: try Clock.now(now, option: "--now"), secret: try secret())
  }

  /// The home for a command that writes: a foreign clock is worth a warning, and is in the log by its times.
  func openForWriting(_ console: Console) throws -> Home {
    let home = try open()
    if now != nil {
      console.say([
        Diagnostic(
          "MT-CLI-10", .warning, what: "the clock is set to \(home.now) by --now",
          why: "whatever is written or logged now carries that time", next: "leave --now out, except for tests")
      ])
    }
    console.say(home.findings())
    return home
  }

  /// The home for a command that needs one that was begun: a wrong --home is told from one without authorities.
  func openBegun(_ console: Console, writing: Bool = false) throws -> Home {
    let home = writing ? try openForWriting(console) : try open()
    guard FileSystem.exists(home.federationPath) || FileSystem.exists(home.databasePath) else {
      throw CAError.noHome(home.folder)
    }
    return home
  }

  /// What a suggested command needs so that it means the same home.
  var hint: String { home.map { " --home \(ShellWord.quoted($0))" } ?? "" }

  var folder: String { home ?? Environment["MESHTRUST_HOME"] ?? "pki" }

  private func secret() throws -> HomeSecret {
    guard let file = passphraseFile ?? Environment["MESHTRUST_PASSPHRASE_FILE"] else { return .keyFile }
    return .passphrase(try Passphrase.read(file))
  }
}

/// The moment that counts as now.
enum Clock {
  /// The given moment, or that of the system.
  static func now(_ text: String?, option: String) throws -> Timestamp {
    if let text { return try OptionValue.of(option) { try Timestamp(text) } }
    return Timestamp(seconds: Int64(time(nil)))
  }
}

/// Passphrases come from files, never from the command line.
enum Passphrase {
  /// The first line of a file; an empty one is refused.
  static func read(_ file: String) throws -> SecretBytes {
    let passphrase = try FileSystem.readSecret(FilePath(file), trimmed: true)
    guard passphrase.count > 0 else {
      throw CommandLineError.value(
        option: "the passphrase file", text: file, why: "the file is empty", next: "write the passphrase into it")
    }
    return passphrase
  }
}
