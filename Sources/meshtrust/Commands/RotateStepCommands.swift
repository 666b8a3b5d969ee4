import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import Federation
import Rotation

/// `meshtrust rotate start`: adds a new root to every bundle.
struct RotateStartCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Create a new root and add it to every bundle beside the old one.",
    discussion: Manual.text(
      "Nothing signs with the new root yet. With --compromised the old root is removed at once: the command shows who "
        + "is cut off until they apply the new bundle, and asks for confirmation; a rotation that was aborted in signing "
        + "goes forward again for that. A root that was adopted, or whose key "
        + "is elsewhere, is replaced by one of this home only with --to own. With --to external the new root is that of "
        + "another authority: its owner signs an intermediate on request, which is installed before it signs. --to shared "
        + "and --to per-mesh name no mesh: every mesh begins, and goes on with steps of its own.",
      examples: [
        "meshtrust rotate start red-mesh --reason yearly", "meshtrust rotate start red-mesh --key-type p384",
        "meshtrust rotate start red-mesh --to external --root corporate.pem", "meshtrust rotate start --to shared",
      ],
      exits: [
        .done: "started", .malformed: "federation.yaml is missing or wrong",
        .refused: "a rotation is in progress, the root is not of this home, the proof fails, or not confirmed",
        .secret: "the home cannot be opened", .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions

  /// Whose the new root is.
  enum NewRoot: String, CaseIterable {
    case own
    case external
    case shared
    case perMesh = "per-mesh"
  }

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whose the new root is: own, made by this home; external, that of another authority; for the whole federation "
        + "shared, one for all meshes; or per-mesh, one for each.", valueName: "whose"),
    completion: .list(NewRoot.allCases.map(\.rawValue)))
  var to: String?

  @OptionGroup var external: ExternalRootOptions

  @Option(name: .long, help: ArgumentHelp("The key type of the new root, such as p384.", valueName: "type"))
  var keyType: String?

  @Option(name: .long, help: ArgumentHelp("The reason, for the log.", valueName: "text"))
  var reason = ""

  @Flag(name: .long, help: "Cross-sign the two roots, for peers that are late.")
  var crossSign = false

  @Flag(name: .long, help: "The old key is compromised: remove its root from every bundle at once.")
  var compromised = false

  @Flag(name: .long, help: "Do not ask for confirmation.")
  var yes = false

  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    if crossSign, compromised {
      throw UsageError.conflict(.crossSignOfCompromised)
    }
    let options = try options(console)
    if let mode { return try move(to: mode, options, console) }
    let run = try StepRun(root, step, home, output, console)
    return try run.take(.start(options)) { proof, ledger throws(CAError) in
      guard compromised else { return run.view.sayIfBroken(proof) }
      console.say(run.view.cutOff(proof))
      console.say(RotationObstacles(ledger, run.owner).blocks)
      guard !yes else { return }
      try CAError.confirming { () throws(NotConfirmed) in
        try console.confirm(
          "Replace the root at once?", "the root would be replaced at once",
          why: "the handshakes above fail until both sides have applied the step",
          next: "\(.meshtrust("rotate", "start", run.owner.argument, "--compromised", "--yes"))")
      }
    }
  }
}

extension RotateStartCommand {
  private func target() throws -> NewRoot? { try to.map { try OptionValue.choice("--to", $0) } }

  /// How the meshes are to have their roots, if that changes.
  private var mode: RootMode? { to.flatMap { RootMode(rawValue: $0) } }

  private func move(
    to mode: RootMode, _ options: RotationMachine.Options, _ console: Console
  ) throws -> ExitStatus {
    let home = try home.openForWriting(console)
    let view = RotationView(console: console, explain: step.explain)
    let secrets = try step.secrets.choice()
    let progress = Progress("proving and writing the step")
    let taken = try progress.during { () throws(RotationError) in
      try home.moveRoots(to: mode, options, withSecrets: secrets) { proof, _ throws(CAError) in
        progress.stop()
        defer { progress.start() }
        view.sayIfBroken(proof)
      }
    }
    view.showMove(taken, mode, home, json: output.json)
    return .done
  }

  private func options(_ console: Console) throws -> RotationMachine.Options {
    var options = RotationMachine.Options()
    options.algorithm = try keyType.map { text in
      guard let algorithm = KeyAlgorithm(name: text) else {
        return try OptionValue.choice("--key-type", text) as KeyAlgorithm
      }
      return algorithm
    }
    options.reason = try reason.isEmpty ? "" : OptionValue.line("--reason", reason, example: "yearly")
    options.crossSigns = crossSign
    options.isCompromised = compromised
    options.acceptUnconfined = try external.pin.reason()
    let target = try target()
    if mode != nil, crossSign || compromised || root.mesh != nil || root.shared {
      throw UsageError.conflict(.moveOfAll(to: to ?? ""))
    }
    guard target == .external || target == .shared && external.root != nil else {
      guard external.isEmpty else { throw UsageError.conflict(.rootWithoutExternal) }
      if target == .own { options.newRoot = .own }
      return options
    }
    if keyType != nil || crossSign { throw UsageError.conflict(.keyOfExternalRoot) }
    options.newRoot = .external(try external.certificate(console), fingerprint: try external.pin.digits())
    return options
  }
}

/// `meshtrust rotate next`: the next step.
struct RotateNextCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "next",
    abstract: "Take the next step, or refuse and report what is missing.",
    discussion: Manual.text(
      "`rotate seen` and `rotate vouch` open the gates; `rotate status` shows what each one waits for.",
      examples: [
        "meshtrust rotate next red-mesh", "meshtrust rotate next red-mesh --explain",
      ],
      exits: [
        .done: "step taken", .malformed: "federation.yaml is missing or wrong",
        .refused: "a gate is closed, or the proof fails", .secret: "the home cannot be opened",
        .usage: "no such mesh", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup(title: "Root Options") var root: RootOptions

  /// Only to name the command that took its place.
  @Option(name: .long, help: .hidden)
  var assume: [String] = []

  @OptionGroup(title: "Step Options") var step: StepOptions
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    guard assume.isEmpty else {
      throw UsageError.misfit(.assumption(root: root.mesh ?? "--shared", sentences: assume))
    }
    return try StepRun(root, step, home, output, console).take(.next)
  }
}

/// `meshtrust rotate abort`: goes back to the old root.
struct RotateAbortCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "Go back to the old root, from any step where that is safe.",
    discussion: Manual.text(
      "In distributing, the new root is dropped. In signing, the rotation is reversed: the old root signs again, "
        + "and the new one is dropped once everything below it has expired.",
      examples: ["meshtrust rotate abort red-mesh", "meshtrust rotate abort --shared"],
      exits: [
        .done: "aborted or reversed", .malformed: "federation.yaml is missing or wrong",
        .refused: "it is too late, or the proof fails", .secret: "the home cannot be opened",
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

/// One step of a rotation: taken, and reported.
private struct StepRun {
  let home: OpenHome
  let owner: AuthorityOwner
  let view: RotationView
  private let withSecrets: Bool?
  private let json: Bool

  init(
    _ root: RootOptions, _ step: StepOptions, _ home: HomeOptions, _ output: OutputOptions, _ console: Console
  ) throws {
    self.home = try home.openForWriting(console)
    owner = try root.owner(self.home)
    view = RotationView(console: console, explain: step.explain)
    withSecrets = try step.secrets.choice()
    json = output.json
  }

  /// Takes the step. A proof that fails is shown before the error, unless `review` handles it.
  func take(_ move: RotationMove, review: ((HandshakeProof, RotationLedger) throws(CAError) -> Void)? = nil) throws
    -> ExitStatus
  {
    let progress = Progress("proving and writing the step")
    let taken = try progress.during { () throws(RotationError) in
      try home.rotate(owner, move, withSecrets: withSecrets) { proof, ledger throws(CAError) in
        progress.stop()
        defer { progress.start() }
        if let review { try review(proof, ledger) } else { view.sayIfBroken(proof) }
      }
    }
    if case .start = move { view.console.say(RotationObstacles(taken.outcome.ledger, owner).notes) }
    view.show(taken, owner, home, json: json)
    return .done
  }
}
