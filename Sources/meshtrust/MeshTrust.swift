import ArgumentParser
import CA
import Diagnostics
import Files
import Glibc
import Signers
import SystemPackage

/// The command line: parses it, runs one command, and turns the result or error into text and an exit status.
@main
struct MeshTrust: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meshtrust",
    abstract: "Certificates and trust domains for federated service meshes.",
    discussion: """
      Three jobs from the shell, without a server and without a cluster:

        Bootstrap:  meshtrust init red-mesh green-mesh blue-mesh
                    meshtrust apply
        Verify:     meshtrust verify chain.pem --peer green-mesh --for red-mesh
        Rotate:     meshtrust rotate start red-mesh
                    meshtrust rotate status

      The home is ./pki, unless --home or MESHTRUST_HOME says otherwise.
      """,
    version: Version.line,
    groupedSubcommands: [
      CommandGroup(
        name: "Bootstrap",
        subcommands: [
          InitCommand.self, ShowCommand.self, PlanCommand.self, ApplyCommand.self, EmitCommand.self, IDCommand.self,
          PeerCommand.self,
        ]),
      CommandGroup(
        name: "Certificates",
        subcommands: [
          IssueCommand.self, IssuedCommand.self, SignCommand.self, RequestCommand.self, InstallCommand.self,
          InspectCommand.self, KeyCommand.self, CRLCommand.self,
        ]),
      CommandGroup(name: "Verify", subcommands: [VerifyCommand.self, FetchCommand.self, ExplainCommand.self]),
      CommandGroup(
        name: "Rotate",
        subcommands: [
          RotateCommand.self, MigrateCommand.self, ReissueCommand.self, RekeyCommand.self, RehearseCommand.self,
          TimelineCommand.self,
          BlastRadiusCommand.self, DrillCommand.self,
        ]),
      CommandGroup(name: "Trust between administrators", subcommands: [TrustCommand.self, PublishCommand.self]),
      CommandGroup(
        name: "Clusters",
        subcommands: [ClusterCommand.self, DeployCommand.self, RestartCommand.self, CollectCommand.self]),
      CommandGroup(
        name: "Manifests",
        subcommands: [
          LintCommand.self, DiffCommand.self, ChecklistCommand.self, DoctorCommand.self, ServicesCommand.self,
          AddressesCommand.self,
          AdoptCommand.self, RemoveCommand.self,
        ]),
      CommandGroup(
        name: "The home",
        subcommands: [
          StatusCommand.self, ReportCommand.self, MetricsCommand.self, LogCommand.self, ProposalCommand.self,
          HomeGroupCommand.self,
          BackupCommand.self, RestoreCommand.self, StoreCommand.self,
          SchemaCommand.self,
        ]),
      CommandGroup(name: "This tool", subcommands: [VersionCommand.self, CompletionCommand.self]),
    ])

  static func main() {
    // Files are readable only by their owner, unless a file is meant for others and is written with its own mode.
    umask(0o077)
    ProcessHardening.apply()
    // A reader that closes the pipe, such as `head`, causes a failed write instead of a signal.
    signal(SIGPIPE, SIG_IGN)
    var arguments = Array(CommandLine.arguments.dropFirst())
    if ToolName.isAskedToComplete { arguments.insert(Completion.command, at: 0) }
    let sink = OutputSink()
    let console = Console(arguments: arguments, sink: sink)
    Home.prepare(in: FilePath(HomeWords.folder(arguments)), database: Environment["MESHTRUST_DATABASE"])
    let status = faultOfArguments(console) ?? run(arguments, console)
    let end = sink.status(after: status).rawValue
    // What a token's module left to be run at the end might crash, or never come back.
    if SignerAccess.wasAnyLoaded { _exit(end) }
    Glibc.exit(end)
  }

  /// Swift reads the arguments from /proc. Without it every command would be the one without arguments, which prints help.
  private static func faultOfArguments(_ console: Console) -> ExitStatus? {
    guard CommandLine.arguments.isEmpty else { return nil }
    do throws(FileError) {
      _ = try FileSystem.read("/proc/self/cmdline", limit: 1)
      return nil
    } catch {
      console.report(error)
      return error.exitStatus
    }
  }

  /// Parses and runs. Every failure ends as a printed diagnostic and an exit status.
  static func run(_ arguments: [String], _ console: Console) -> ExitStatus {
    if arguments.first == Completion.command {
      console.print(bytes: Array(Completion(Array(arguments.dropFirst())).text.utf8))
      return .done
    }
    let arguments = CommandNames.ordered(arguments)
    do {
      try CommandNames.check(arguments)
      let command = try CommandNames.parsed(arguments) ?? parseAsRoot(arguments)
      _ = try ColorChoice(arguments: arguments)
      guard let command = command as? any Executable else { return try withoutCommand(command, console) }
      return try execute(command, console.suggesting(in: command.context))
    } catch let error as any Diagnosable {
      console.report(error)
      return error.exitStatus
    } catch {
      return parserAnswer(error, console)
    }
  }

  private static func execute(_ command: any Executable, _ console: Console) throws -> ExitStatus {
    do {
      return try console.during(type(of: command).activity) {
        guard let path = command.resultFile else { return try command.execute(console) }
        try Home.requireForeign(FilePath(path))
        return try console.collecting(into: path) { try command.execute(console) }
      }
    } catch let error as any Diagnosable {
      console.report(error)
      return error.exitStatus
    }
  }

  /// The tool's name alone prints its help, like the parser's own `help`. A group's name alone is ambiguous.
  private static func withoutCommand(_ command: any ParsableCommand, _ console: Console) throws -> ExitStatus {
    let group = type(of: command)
    guard group != MeshTrust.self, !group.configuration.subcommands.isEmpty else {
      var command = command
      try command.run()
      return .done
    }
    throw UsageError.choice(.command(group: CommandNames.path(of: group), known: CommandNames.known(in: group)))
  }

  /// Help and versions are data; everything else from the parser is an error on the command line.
  private static func parserAnswer(_ error: any Error, _ console: Console) -> ExitStatus {
    guard exitCode(for: error).isSuccess else {
      let mistake = CommandLineError.parser(ParserMessage(message(for: error), full: fullMessage(for: error)))
      console.report(mistake)
      return mistake.exitStatus
    }
    console.print(data: ToolName.inserted(into: fullMessage(for: error)))
    return .done
  }
}
