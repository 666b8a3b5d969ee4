import ArgumentParser
import CA
import Diagnostics
import Documents

/// `meshtrust log accept-loss`: goes on with a home that is older than its checkpoint.
struct LogAcceptLossCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept-loss",
    abstract: "Accept that entries which log.checkpoint counts are lost, and write on.",
    discussion: Manual.text(
      "For a home whose newest copy is gone. The log gets an entry with the name, with what was lost, and with the hash "
        + "that the lost entries had. Older checkpoints of this log do not verify any more. A home that went to another "
        + "database and is lost there goes on here only if --lost names that place: if it is not lost, there are two homes "
        + "with the same roots.",
      examples: [
        "meshtrust log accept-loss --by anna",
        "meshtrust log accept-loss --by anna --reason restored-after-the-fire",
      ],
      exits: [
        .done: "accepted, or nothing is lost", .malformed: "log.checkpoint cannot be read",
        .refused: "nothing is issued yet, log.checkpoint of another home, or a wrong --lost",
        .secret: "the home cannot be opened", .inputOutput: "a file cannot be written",
      ]))

  @Option(name: .long, help: ArgumentHelp("Who accepts it, for the log.", valueName: "name"))
  var by: String

  @Option(name: .long, help: ArgumentHelp("The reason, for the log.", valueName: "text"))
  var reason = ""

  @Option(
    name: .long, help: ArgumentHelp("Where the home is lost, in the words of the refusal.", valueName: "place"))
  var lost: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard by.contains(where: { !$0.isWhitespace }) else {
      throw CommandLineError.value(
        option: "--by", text: by, why: "the log records who accepts the loss", next: "--by 'Anna Smith'")
    }
    try home.requireHome()
    let home = try home.openForWriting(console, acceptingLoss: true)
    let lost = try home.acceptLoss(by: by, reason: Invocation.withoutSecrets(text: reason), at: self.lost)
    if output.json {
      console.print(
        .schema(
          "log-accept-loss",
          [
            ("counted", lost?.entries?.counted.map { .int(Int(clamping: $0)) } ?? .null),
            ("present", lost?.entries.map { .int(Int(clamping: $0.present)) } ?? .null), ("by", .string(by)),
            ("place", lost?.place.map { .string($0) } ?? .null),
          ]))
    } else if let lost {
      let path = "\(home.checkpointPath)".printable
      console.print(
        console.text(
          "logged that \(by) accepts it: \(lost.words)\nnext: commit \(path); look at `\(.meshtrust("plan"))`"))
    } else {
      console.print(lines: ["nothing is lost: the log has every entry that \(home.checkpointPath) counts"])
    }
    return .done
  }
}
