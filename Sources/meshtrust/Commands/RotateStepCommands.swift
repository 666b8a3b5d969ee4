import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import Rotation

/// `meshtrust rotate start`: a new root in every bundle.
struct RotateStartCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Make a new root and put it beside the old one into every bundle.",
    discussion: Manual.text(
      "Nothing signs with the new root yet. With --compromised the old root leaves at once: who is cut off until they "
        + "apply the new bundle is shown, and --yes is needed.",
      examples: [
        "meshtrust rotate start red-mesh --reason yearly", "meshtrust rotate start red-mesh --key-type p384",
      ],
      exits: [
        .done: "started", .malformed: "federation.yaml is missing or wrong",
        .refused: "a rotation is under way, the proof does not hold, or not confirmed",
        .secret: "the home does not open", .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions

  @Option(name: .long, help: ArgumentHelp("The key of the new root, such as p384.", valueName: "type"))
  var keyType: String?

  @Option(name: .long, help: ArgumentHelp("Why, for the log.", valueName: "text"))
  var reason = ""

  @Flag(name: .long, help: "Sign each of the two roots with the other one, for peers who lag.")
  var crossSign = false

  @Flag(name: .long, help: "The old key is in wrong hands: take it out of every bundle at once.")
  var compromised = false

  @Flag(name: .long, help: "Do not ask.")
  var yes = false

  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    if crossSign, compromised {
      throw CommandLineError.usage(
        what: "--cross-sign and --compromised exclude each other",
        why: "what the old root signs is what nobody may believe any more", next: "leave --cross-sign out")
    }
    guard reason.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw CommandLineError.value(
        option: "--reason", text: "", why: "it is one line of text without control characters",
        next: "--reason yearly")
    }
    var options = RotationMachine.Options()
    options.algorithm = try keyType.map { text in
      guard let algorithm = KeyAlgorithm(name: text) else {
        return try OptionValue.choice("--key-type", text) as KeyAlgorithm
      }
      return algorithm
    }
    options.reason = reason
    options.crossSigns = crossSign
    options.isCompromised = compromised
    let run = try StepRun(root, step, home, output, console)
    return try run.take(.start(options)) { proof throws(CAError) in
      guard compromised else { return run.view.tellIfBroken(proof) }
      console.say(run.view.cutOff(proof))
      guard !yes, !(console.isInteractive && console.asks("Replace the root at once?")) else { return }
      throw .refused(
        what: "the root would be replaced at once, and nobody said yes",
        why: "the handshakes above are lost until both sides have applied the step",
        next: "meshtrust rotate start \(run.owner.argument) --compromised --yes\(home.hint)")
    }
  }
}

/// `meshtrust rotate next`: one step further.
struct RotateNextCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "next",
    abstract: "Go one step further, or refuse and say what is missing.",
    discussion: Manual.text(
      "--assume takes somebody's word for what cannot be seen from here: \"all proxies restarted\", \"istiod "
        + "restarted\", \"PEER updated\"; \"MESH: \" in front names one mesh below a shared root. It is logged.",
      examples: [
        "meshtrust rotate next red-mesh", "meshtrust rotate next red-mesh --explain",
      ],
      exits: [
        .done: "one step further", .malformed: "federation.yaml is missing or wrong, or no such sentence",
        .refused: "a gate is shut, or the proof does not hold", .secret: "the home does not open",
        .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions

  @Option(name: .long, help: ArgumentHelp("Take this for true; may be repeated.", valueName: "sentence"))
  var assume: [String] = []

  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let run = try StepRun(root, step, home, output, console)
    try run.home.record(try Assumptions.evidence(assume, run.home, run.owner))
    return try run.take(.next)
  }
}

/// `meshtrust rotate abort`: back to the old root.
struct RotateAbortCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "Turn back to the old root, from any step from which that is safe.",
    discussion: Manual.text(
      "From distributing the new root is dropped. From signing it is a rotation backwards: the old root signs again, "
        + "and the new one is dropped once nothing below it is valid any more.",
      examples: ["meshtrust rotate abort red-mesh", "meshtrust rotate abort --shared"],
      exits: [
        .done: "turned back", .malformed: "federation.yaml is missing or wrong",
        .refused: "it is too late, or the proof does not hold", .secret: "the home does not open",
        .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions
  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    try StepRun(root, step, home, output, console).take(.abort)
  }
}

/// One step of a rotation, taken and told.
private struct StepRun {
  let home: Home
  let owner: AuthorityOwner
  let view: RotationView
  private let withSecrets: Bool
  private let json: Bool

  init(
    _ root: RootOptions, _ step: StepOptions, _ home: HomeOptions, _ output: OutputOptions, _ console: Console
  ) throws {
    self.home = try home.openForWriting(console)
    owner = try root.owner(self.home)
    view = RotationView(console: console, explain: step.explain, hint: home.hint)
    withSecrets = !step.noSecrets
    json = output.json
  }

  /// Takes the step. A proof that breaks is shown before the refusal, unless `review` does something else with it.
  func take(_ move: RotationMove, review: ((HandshakeProof) throws(CAError) -> Void)? = nil) throws -> ExitStatus {
    let taken = try home.rotate(owner, move, withSecrets: withSecrets) { proof, _ throws(CAError) in
      if let review { try review(proof) } else { view.tellIfBroken(proof) }
    }
    view.show(taken, owner, home, json: json)
    return .done
  }
}

/// Sentences of `--assume`.
enum Assumptions {
  static func evidence(_ sentences: [String], _ home: Home, _ owner: AuthorityOwner) throws -> [Evidence] {
    guard !sentences.isEmpty else { return [] }
    let ledger = try home.rotationLedger(withKeys: false)
    // Where nothing rotates nothing is taken for true: it would count in a later rotation.
    _ = try RotationMachine(ledger, owner).ahead()
    return try sentences.flatMap { sentence in
      guard let evidence = Assumption(sentence).evidence(in: ledger, of: owner) else {
        throw CommandLineError.value(
          option: "--assume", text: sentence,
          why: "understood are \(Assumption.sentences.map { "\"\($0)\"" }.joined(separator: ", "))"
            + ", with \"MESH: \" in front where several meshes are below the root",
          next: "--assume \"all proxies restarted\"")
      }
      return evidence
    }
  }
}
