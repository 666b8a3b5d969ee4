import ArgumentParser
import CA
import Diagnostics
import Documents
import SystemPackage

/// `meshtrust backup`: the whole home in one encrypted file.
struct BackupCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write the whole home with its sealing key into one encrypted file.",
    discussion: Manual.text(
      "The folder out/ is left out: `meshtrust apply` writes it again, byte for byte. A restored home opens as this one does: "
        + "where only a token opens it, that is needed too.",
      examples: [
        "meshtrust backup home.backup --backup-passphrase-file pass.txt",
        "meshtrust backup /mnt/usb/home.backup --backup-passphrase-file pass.txt",
      ],
      exits: [
        .done: "written", .refused: "the file already exists, or nothing is issued yet",
        .secret: "the home cannot be opened",
        .usage: "wrong usage", .inputOutput: "the file cannot be written",
      ]))

  static let activity = "sealing the backup"

  @Option(name: .long, help: ArgumentHelp("The file with the passphrase for the backup.", valueName: "file"))
  var backupPassphraseFile: String

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let passphrase = try Passphrase.read(backupPassphraseFile)
    console.say(Passphrase.findings(backupPassphraseFile, passphrase))
    let home = try home.openBegun(console, writing: true)
    let files = try home.backUp(to: FilePath(file), passphrase: passphrase)
    console.say(try home.keysLeftOut(of: files))
    if output.json {
      console.print(.schema("backup", [("file", .string(file))]))
    } else {
      console.print(lines: ["wrote \(file): \(files.joined(separator: ", ")); keep its passphrase elsewhere"])
    }
    return .done
  }
}

/// `meshtrust restore`: a home from a backup.
struct RestoreCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Restore a home from a backup, into a folder without one.",
    discussion: Manual.text(
      examples: [
        "meshtrust restore home.backup --backup-passphrase-file pass.txt",
        "meshtrust restore home.backup --home new --backup-passphrase-file pass.txt",
      ],
      exits: [
        .done: "restored", .refused: "the home already exists", .secret: "the backup cannot be opened",
        .usage: "wrong usage", .inputOutput: "a file cannot be read or written",
      ]))

  @Option(name: .long, help: ArgumentHelp("The file with the passphrase of the backup.", valueName: "file"))
  var backupPassphraseFile: String

  @OptionGroup var input: InputFile<Input.Backup>

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let file = try input.path()
    let passphrase = try Passphrase.read(backupPassphraseFile)
    let home = try home.named()
    home.warn(console, isClockSet: self.home.now != nil)
    let log = try ContentError.naming(file) {
      try home.restore(from: FilePath(file), passphrase: passphrase)
    }
    switch log {
    case .continued: break
    case .behind(var fault):
      fault.severity = .warning
      console.say([fault])
    case .unopened:
      console.say([
        Diagnostic(
          "MT-HOME-91", .note, what: "the restored log has no entry about it",
          why: "entries are signed with what opens the home, a passphrase or a token, which was not given")
      ])
    }
    if output.json {
      console.print(.schema("restore", [("home", .string(home.folder.string))]))
    } else {
      let folder = home.folder.string.printable
      console.print(console.text("restored \(folder)\nnext: \(.meshtrust("apply")), which writes out/ again"))
    }
    return .done
  }
}
