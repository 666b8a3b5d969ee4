import ArgumentParser
import CA
import Cluster
import Diagnostics
import Documents
import Federation
import Reports

/// `meshtrust report`: the whole federation on one page.
struct ReportCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one page about the federation: who accepts whom, lifetimes, rotations, findings.",
    discussion: Manual.text(
      "The page is one HTML file without scripts that loads nothing, so that it can be mailed, archived and shown under a "
        + "strict content policy. --json has the same content, --markdown is short enough for a pull request. The home's "
        + "secret is not used. --live adds how each mesh runs.",
      examples: ["meshtrust report --out report.html", "meshtrust report --markdown"],
      exits: [
        .done: "written", .malformed: "federation.yaml is missing or wrong", .refused: "nothing is issued yet",
        .usage: "there is no such mesh, or two forms were asked for", .inputOutput: "a file cannot be read or written",
      ]))

  @Flag(name: .long, help: "Write Markdown instead of HTML.")
  var markdown = false

  @Argument(help: ArgumentHelp("With --live, the meshes. (default: every mesh with a context)", valueName: "mesh"))
  var meshes: [String] = []

  @OptionGroup var source: LiveSource

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try source.check()
    guard source.live || meshes.isEmpty else { throw UsageError.conflict(.meshesOfHome) }
    guard !(markdown && output.json) else { throw UsageError.conflict(.forms(["--markdown", "--json"])) }
    let home = try home.openWithoutSecret(nil)
    var report = try Progress("judging").during { try FederationReport(home) }
    var reading = ExitStatus.done
    if source.live { (report.running, reading) = try running(home, console) }
    if output.json {
      console.print(ReportView(report).node)
    } else if markdown {
      console.print(data: ReportSummary(report, in: console.context).document)
    } else {
      console.print(data: ReportPage(report, in: console.context, madeBy: Version.line).document)
    }
    return reading
  }

  private func running(_ home: OpenHome, _ console: Console) throws -> ([RunningMesh], ExitStatus) {
    let live = try LiveInput.read(LiveStatus.parts, source.contexts, home, named: meshes, console)
    let federation = try home.federation()
    let running = try live.meshes.map { objects in
      let status = try LiveStatus(objects, federation.requireMesh(objects.place.name), home)
      return RunningMesh(
        mesh: status.mesh, context: status.context, isHealthy: status.status == .done,
        lines: Array(status.lines(on: .unlimited).dropFirst()))
    }
    return (running, live.status)
  }
}
