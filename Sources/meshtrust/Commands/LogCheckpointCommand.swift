import ArgumentParser
import CA
import Diagnostics
import Documents

/// `meshtrust log checkpoint`: what the log is, signed.
struct LogCheckpointCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Print the last checkpoint of the log: how many entries, and a hash of all of them, signed.",
    discussion: Manual.text(
      "Every command that writes makes one, and writes it into log.checkpoint beside federation.yaml. Keep it where "
        + "whoever writes the home cannot change it: in git, on another machine, with an auditor. It is a signed note of "
        + "c2sp.org/tlog-checkpoint, which other tools verify with the key that --key prints.",
      examples: [
        "meshtrust log checkpoint", "meshtrust log checkpoint --key", "meshtrust log checkpoint --out log.note",
      ],
      exits: [
        .done: "printed", .pending: "the log has no checkpoint yet", .refused: "nothing is issued yet",
        .inputOutput: "the database cannot be read",
      ]))

  @Flag(name: .long, help: "Print the key that verifies checkpoints instead.")
  var key = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let (note, verifier, entries) = try home.openBegun(console).checkpoint()
    if output.json {
      console.print(
        .schema(
          "log-checkpoint",
          [("entries", .int(Int(clamping: entries))), ("key", .string(verifier.text)), ("checkpoint", .string(note))]))
    } else if key {
      console.print(data: verifier.text)
    } else {
      console.print(bytes: Array(note.utf8))
    }
    return .done
  }
}
