import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import SystemPackage
import X509

/// `meshtrust proposal`: what waits for a second person.
struct ProposalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proposal",
    abstract: "Read, approve and carry out what needs a second person.",
    discussion: Manual.text(
      "A command that `approval` in federation.yaml lists does nothing at first: it records what it would do. An approver "
        + "reads that and signs it with an SSH key; then it is carried out, exactly as it was approved, or not at all. In a "
        + "home on one machine this is a record, not a lock: whoever can open the home's keys can go round the tool.",
      examples: ["meshtrust proposal list", "meshtrust proposal carry-out 3f2a"],
      exits: [.done: "done", .usage: "no command of the group was named"]),
    subcommands: [
      ProposalListCommand.self, ProposalShowCommand.self, ProposalApproveCommand.self, ProposalCarryOutCommand.self,
    ])
}

/// `meshtrust proposal list`.
struct ProposalListCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List proposals, who made them, who approved them, and until when.",
    discussion: Manual.text(
      "A proposal lasts a day. --all adds those that ended or were carried out.",
      examples: ["meshtrust proposal list", "meshtrust proposal list --all --json"],
      exits: [
        .done: "listed", .refused: "nothing is issued yet", .secret: "the home cannot be opened",
        .inputOutput: "a file cannot be read",
      ]))

  @Flag(name: .long, help: "Also those that ended or were carried out.")
  var all = false

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let listed = try home.proposals().filter {
      all || ($0.proposal.state == .waiting && $0.proposal.expires > home.now)
    }
    guard !output.json else {
      console.print(
        .schema("proposal-list", [("proposals", .sequence(listed.map { Self.node($0.proposal, $0.approvers) }))]))
      return .done
    }
    guard !listed.isEmpty else {
      console.print("nothing waits for approval")
      return .done
    }
    var table = Table("ID", "STATE", "WHAT", "BY", "APPROVED BY", "UNTIL")
    for (proposal, approvers) in listed {
      let state = proposal.state == .waiting && proposal.expires <= home.now ? "ended" : proposal.state.rawValue
      table.add([
        proposal.id, state, "\(proposal.kind.rawValue) \(proposal.subject)", proposal.proposer,
        approvers.joined(separator: ", "), proposal.expires.description,
      ])
    }
    console.print(table.lines(on: console.page).joined(separator: "\n"))
    return .done
  }

  static func node(_ proposal: Proposal, _ approvers: [String]) -> Node {
    .mapping([
      ("id", .string(proposal.id)), ("state", .string(proposal.state.rawValue)),
      ("kind", .string(proposal.kind.rawValue)), ("subject", .string(proposal.subject)),
      ("details", .strings(proposal.details)), ("arguments", .strings(proposal.arguments)),
      ("proposer", .string(proposal.proposer)), ("approvers", .strings(approvers)),
      ("created", .string(proposal.created.description)), ("expires", .string(proposal.expires.description)),
    ])
  }
}

/// `meshtrust proposal show`: what an approver signs.
struct ProposalShowCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the text of a proposal, which is what an approver signs.",
    discussion: Manual.text(
      "Each line is a fact: who proposed it, what is done, with which command, and digests of the whole action and of the "
        + "state from which it starts. Sign exactly these octets: `ssh-keygen -Y sign -n meshtrust-approval -f KEY FILE`.",
      examples: ["meshtrust proposal show 3f2a", "meshtrust proposal show 3f2a --out 3f2a.txt"],
      exits: [
        .done: "printed", .refused: "nothing is issued yet", .secret: "the home cannot be opened",
        .usage: "no single proposal begins so", .inputOutput: "a file cannot be read or written",
      ]))

  @Argument(help: ArgumentHelp("The ID, or its first digits.", valueName: "id"))
  var id: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let home = try home.openBegun(console)
    let proposal = try home.proposal(id)
    if output.json {
      let approvers = try home.proposals().first { $0.proposal == proposal }?.approvers ?? []
      console.print(
        .schema(
          "proposal-show",
          [("text", .string(proposal.text)), ("proposal", ProposalListCommand.node(proposal, approvers))]))
    } else {
      console.print(bytes: Array(proposal.text.utf8))
    }
    return .done
  }
}

/// `meshtrust proposal approve`: records a signature.
struct ProposalApproveCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Record the SSH signature of an approver over a proposal.",
    discussion: Manual.text(
      "The signature counts if its key is one of `approval.approvers` in federation.yaml, and not the proposer's. Ed25519, "
        + "ECDSA and RSA with SHA-2 are taken, also from security keys. It is verified again when the proposal is carried out.",
      examples: [
        "meshtrust proposal approve 3f2a --signature 3f2a.txt.sig",
        "meshtrust proposal approve 3f2a --signature 3f2a.txt.sig --home pki",
      ],
      exits: [
        .done: "recorded", .malformed: "the file is not a signature",
        .refused: "the key is no approver's, or the proposal ended", .secret: "the home cannot be opened",
        .usage: "no single proposal begins so", .inputOutput: "a file cannot be read",
      ]))

  @Argument(help: ArgumentHelp("The ID, or its first digits.", valueName: "id"))
  var id: String

  @Option(name: .long, help: ArgumentHelp("What ssh-keygen -Y sign wrote; - for standard input.", valueName: "file"))
  var signature: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  /// The largest signature, of RSA with 16384 bits, is far smaller.
  private static let limit = 1 << 16

  func execute(_ console: Console) throws -> ExitStatus {
    let octets = try FileSystem.read(FilePath(signature), limit: Self.limit)
    let text = String(decoding: octets, as: UTF8.self)
    let home = try home.openBegun(console, writing: true)
    let approved = try home.approve(id, signature: text, named: signature)
    if output.json {
      console.print(
        .schema(
          "proposal-approve",
          [
            ("id", .string(approved.proposal.id)), ("approver", .string(approved.approver)),
            ("given", .int(approved.given)), ("required", .int(approved.required)),
          ]))
      return .done
    }
    let next: Message =
      approved.given >= approved.required
      ? "next: `\(.meshtrust("proposal", "carry-out", approved.proposal.id))`"
      : "next: \(Counted.text(approved.required - approved.given, "more approval"))"
    console.print(
      console.text(
        "\(approved.approver) approves the proposal \(approved.proposal.id): \(approved.given) of \(approved.required)\n"
          + next))
    return .done
  }
}

/// `meshtrust proposal carry-out`: gives the command again that was proposed.
struct ProposalCarryOutCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "carry-out",
    abstract: "Do what a proposal says, if it is approved and nothing changed.",
    discussion: Manual.text(
      "Gives the proposed command again, with the home options of this one. It does what was approved or nothing: another "
        + "action, another state of the home, or another federation.yaml makes the proposal void. One that was begun is "
        + "not carried out again. Files that the command names are read from the present folder.",
      examples: ["meshtrust proposal carry-out 3f2a", "meshtrust proposal carry-out 3f2a --home pki"],
      exits: [
        .done: "carried out, or as the command itself ends", .no: "as the command itself ends",
        .pending: "as the command itself ends", .malformed: "as the command itself ends",
        .refused: "it is not approved, void, ended, or was carried out", .secret: "the home cannot be opened",
        .usage: "no single proposal begins so", .inputOutput: "a file cannot be read or written",
      ]))

  @Argument(help: ArgumentHelp("The ID, or its first digits.", valueName: "id"))
  var id: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let proposal = try home.openBegun(console).ready(id)
    let given = [
      ("--home", home.home), ("--passphrase-file", home.passphraseFile), ("--now", home.now),
    ]
    let options = given.flatMap { name, value in value.map { [name, $0] } ?? [] } + (output.json ? ["--json"] : [])
    return Invocation.$proposal.withValue(proposal.id) {
      MeshTrust.run(proposal.arguments.filter { $0 != "--json" || !output.json } + options, console)
    }
  }
}
