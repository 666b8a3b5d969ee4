import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import SPIFFE
import X509

/// `meshtrust log`: what was done to the home.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show the audit log, or check that it is unmodified.",
    discussion: Manual.text(
      examples: ["meshtrust log --json", "meshtrust log verify"], exits: [.done: "shown", .malformed: "modified"]),
    subcommands: [
      LogShowCommand.self, LogVerifyCommand.self, LogCheckpointCommand.self, LogAcceptLossCommand.self,
    ],
    defaultSubcommand: LogShowCommand.self)
}

/// `meshtrust log show`.
struct LogShowCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the audit log.",
    discussion: Manual.text(
      "Each entry says who acted, and in parentheses what the name is worth: `os` is the word of the operating system, "
        + "which whoever is root can change. --json has the host, the command line and the version of the tool too. "
        + "Entries of older versions say none of that.",
      examples: ["meshtrust log", "meshtrust log --by anna --mesh red-mesh --since 30d"],
      exits: [
        .done: "shown", .malformed: "an entry was modified", .refused: "nothing is issued yet",
        .inputOutput: "the database cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("Only what this user did.", valueName: "name"))
  var by: String?

  @Option(name: .long, help: ArgumentHelp("Only what was done to this mesh.", valueName: "mesh"))
  var mesh: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Only what was done since: a time (RFC 3339), or how long ago, such as 30d.", valueName: "time"))
  var since: String?

  @Option(name: .long, help: ArgumentHelp("Only what one command did, by the UUID of its run.", valueName: "uuid"))
  var run: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let run = try self.run.map(Self.uuid)
    let home = try home.openBegun(console)
    let (entries, fault) = (try home.log(), try home.logFault())
    let shown = try filtered(entries, run, home)
    if let run, !entries.contains(where: { $0.origin?.run == run }) {
      console.say("no entry has the run \(run)")
    } else if shown.isEmpty {
      console.say("no entry is one of those")
    }
    if output.json {
      // One document: either the entries or the error.
      if let fault { throw fault }
      console.print(.schema("log", [("entries", .sequence(shown.map(\.node)))]))
    } else {
      var table = Table()
      for entry in shown {
        table.add(
          "\(entry.number)", entry.time.description, Self.actor(entry), entry.action, entry.subject, entry.details)
      }
      if !shown.isEmpty { console.print(table.text(on: console.page)) }
      if let fault { throw fault }
    }
    return .done
  }

  /// The UUID of a run, as entries and messages have it.
  private static func uuid(_ text: String) throws -> String {
    guard text.utf8.count == 32, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw CommandLineError.value(
        option: "--run", text: text, why: "a run has 32 hexadecimal digits",
        next: "take it from the message, or from `\(.meshtrust("log", "--json"))`")
    }
    return text.lowercased()
  }

  private func filtered(_ entries: [LogEntry], _ run: String?, _ home: OpenHome) throws -> [LogEntry] {
    let start = try since.map { text in
      if let ago = Lifetime(text) { return home.now - ago.seconds }
      return try OptionValue.of("--since") { try Timestamp(text) }
    }
    // Entries stay when their mesh has left, so that any name is one.
    let domain = try mesh.map { name in
      try home.federation().mesh(named: name)?.trustDomain.name ?? Naming.trustDomain(ofMesh: name)
    }
    return entries.filter { entry in
      if let start, entry.time < start { return false }
      if let by, !entry.isBy(by) { return false }
      if let run, entry.origin?.run != run { return false }
      guard let mesh, let domain else { return true }
      return entry.isAbout(mesh, trustDomain: domain)
    }
  }

  /// What proves the name stands beside it. Where a database does, the system's word is left to `--json`.
  static func actor(_ entry: LogEntry) -> String {
    guard let origin = entry.origin else { return "-" }
    let proof = origin.proof.split(separator: ", ").filter { !$0.hasSuffix(" by os") }
    return "\(origin.actor) (\(proof.joined(separator: ", ")))"
  }
}

extension LogEntry {
  /// The entry as JSON.
  var node: Node {
    let by: Node =
      origin.map { origin in
        .mapping([
          ("actor", .string(origin.actor)), ("proof", .string(origin.proof)), ("host", .string(origin.host)),
          ("command", .string(origin.command)), ("version", .string(origin.tool)), ("run", .string(origin.run)),
        ])
      } ?? .null
    return .mapping([
      ("entry", .int(Int(number))), ("time", .string(time.description)), ("action", .string(action)),
      ("subject", .string(subject)), ("details", .string(details)), ("by", by),
      ("previous", .string(previous)), ("hash", .string(hash)),
    ])
  }
}
