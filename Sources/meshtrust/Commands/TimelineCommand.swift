import ArgumentParser
import CA
import Diagnostics
import Rotation
import X509

/// `meshtrust timeline`: when the federation's handshakes will fail if nothing is renewed.
struct TimelineCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Show when the first handshake will fail if nothing is renewed, and between which meshes.",
    discussion: Manual.text(
      """
      Every handshake is verified at every moment at which one of its certificates \
      begins or expires. Gateways and workloads are assumed to be renewed for as long as \
      their intermediate is valid; so is istiod's own certificate. On a terminal a \
      chart shows the lifetime of every authority.
      """,
      examples: ["meshtrust timeline", "meshtrust timeline --at 2030-06-30 --json"],
      exits: [
        .done: "every handshake that can be verified succeeds now, or on the given day",
        .no: "a handshake fails now, or on the given day, or none can be verified",
        .pending: "a mesh waits for its intermediate, so that its handshakes are unknown",
        .malformed: "federation.yaml or a value is wrong", .refused: "nothing is issued yet",
        .secret: "the home cannot be opened", .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("Check this day or time (RFC 3339).", valueName: "date"))
  var at: String?

  @Flag(name: .long, help: "Show the chart even if the output is not a terminal.")
  var chart = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let moment = try at.map { text in try OptionValue.of("--at") { try Timestamp(text) } }
    let timeline = try Progress("judging").during { try Timeline(RehearsalScene(home, at: home.now)) }
    let view = TimelineView(timeline)
    let period = moment.map { TimelineView.Period(first: $0, isDay: (at ?? "").utf8.count == 10) }
    if output.json {
      console.print(view.node(period))
    } else {
      console.print(view.text(period, in: console.context, on: console.page))
      if chart || console.isOutputWatched { console.print("\n" + view.chart) }
      console.say(view.unknown.diagnostics)
    }
    let fails = period.map { !timeline.failures(from: $0.first, through: $0.last).isEmpty } ?? !timeline.failing.isEmpty
    return view.unknown.status(failing: fails, verified: timeline.handshakes.count)
  }
}
