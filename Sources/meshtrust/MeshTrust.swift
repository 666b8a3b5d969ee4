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
        Look after: meshtrust status --fail-within 30d

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
          KeyCommand.self,
        ]),
      CommandGroup(name: "Verify", subcommands: [VerifyCommand.self, ExplainCommand.self]),
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
      guard let command = command as? any Executable else {
        console.print(helpMessage())
        return .done
      }
      return try command.execute(console)
    } catch let error as any Diagnosable {
      console.report(error)
      return error.exitStatus
    } catch {
      return parserAnswer(error, console)
    }
  }

  /// Help and versions are data; everything else the parser says is a mistake on the command line.
  private static func parserAnswer(_ error: any Error, _ console: Console) -> ExitStatus {
    let message = fullMessage(for: error)
    guard exitCode(for: error).isSuccess else {
      console.reportUsage(message)
      return .usage
    }
    console.print(message)
    return .done
  }
}

/// A command of the tool. What it throws is told by the one place that prints errors.
protocol Executable: ParsableCommand {
  /// Does the work and says how it ended.
  func execute(_ console: Console) throws -> ExitStatus
}
