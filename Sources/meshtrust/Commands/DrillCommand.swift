import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// `meshtrust drill`: what an emergency would mean, without one.
struct DrillCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "drill",
    abstract: "Tell what an emergency would mean: who does what, who is cut off meanwhile, and why that is less bad.",
    discussion: Manual.text(
      """
      Nothing is changed. The shortest order after which nobody believes the stolen key \
      any more is worked out and tried: new authorities are made in memory, and every \
      pair is judged before, between and after the steps.
      """,
      examples: ["meshtrust drill --lose-key red-mesh/intermediate", "meshtrust drill --lose-key shared/root --json"],
      exits: [
        .done: "told", .malformed: "federation.yaml is wrong",
        .refused: "nothing is issued yet", .secret: "the home does not open",
        .usage: "there is no such authority", .inputOutput: "a file cannot be read",
      ]))

  @Option(name: .long, help: ArgumentHelp("The authority whose key is in wrong hands.", valueName: "authority"))
  var loseKey: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let lost = try LostKey(loseKey, home, at: home.now)
    let emergency = try Progress("drilling").during {
      try Emergency(lost, home.authorities(), home.federation())
    }
    console.say(lost.notes)
    let view = EmergencyView(emergency)
    if output.json { console.print(view.node) } else { console.print(console.forThisHome(view.text)) }
    return .done
  }
}
