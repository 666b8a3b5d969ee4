import ArgumentParser
import CA
import Diagnostics
import Rotation
import X509

/// `meshtrust rehearse`: every handshake of the federation with real TLS, in memory.
struct RehearseCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Try every handshake of the federation with real TLS, in memory, before the meshes do.",
    discussion: Manual.text(
      """
      For every ordered pair of peers the egress of one and the ingress of the other \
      shake hands (TLS 1.3, both sides with certificates) with exactly the bundle, the \
      identity check and the server name in their manifests; so do two workloads of \
      each mesh, and a proxy with its istiod. The certificates are issued for the \
      rehearsal and discarded. OpenSSL and meshtrust's verifier check each side \
      independently.

      With --forge each mesh's intermediate also tries to impersonate every other mesh and \
      its istiod: everyone must reject it.
      """,
      examples: ["meshtrust rehearse --forge", "meshtrust rehearse --at 2027-01-01T00:00:00Z --json"],
      exits: [
        .done: "every handshake that can be verified succeeds, and every forgery is rejected",
        .no: "a handshake fails, none can be verified, the verifiers disagree, or a forgery is accepted",
        .pending: "a mesh waits for its intermediate, so that its handshakes are unknown",
        .malformed: "federation.yaml or a value is wrong", .refused: "nothing is issued yet",
        .secret: "the home cannot be opened", .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Flag(name: .long, help: "Also try to impersonate every other mesh with each mesh's intermediate.")
  var forge = false

  @Option(name: .long, help: ArgumentHelp("Rehearse for this time (RFC 3339). (default: now)", valueName: "time"))
  var at: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Rehearse the state after the `next` step of every rotation in progress.", valueName: "next"))
  var step: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let time = try at.map { text in try OptionValue.of("--at") { try Timestamp(text) } } ?? home.now
    if let step, step != "next" {
      throw CommandLineError.value(
        option: "--step", text: step, why: "only the next step can be rehearsed", next: "--step next")
    }
    let progress = Progress("rehearsing")
    let report = try progress.during {
      let scene =
        try step == nil ? RehearsalScene(home, at: time) : RehearsalScene(afterNextStepOf: home, at: time)
      return try Rehearsal(scene).report(forging: forge) { done, total in
        progress.update("rehearsing \(done) of \(total)")
      }
    }
    let view = RehearsalView(report)
    if output.json {
      console.print(view.node)
    } else {
      console.print(view.text(on: console.page))
      console.say(view.problems)
      console.say(view.unknown.diagnostics)
    }
    return view.unknown.status(failing: !report.problems.isEmpty, verified: report.handshakes.count)
  }
}
