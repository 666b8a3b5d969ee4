import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// `meshtrust drill`: shows what an emergency would involve, without one.
struct DrillCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill",
    abstract: "Show what an emergency would involve: who does what, who is cut off, and why that is the lesser evil.",
    discussion: Manual.text(
      """
      Nothing is changed. The drill computes the shortest order of steps after which \
      nobody accepts the stolen key any more, and tests it: new authorities are created \
      in memory, and every pair is verified before, between and after the steps. Of a root \
      whose key is in a token or behind a signer it also shows the way out if the key is \
      only lost, and nobody else has it: an ordinary rotation, which cuts nobody off.
      """,
      examples: ["meshtrust drill --lose-key red-mesh/intermediate", "meshtrust drill --lose-key shared/root --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is wrong",
        .refused: "nothing is issued yet", .secret: "the home cannot be opened",
        .usage: "there is no such authority", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("The authority whose key is compromised or lost.", valueName: "authority"))
  var loseKey: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    if let exposure = try home.sealingExposure(loseKey) {
      try SealingExposureView(name: loseKey, exposure: exposure, home: home).drill(console, json: output.json)
      return .done
    }
    let lost = try LostKey(loseKey, home, at: home.now)
    let emergency = try Progress("drilling").during {
      try Emergency(lost, home.authorities(), home.federation())
    }
    console.say(lost.notes)
    let view = EmergencyView(emergency)
    if output.json {
      console.print(view.node)
    } else {
      console.print(view.text(in: console.context, on: console.page))
    }
    return .done
  }
}
