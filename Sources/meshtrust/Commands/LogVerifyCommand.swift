import ArgumentParser
import CA
import Diagnostics
import Documents
import Files
import SystemPackage

/// `meshtrust log verify`.
struct LogVerifyCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that the log is unmodified: no entry changed, removed or inserted.",
    discussion: Manual.text(
      "Each entry contains the hash of the one before it, and the home's key signs the last one, so that an entry that was "
        + "changed, removed, inserted or cut off the end is noticed. An older copy of the whole home is signed too: only a "
        + "checkpoint that was kept elsewhere shows that entries were lost. The home's own log.checkpoint is compared "
        + "always; --checkpoint names others, such as those of a clone.",
      examples: [
        "meshtrust log verify", "meshtrust log verify --checkpoint ../clone/pki",
        "git show HEAD:pki/log.checkpoint | meshtrust log verify --checkpoint -",
      ],
      exits: [
        .done: "unmodified", .no: "entries that the checkpoint counts are lost", .malformed: "modified",
        .refused: "nothing is issued yet, or the checkpoint is of another home or missing",
        .inputOutput: "the database cannot be read",
      ]))

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A checkpoint of this log, or a folder with some; - for standard input; repeat it.", valueName: "file"))
  var checkpoint: [String] = []

  @Option(name: .long, help: ArgumentHelp("The key of the log, if not the one in the database.", valueName: "key"))
  var key: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let verifier = try key.map { text in
      guard let key = NoteKey(text) else {
        throw CommandLineError.value(
          option: "--key", text: text,
          why: "a key of a log is NAME+8 hexadecimal digits+base64, and the digits are its own",
          next: "`\(.meshtrust("log", "checkpoint", "--key"))` prints it")
      }
      return key
    }
    try home.requireHome()
    let home = try home.openForFindings()
    let entries = try home.verifyLog()
    var counted: [(file: String, entries: Int64)] = []
    try home.requireCheckpoint()
    let own = home.checkpointPath
    let others = checkpoint.map { FilePath($0) }.filter { $0 != own }
    for file in (FileSystem.exists(own) ? [own] : []) + others {
      counted += try home.verifyLog(against: file, key: verifier)
    }
    if output.json {
      console.print(
        .schema(
          "log-verify",
          [
            ("entries", .int(entries.count)), ("lastHash", .optional(entries.last?.hash)),
            (
              "checkpoints",
              .sequence(
                counted.map { .mapping([("file", .string($0.file)), ("entries", .int(Int(clamping: $0.entries)))]) })
            ),
          ]))
    } else {
      console.print("\(entries.count) entries are unmodified; the last hash is \(entries.last?.hash ?? "none")")
      for item in counted {
        console.print(lines: ["the \(item.entries) entries that \(item.file) counts are among them"])
      }
    }
    return .done
  }
}
