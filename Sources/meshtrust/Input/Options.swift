import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Files
import Glibc
import SystemPackage
import X509

/// `--json`, `--color`, `--quiet`, `--wide` and `--out`, on every command that prints.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON document instead of text.")
  var json = false

  @Option(
    name: .long, help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"),
    completion: .list(ColorChoice.allCases.map(\.rawValue)))
  var color = ColorChoice.auto.rawValue

  @Flag(name: [.customShort("q"), .long], help: "Print no warnings and notes, only results and errors.")
  var quiet = false

  @Flag(name: .long, help: "Keep each row of a table on one line, however long.")
  var wide = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write the result into this file instead of printing it.", valueName: "file"))
  var out: String?
}

/// The same for commands whose own `--out` is a folder.
struct FolderOutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON document instead of text.")
  var json = false

  @Option(
    name: .long, help: ArgumentHelp("Colours: auto, always or never.", valueName: "when"),
    completion: .list(ColorChoice.allCases.map(\.rawValue)))
  var color = ColorChoice.auto.rawValue

  @Flag(name: [.customShort("q"), .long], help: "Print no warnings and notes, only results and errors.")
  var quiet = false

  @Flag(name: .long, help: "Keep each row of a table on one line, however long.")
  var wide = false
}

/// The home, its secret, and the time.
struct HomeOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The home. (default: $MESHTRUST_HOME, or ./pki)", valueName: "dir"))
  var home: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The file with the home's passphrase, if it has one. (default: $MESHTRUST_PASSPHRASE_FILE)",
      valueName: "file"))
  var passphraseFile: String?

  @Option(name: .long, help: ArgumentHelp("Use this time as now (RFC 3339), for tests.", valueName: "time"))
  var now: String?

  /// Names the home without opening it.
  func named() throws -> Home { try namedWithFindings().home }

  /// The home, and what is to be said about its passphrase before something is written with it.
  private func namedWithFindings(
    _ derived: DerivedKeys = DerivedKeys()
  ) throws -> (home: Home, findings: [Diagnostic]) {
    let systemTime = now == nil ? nil : Clock.system
    let now = try Clock.now(now, option: "--now")
    guard let file = passphraseFile ?? Environment["MESHTRUST_PASSPHRASE_FILE"] else {
      let home = Home(
        folder: FilePath(folder), now: now, systemTime: systemTime, secret: .keyFile, passphrase: PassphrasePrompt.ask,
        signers: MachineSigners.access, database: Environment["MESHTRUST_DATABASE"], arguments: Invocation.arguments,
        proposal: Invocation.proposal, derived: derived,
        origin: { Invocation.origin })
      return (home, [])
    }
    let passphrase = try Passphrase.read(file)
    let home = Home(
      folder: FilePath(folder), now: now, systemTime: systemTime, secret: .passphrase(passphrase),
      signers: MachineSigners.access, database: Environment["MESHTRUST_DATABASE"], arguments: Invocation.arguments,
      proposal: Invocation.proposal, derived: derived,
      origin: { Invocation.origin })
    return (home, Passphrase.findings(file, passphrase))
  }

  /// The home for a command that reads. One that is older than its checkpoint is said to be.
  func open(_ console: Console) throws -> OpenHome { try named().open(telling: { console.say([$0]) }) }

  /// The same for a command whose result has a place for what is wrong with the home.
  func openForFindings() throws -> OpenHome { try named().open() }

  /// The home for a command that writes; other writers are kept out until the command ends.
  ///
  /// - Parameter derived: What was derived from the passphrase before, for a command that opens the home several times.
  func openForWriting(
    _ console: Console, acceptingLoss: Bool = false, derived: DerivedKeys = DerivedKeys()
  ) throws -> OpenHome {
    let (home, findings) = try namedWithFindings(derived)
    home.warn(console, isClockSet: now != nil)
    console.say(findings)
    let opened = try home.openForWriting(acceptingLoss: acceptingLoss, telling: { console.say([$0]) })
    console.say(
      opened.finishedRemovals.map { removal in
        let what: Message = "finished the removal of `\(removal.name)`, which was stopped before its end"
        guard let files = removal.filesLeft else {
          return Diagnostic(
            "MT-HOME-80", .note, what: what, why: "its folder, its keys and its entry in federation.yaml are gone")
        }
        return Diagnostic(
          "MT-HOME-80", .warning, what: what,
          why: "it was begun on another machine, where its files still are: \(files.printable)",
          next: "delete that folder; it may contain the key of the intermediate")
      })
    return opened
  }

  /// The home for a command that needs authorities. A wrong --home and a home without authorities are different errors.
  func openBegun(_ console: Console, writing: Bool = false) throws -> OpenHome {
    try requireHome()
    return writing ? try openForWriting(console) : try open(console)
  }

  /// The home for a command that reads what is public in it, and never its secret.
  ///
  /// - Parameter console: Nil for a command whose result has a place for what is wrong with the home.
  func openWithoutSecret(_ console: Console?) throws -> OpenHome {
    try requireHome()
    guard let console else { return try named().openWithoutSecret() }
    return try named().openWithoutSecret(telling: { console.say([$0]) })
  }

  /// A wrong --home is another error than a home without authorities. No secret is read, because a pipe has it once.
  func requireHome() throws {
    guard isThere else { throw CAError.noHome(FilePath(folder)) }
  }

  private var isThere: Bool { Home(folder: FilePath(folder), now: Timestamp(seconds: 0), secret: .keyFile).exists }

  /// The option that makes a suggested command use the same home. Neither what the environment names has to be said
  /// again, nor --now: what is typed next happens then.
  var context: CommandContext {
    let given = [("--home", home), ("--passphrase-file", passphraseFile)]
    return CommandContext(home: folder) { words in
      guard CommandNames.takesHome(words) else { return [] }
      return given.flatMap { option, value in
        guard let value, !words.contains(option) else { return [String]() }
        return [option, value]
      }
    }
  }

  /// Whether the home is sealed by its own file, so that a passphrase cannot be its own.
  var isSealedByFile: Bool { FileSystem.exists(FilePath("\(folder)/sealing.key")) }

  /// The same home without a passphrase on the command line.
  var withoutPassphrase: HomeOptions {
    var options = self
    options.passphraseFile = nil
    return options
  }

  /// Whether there is a home to use: one that is named here or in the environment, or ./pki.
  var isAtHand: Bool { home != nil || isThere }

  var folder: String { home ?? Environment["MESHTRUST_HOME"] ?? "pki" }
}

extension Home {
  /// Warns if the files of the home can be read by others, or if the clock was set, because the log records that time.
  func warn(_ console: Console, isClockSet: Bool) {
    if isClockSet {
      console.say([
        Diagnostic(
          "MT-CLI-10", .warning, what: "the clock is set to \(now) by --now",
          why: "everything written or logged now has that time", next: "leave out --now, except in tests")
      ])
    }
    console.say(findings())
  }
}

/// The time used as now.
enum Clock {
  /// The given time, or the system's.
  static func now(_ text: String?, option: String) throws -> Timestamp {
    if let text { return try OptionValue.of(option) { try Timestamp(text) } }
    return system
  }

  static var system: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}

/// Passphrases come from files, never from the command line.
enum Passphrase {
  /// The first line of a file, which must not be empty.
  static func read(_ file: String) throws -> SecretBytes {
    let passphrase = try FileSystem.readSecret(FilePath(file), trimmed: true)
    guard passphrase.count > 0 else {
      throw CommandLineError.value(
        option: "the passphrase file", text: file, why: "the file is empty", next: "write the passphrase into it")
    }
    return passphrase
  }

  /// What is to be said about a passphrase and its file before it is relied on.
  static func findings(_ file: String, _ passphrase: SecretBytes) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    let path = FilePath(file)
    if let mode = FileSystem.regularMode(of: path), mode & 0o077 != 0 {
      findings.append(
        Diagnostic(
          "MT-HOME-31", .warning, what: "the passphrase in `\(file)` can be read by other users",
          why: "its mode is \(String(mode, radix: 8)); it protects the keys of every mesh",
          next: "chmod 600 \(ShellWord.quoted(file))"))
    }
    if passphrase.count < shortest {
      findings.append(
        Diagnostic(
          "MT-HOME-32", .warning, what: "the passphrase in `\(file)` has \(passphrase.count) bytes",
          why: "a guess costs a fraction of a second, so that short ones are found in days",
          next: "use at least five random words, or 16 random characters"))
    }
    return findings
  }

  private static let shortest = 8
}
