import ArgumentParser
import CA
import Diagnostics
import Rotation
import X509

/// `meshtrust rehearse`: every handshake of the federation with real TLS, in memory.
struct RehearseCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Try every handshake of the federation with real TLS, in memory and before a mesh has to.",
    discussion: Manual.text(
      """
      For every ordered pair of peers the egress of one and the ingress of the other \
      shake hands (TLS 1.3, both sides with certificates) with exactly the bundle, the \
      identity check and the server name that the manifests give them; so do two \
      workloads of each mesh, and a proxy with its istiod. The certificates are minted \
      for it and kept by nobody. OpenSSL and our own verifier judge each side, neither \
      knowing of the other.

      With --forge each mesh's intermediate also tries to pose as every other mesh and \
      as its istiod: everybody must refuse.
      """,
      examples: ["meshtrust rehearse --forge", "meshtrust rehearse --at 2027-01-01T00:00:00Z --json"],
      exits: [
        .done: "everything is as it should be",
        .no: "a surprise: a handshake fails, the judges disagree, or a forgery is believed",
        .malformed: "federation.yaml or a value is wrong", .refused: "nothing is issued yet",
        .secret: "the home does not open", .usage: "wrong usage", .inputOutput: "a file cannot be read",
      ]))

  @Flag(name: .long, help: "Also try to pose as every other mesh with each mesh's intermediate.")
  var forge = false

  @Option(name: .long, help: ArgumentHelp("Rehearse for this moment (RFC 3339). (default: now)", valueName: "time"))
  var at: String?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let time = try at.map { text in try OptionValue.of("--at") { try Timestamp(text) } } ?? home.now
    let progress = Progress("rehearsing")
    let report = try progress.during {
      try Rehearsal(RehearsalScene(home, at: time)).report(forging: forge) { done, total in
        progress.update("rehearsing \(done) of \(total)")
      }
    }
    let view = RehearsalView(report)
    if output.json {
      console.print(view.node)
    } else {
      console.print(view.text)
      console.say(report.surprises)
      console.say(view.unknown)
    }
    return report.surprises.isEmpty ? .done : .no
  }
}
