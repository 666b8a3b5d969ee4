import ArgumentParser
import CA
import Diagnostics
import Rotation
import X509

/// `meshtrust timeline`: until when the federation's handshakes hold if nobody acts.
struct TimelineCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "timeline",
    abstract: "Tell the date and the pair of the first handshake that will fail if nobody acts.",
    discussion: Manual.text(
      """
      Every handshake is judged by the verifier at every moment at which one of its \
      certificates begins or ends. Gateways and workloads count as renewed for as long \
      as their intermediate lasts; so does istiod's own certificate. On a terminal a \
      chart shows the life of every authority.
      """,
      examples: ["meshtrust timeline", "meshtrust timeline --at 2030-06-30 --json"],
      exits: [
        .done: "told, and everything holds now, or on the day asked for",
        .no: "a handshake fails now, or on the day asked for",
        .malformed: "federation.yaml or a value is wrong", .refused: "nothing is issued yet",
        .secret: "the home does not open", .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("Answer for this day, or this moment (RFC 3339).", valueName: "date"))
  var at: String?

  @Flag(name: .long, help: "Show the chart even where nobody watches.")
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
      console.print(console.forThisHome(view.text(period)))
      if chart || console.isOutputWatched { console.print("\n" + view.chart) }
      console.say(view.unknown)
    }
    let fails = period.map { !timeline.failures(from: $0.first, through: $0.last).isEmpty } ?? !timeline.failing.isEmpty
    return fails ? .no : .done
  }
}
