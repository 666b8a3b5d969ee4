import ArgumentParser
import Diagnostics
import Glibc

/// The command line: parses, runs one command, and turns whatever happens into text and an exit status.
@main
struct MeshTrust: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meshtrust",
    abstract: "Certificates and trust domains for federated service meshes.",
    discussion: """
      Three jobs, all from the shell, with no server and no cluster needed:

        Bootstrap:  meshtrust init red-mesh green-mesh blue-mesh
                    meshtrust apply
        Verify:     meshtrust verify chain.pem --peer green-mesh --for red-mesh
        Rotate:     meshtrust rotate start red-mesh
                    meshtrust rotate status

      The home is ./pki unless --home or MESHTRUST_HOME names another folder.
      """,
    version: Version.line,
    groupedSubcommands: [
      CommandGroup(
        name: "Bootstrap",
        subcommands: [
          InitCommand.self, ShowCommand.self, PlanCommand.self, ApplyCommand.self, EmitCommand.self, IDCommand.self,
        ]),
      CommandGroup(
        name: "Certificates",
        subcommands: [
          IssueCommand.self, SignCommand.self, RequestCommand.self, InstallCommand.self, InspectCommand.self,
          KeyCommand.self, CRLCommand.self,
        ]),
      CommandGroup(name: "Verify", subcommands: [VerifyCommand.self, FetchCommand.self, ExplainCommand.self]),
      CommandGroup(
        name: "Rotate",
        subcommands: [
          RotateCommand.self, ReissueCommand.self, RekeyCommand.self, RehearseCommand.self, TimelineCommand.self,
          BlastRadiusCommand.self, DrillCommand.self,
        ]),
      CommandGroup(name: "Trust between administrators", subcommands: [TrustCommand.self]),
      CommandGroup(
        name: "Manifests",
        subcommands: [
          LintCommand.self, DiffCommand.self, ChecklistCommand.self, DoctorCommand.self, ServicesCommand.self,
          AddressesCommand.self,
          AdoptCommand.self, RemoveCommand.self,
        ]),
      CommandGroup(
        name: "The home",
        subcommands: [StatusCommand.self, LogCommand.self, BackupCommand.self, RestoreCommand.self]),
      CommandGroup(name: "This tool", subcommands: [VersionCommand.self, CompletionCommand.self]),
    ])

  static func main() {
    // Whatever is written belongs to its owner only, unless a file is meant for others and says so.
    umask(0o077)
    // A reader that goes away, such as `head`, shows up as a failed write and not as a signal.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    let console = Console(arguments: arguments)
    Glibc.exit(run(arguments, console).rawValue)
  }

  /// Parses and runs; every failure ends as a printed diagnostic and an exit status.
  private static func run(_ arguments: [String], _ console: Console) -> ExitStatus {
    do {
      try CommandNames.check(arguments)
      let command = try parseAsRoot(arguments)
      _ = try ColorChoice(arguments: arguments)
      if let command = command as? any Executable { return try command.execute(console) }
      return try withoutCommand(command, console)
    } catch let error as any Diagnosable {
      console.report(error)
      return error.exitStatus
    } catch {
      return parserAnswer(error, console)
    }
  }

  /// The tool's name alone asks for its help, as the parser's own `help` does; a group's name alone leaves open what is
  /// meant.
  private static func withoutCommand(_ command: any ParsableCommand, _ console: Console) throws -> ExitStatus {
    let group = type(of: command)
    guard group != MeshTrust.self, !group.configuration.subcommands.isEmpty else {
      var command = command
      try command.run()
      return .done
    }
    let known = CommandNames.known(in: group)
    throw CommandLineError.usage(
      what: "`meshtrust \(group._commandName)` is a group of commands, and none of them was named",
      why: "it has \(known.map { "`\($0)`" }.joined(separator: " and "))", next: "\(known.first ?? "") --help")
  }

  /// Help and versions are data; everything else the parser says is a mistake on the command line.
  private static func parserAnswer(_ error: any Error, _ console: Console) -> ExitStatus {
    guard exitCode(for: error).isSuccess else {
      let mistake = CommandLineError.parser(ParserMessage(message(for: error), full: fullMessage(for: error)))
      console.report(mistake)
      return mistake.exitStatus
    }
    console.print(fullMessage(for: error))
    return .done
  }
}

/// A command of the tool. What it throws is told by the one place that prints errors.
protocol Executable: ParsableCommand {
  /// Does the work and says how it ended.
  func execute(_ console: Console) throws -> ExitStatus
}
