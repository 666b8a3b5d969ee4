import ArgumentParser
import CA
import Diagnostics
import Documents
import X509

/// `meshtrust rotate proof`: the stored proofs of the steps of a rotation.
struct RotateProofCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "proof",
    abstract: "Show the steps taken with a root, and the proof that each was safe.",
    discussion: Manual.text(
      "A proof is the table of handshakes that was verified and shown before the step. Without --step, the command "
        + "lists the steps and prints the proof of the last one.",
      examples: ["meshtrust rotate proof red-mesh", "meshtrust rotate proof --shared --step 2 --json"],
      exits: [
        .done: "shown", .malformed: "federation.yaml is missing or wrong",
        .refused: "nothing is issued yet, or no step was taken", .usage: "there is no such mesh or step",
        .inputOutput: "a file cannot be read",
      ]))

  @OptionGroup var root: RootOptions

  @Option(name: .long, help: ArgumentHelp("Only this step, by its number in the list.", valueName: "number"))
  var step: Int?

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let owner = try root.owner(home)
    let steps = Array(try home.rotationSteps(of: owner).enumerated())
    guard let last = steps.last else { throw ProofError.noStep(owner) }
    guard step.map({ (1...steps.count).contains($0) }) ?? true else {
      throw ProofError.unknownStep(step ?? 0, count: steps.count)
    }
    let shown = step.map { [steps[$0 - 1]] } ?? steps
    if output.json {
      console.print(
        .schema(
          "rotate-proof",
          [
            ("root", .string("\(owner)/root")),
            ("steps", .sequence(shown.map { Self.node($0.offset + 1, $0.element) })),
          ]))
      return .done
    }
    var table = Table("STEP", "TAKEN", "NAME")
    for (index, step) in shown { table.add("\(index + 1)", "\(step.time)", step.name) }
    let proof = shown.last?.element.proof ?? last.element.proof
    console.print(table.text(on: console.page) + "\n\n" + proof)
    return .done
  }

  private static func node(_ number: Int, _ step: RotationStep) -> Node {
    .mapping([
      ("step", .int(number)), ("name", .string(step.name)), ("time", .string(step.time.description)),
      ("proof", .string(step.proof)),
    ])
  }
}

enum ProofError: Diagnosable {
  case noStep(AuthorityOwner)
  case unknownStep(Int, count: Int)

  var diagnostic: Diagnostic {
    switch self {
    case .noStep(let owner):
      Diagnostic(
        "MT-ROT-20", what: "no step was taken with `\(owner)/root`",
        why: "a proof is stored with each step of a rotation, and with each reissue",
        next: "there is nothing to show before a first step; a rotation begins with "
          + "`\(.meshtrust("rotate", "start", owner.argument))`")
    case .unknownStep(let number, let count):
      Diagnostic(
        "MT-ROT-21", what: "there is no step \(number)", why: "the steps are numbered from 1 to \(count)",
        next: "leave out --step, which lists them")
    }
  }

  var exitStatus: ExitStatus {
    switch self {
    case .noStep: .refused
    case .unknownStep: .usage
    }
  }
}
