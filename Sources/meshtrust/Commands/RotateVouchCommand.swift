import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Rotation
import X509

/// `meshtrust rotate vouch`: records somebody's word for what cannot be seen from here.
struct RotateVouchCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch",
    abstract: "Record an administrator's word for what cannot be seen from here.",
    discussion: Manual.text(
      "The sentences are \"all proxies restarted\", \"istiod restarted\", \"webhooks updated\", \"PEER updated\" and "
        + "\"requests answered\". "
        + "They are about the named mesh; below a shared root, about all of its meshes if none is named. The name of "
        + "whoever says so is logged, and is not verified. The command ends with what still waits; it takes no step. It "
        + "says so where nothing waits for a sentence now: said too early, it does not count later.",
      examples: [
        "meshtrust rotate vouch red-mesh \"all proxies restarted\" --by \"A. Smith\"",
        "meshtrust rotate vouch red-mesh \"istiod restarted\"",
      ],
      exits: [
        .done: "recorded", .malformed: "federation.yaml is missing or wrong, or no such sentence",
        .refused: "nothing rotates", .usage: "no such mesh, or no sentence", .inputOutput: "a file cannot be written",
      ]))

  @Argument(help: ArgumentHelp("The mesh, then one or several sentences.", valueName: "mesh> <sentence"))
  var words: [String]

  @Flag(name: .long, help: "About every mesh below the shared root.")
  var shared = false

  @OptionGroup var by: ClaimantOption
  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let claimant = try by.name()
    let home = try home.openForWriting(console)
    let federation = try home.federation()
    let (owner, sentences) = try subject(federation)
    let ledger = try home.rotationLedger(withKeys: false)
    // Without a rotation nothing is recorded, because it would apply to a later one.
    try RotationMachine(ledger, owner).requireRotation()
    let stated = try sentences.map { sentence in
      guard let evidence = Statement(sentence, by: claimant).evidence(in: ledger, of: owner) else {
        throw CommandLineError.value(
          option: "SENTENCE", text: sentence,
          why: "the known sentences are \(Statement.sentences.map { "\"\($0)\"" }.joined(separator: ", "))",
          next: nearest(to: sentence, federation))
      }
      return (sentence: sentence, evidence: evidence)
    }
    let evidence = stated.flatMap(\.evidence)
    let unawaited = Self.unawaited(stated, ledger, owner)
    try home.record(evidence)
    let gates = RotationMachine(try home.rotationLedger(withKeys: false), owner).gates().filter { !$0.isOpen }
    if output.json {
      console.print(node(evidence, unawaited, gates))
    } else {
      console.print(text(evidence, unawaited, gates, owner, console))
    }
    return .done
  }

  /// The sentences that change no gate, whatever is said beside them.
  private static func unawaited(
    _ stated: [(sentence: String, evidence: [Evidence])], _ ledger: RotationLedger, _ owner: AuthorityOwner
  ) -> [String] {
    func gates(with evidence: [Evidence]) -> [Gate] {
      var ledger = ledger
      ledger.evidence += evidence
      return RotationMachine(ledger, owner).gates()
    }
    let all = gates(with: stated.flatMap(\.evidence))
    return stated.indices.filter { index in
      gates(with: stated.indices.filter { $0 != index }.flatMap { stated[$0].evidence }) == all
    }.map { stated[$0].sentence }
  }

  /// What was probably meant; never another sentence, which would say more.
  private func nearest(to sentence: String, _ federation: ResolvedFederation) -> Message {
    let said = sentence.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? sentence
    let peers = federation.meshes.flatMap { [$0.name] + $0.gateways.map(\.peer) }
    let known = Statement.sentences.filter { $0 != "PEER updated" } + peers.map { "\($0) updated" }
    guard let meant = Spelling.nearest(to: said, among: known) else { return "say one of them, if it is true" }
    return "did you mean `\(.meshtrust("rotate", "vouch", words.first ?? "MESH", meant))`?"
  }

  /// The root that it is about, and the sentences, which name the mesh if it is one of several below the root.
  private func subject(_ federation: ResolvedFederation) throws -> (AuthorityOwner, [String]) {
    let mesh = words.first.flatMap { federation.mesh(named: $0) }
    guard federation.roots == .shared else {
      if shared { throw UsageError.misfit(.rootPerMesh(first: federation.meshes.first?.name ?? "MESH")) }
      let name = try federation.requireMesh(words.first ?? "").name
      return (.mesh(name), try named(Array(words.dropFirst())))
    }
    if let mesh { return (.shared, try named(words.dropFirst().map { "\(mesh.name): \($0)" })) }
    guard shared else { throw UsageError.choice(.root(first: nil)) }
    return (.shared, try named(words))
  }

  private func named(_ sentences: [String]) throws -> [String] {
    guard !sentences.isEmpty else { throw UsageError.choice(.statement(mesh: words.first ?? "MESH")) }
    return sentences
  }

  private func text(
    _ evidence: [Evidence], _ unawaited: [String], _ gates: [Gate], _ owner: AuthorityOwner, _ console: Console
  ) -> String {
    var recorded = Table()
    for item in evidence { recorded.add("recorded", item.mesh, item.kind.rawValue, item.source) }
    var lines = recorded.lines(on: console.page)
    for sentence in unawaited {
      lines.append("nothing waits for \"\(sentence)\" now: if it becomes true again when something does, say it then")
    }
    guard !gates.isEmpty else {
      return (lines + [console.text("next: every gate is open: \(.meshtrust("rotate", "next", owner.argument))")])
        .joined(separator: "\n")
    }
    lines.append(gates.count == 1 ? "1 gate still waits:" : "\(gates.count) gates still wait:")
    var table = Table("GATE", "MESH", "FOR", "STATE", "WAITS FOR")
    for gate in gates {
      table.add(
        gate.need.title, gate.holder, gate.mesh, gate.opens.map { "opens \($0)" } ?? "closed", gate.waitsFor)
    }
    lines += table.lines(on: console.page, indent: 2)
    return lines.joined(separator: "\n")
  }

  private func node(_ evidence: [Evidence], _ unawaited: [String], _ gates: [Gate]) -> Node {
    .schema(
      "rotate-vouch",
      [
        (
          "recorded",
          .sequence(
            evidence.map {
              .mapping([
                ("holder", .string($0.holder)), ("mesh", .string($0.mesh)), ("kind", .string($0.kind.rawValue)),
                ("version", .int($0.version)), ("time", .string($0.time.description)),
                ("claimant", .optional($0.claimant)), ("source", .string($0.source)),
              ])
            })
        ),
        ("unawaited", .strings(unawaited)), ("waiting", .sequence(gates.map(\.node))),
      ])
  }
}

extension Gate {
  /// The gate as JSON.
  var node: Node {
    .mapping([
      ("need", .string(need.rawValue)), ("holder", .string(holder)), ("mesh", .string(mesh)),
      ("open", .bool(isOpen)), ("opens", .optional(opens?.description)),
      ("waitsFor", .optional(isOpen ? nil : waitsFor)), ("next", .optional(isOpen ? nil : next.description)),
      ("shortcut", .optional(shortcut.isEmpty ? nil : shortcut.description)),
    ])
  }
}
