import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust log`: what was done to the home.
struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show the audit log, or check that it is unmodified.",
    discussion: Manual.text(
      examples: ["meshtrust log --json", "meshtrust log verify"], exits: [.done: "shown", .malformed: "modified"]),
    subcommands: [LogShowCommand.self, LogVerifyCommand.self],
    defaultSubcommand: LogShowCommand.self)
}

/// `meshtrust log show`.
struct LogShowCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the audit log.",
    discussion: Manual.text(
      examples: ["meshtrust log", "meshtrust log --json"],
      exits: [
        .done: "shown", .malformed: "an entry was modified", .refused: "nothing is issued yet",
        .inputOutput: "the database cannot be read",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let (entries, fault) = (try home.log(), try home.logFault())
    if output.json {
      // One document: either the entries or the error.
      if let fault { throw fault }
      console.print(.schema("log", [("entries", .sequence(entries.map(Self.node)))]))
    } else {
      var table = Table()
      for entry in entries {
        table.add("\(entry.number)", entry.time.description, entry.action, entry.subject, entry.details)
      }
      console.print(table.text(on: console.page))
      if let fault { throw fault }
    }
    return .done
  }

  private static func node(_ entry: LogEntry) -> Node {
    .mapping([
      ("entry", .int(Int(entry.number))), ("time", .string(entry.time.description)), ("action", .string(entry.action)),
      ("subject", .string(entry.subject)), ("details", .string(entry.details)), ("previous", .string(entry.previous)),
      ("hash", .string(entry.hash)),
    ])
  }
}

/// `meshtrust log verify`.
struct LogVerifyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that the log is unmodified: no entry changed, removed or inserted.",
    discussion: Manual.text(
      "Each entry contains the hash of the one before it, and the home's key signs the last one, so that an entry that was "
        + "changed, removed, inserted or cut off the end is noticed. An older copy of the whole database is not, because the "
        + "home signed that too: note the last hash outside of the home, and look whether the log still contains it.",
      examples: ["meshtrust log verify", "meshtrust log verify --json"],
      exits: [
        .done: "unmodified", .malformed: "modified", .refused: "nothing is issued yet",
        .inputOutput: "the database cannot be read",
      ]))

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let entries = try home.openBegun(console).verifyLog()
    if output.json {
      console.print(
        .schema("log-verify", [("entries", .int(entries.count)), ("lastHash", .optional(entries.last?.hash))]))
    } else {
      console.print("\(entries.count) entries are unmodified; the last hash is \(entries.last?.hash ?? "none")")
    }
    return .done
  }
}
