import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Kubernetes
import SPIFFE
import X509

/// `meshtrust trust export`: the trust card of a mesh.
struct TrustExportCommand: HomeCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print the trust card of a mesh, signed with its root's key, or its roots in another tool's format.",
    discussion: Manual.text(
      "Its sequence number increases when the facts change, and only then; the same facts result in the same "
        + "bytes. Export again after each step of a rotation.",
      examples: [
        "meshtrust trust export red-mesh --for green-mesh > red.trust.yaml",
        "meshtrust trust export red-mesh --format spiffe > red.json",
      ],
      exits: [
        .done: "printed", .malformed: "federation.yaml is missing or wrong",
        .refused: "nothing is issued yet, or the other mesh is not a peer",
        .secret: "the home cannot be opened", .usage: "there is no such mesh, or wrong usage",
        .inputOutput: "the database cannot be written",
      ]))

  /// The format of the export.
  enum Form: String, CaseIterable {
    case card, pem, spiffe, configmap
  }

  @Option(name: .customLong("for"), help: ArgumentHelp("Include only what is for this peer.", valueName: "peer"))
  var peer: String?

  @Option(
    name: .long, help: ArgumentHelp("card, pem, spiffe or configmap.", valueName: "form"),
    completion: .list(Form.allCases.map(\.rawValue)))
  var format = Form.card.rawValue

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The lowest sequence number, for a home restored from an old backup: above the one that the peers have.",
      valueName: "number"))
  var sequence: String?

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  @OptionGroup(title: "Home Options") var home: HomeOptions
  @OptionGroup(title: "Output Options") var output: OutputOptions

  func execute(_ console: Console) throws -> ExitStatus {
    let form: Form = try OptionValue.choice("--format", format)
    if peer != nil, form == .pem || form == .spiffe {
      throw UsageError.conflict(.peerOfForm(form.rawValue))
    }
    let least = try sequence.map { text in
      guard let number = Int64(text), (1...SignedTrustCard.highestSequence).contains(number) else {
        throw CommandLineError.value(
          option: "--sequence", text: text,
          why: "a sequence number is a whole number from 1 to \(SignedTrustCard.highestSequence)",
          next: "such as 42")
      }
      guard form == .card else {
        throw UsageError.conflict(.sequenceOfForm(form.rawValue))
      }
      return number
    }
    let home = try home.openBegun(console, writing: true)
    switch form {
    case .card:
      let exported = try home.exportCard(mesh, for: peer, least: least ?? 1)
      console.say(exported.warnings)
      print(
        exported.yaml, sequence: exported.card.sequence, exported.card.roots, signers: exported.signers, console)
    case .spiffe:
      let bundle = try home.exportBundle(mesh)
      let text = JSONWriter.write(try BundleJWKS.write(bundle), pretty: true) + "\n"
      print(Array(text.utf8), sequence: bundle.sequence.flatMap { Int64(exactly: $0) }, bundle.certificates, console)
    case .pem:
      let roots = try home.exportFacts(mesh).roots
      print(Array(PEM.write(roots).utf8), sequence: nil, roots, console)
    case .configmap:
      let roots = try home.exportFacts(mesh).roots
      let configMap = try home.exportConfigMap(mesh, for: peer)
      print(YAMLWriter.write([configMap.node]), sequence: nil, roots, console)
    }
    return .done
  }

  private func print(
    _ bytes: [UInt8], sequence: Int64?, _ roots: [Certificate], signers: [String] = [], _ console: Console
  ) {
    guard !output.json else {
      return console.print(
        .schema(
          "trust-export",
          [
            ("mesh", .string(mesh)), ("for", .optional(peer)), ("format", .string(format)),
            ("sequence", sequence.map { Node(.integer($0)) } ?? .null),
            ("roots", .strings(roots.map { "SHA256:" + $0.fingerprint })),
            ("signers", .strings(signers.map { "SHA256:" + $0 })),
            ("content", .string(String(decoding: bytes, as: UTF8.self))),
          ]))
    }
    console.print(bytes: bytes)
    if let sequence { console.say("sequence \(sequence)") }
    for root in roots { console.say("tell the importing administrator: \(root) is SHA256:\(root.fingerprint)") }
  }
}
