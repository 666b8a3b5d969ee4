import ArgumentParser
import CA
import Cryptography
import Diagnostics
import Documents
import SPIFFE
import X509

/// `meshtrust issue`: a certificate and key for a gateway or workload.
struct IssueCommand: Executable {
  static let configuration = CommandConfiguration(
    commandName: "issue",
    abstract: "Issue a certificate and key for a gateway or workload.",
    discussion: Manual.text(
      "With --out the folder holds cert-chain.pem (leaf first), key.pem (mode 0600, plain, as proxies read it) and "
        + "root-cert.pem. Without it the chain and the key are printed.",
      examples: [
        "meshtrust issue red-mesh --gateway egress-green-mesh --out certs",
        "meshtrust issue red-mesh --service-account bookinfo/ratings --ttl 1h",
      ],
      exits: [
        .done: "issued", .malformed: "a value cannot be read", .refused: "the intermediate may not issue that",
        .secret: "the home does not open", .usage: "wrong usage", .inputOutput: "a file cannot be written",
      ]))

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var leaf: LeafOptions

  @Option(name: .long, help: ArgumentHelp("The key's type. (default: the profile's)", valueName: "algorithm"))
  var keyType: String?

  @Option(name: .long, help: ArgumentHelp("Make this folder and write the files there.", valueName: "dir"))
  var out: String?

  @Flag(name: .long, help: "Issue also for keys that sidecars refuse.")
  var force = false

  @Argument(help: ArgumentHelp("The mesh.", valueName: "mesh"))
  var mesh: String

  func execute(_ console: Console) throws -> ExitStatus {
    let algorithm = try keyType.map { text in
      guard let algorithm = KeyAlgorithm(name: text) else {
        let known = KeyAlgorithm.allCases.map(\.rawValue)
        throw CommandLineError.value(
          option: "--key-type", text: text, why: "it is one of \(known.joined(separator: ", "))",
          next: "--key-type \(Spelling.nearest(to: text, among: known) ?? "ecdsa-p256")")
      }
      return algorithm
    }
    let subject = try leaf.subject()
    let lifetime = try leaf.lifetime()
    if let out, FileSystem.exists(out) { throw CAError.exists(path: out) }
    let home = try home.openForWriting(console)
    let issued = try home.issueLeaf(
      mesh, for: subject, dnsNames: leaf.dns, lifetime: lifetime, algorithm: algorithm, forcing: force)
    if let out { try LeafFolder(path: out).write(issued) }
    try tell(issued, console)
    return .done
  }

  private func tell(_ issued: IssuedLeaf, _ console: Console) throws {
    if output.json {
      console.print(LeafView.node(issued, "issue", folder: out))
    } else if let out {
      console.print(LeafView.text(issued) + "\nwrote \(out): cert-chain.pem, key.pem, root-cert.pem")
    } else {
      console.say(LeafView.text(issued))
      console.print(bytes: Array(PEM.write(issued.chain).utf8))
      if let key = issued.key {
        PEM.write(PrivateKeyDER.label, secret: try PrivateKeyDER.encode(key)).withBytes {
          unsafe console.print(bytes: Array($0))
        }
      }
    }
  }
}

/// What is told of an issued leaf.
enum LeafView {
  static func text(_ issued: IssuedLeaf) -> String {
    let end = issued.chain.first.map { "\($0.validity.notAfter)" } ?? ""
    return "issued \(issued.identity.spiffeID), valid until \(end)"
  }

  static func node(_ issued: IssuedLeaf, _ schema: String, folder: String?) -> Node {
    var entries: [(String, Node)] = [
      ("spiffeID", .string(issued.identity.spiffeID.uri)),
      ("fingerprint", .optional(issued.chain.first?.fingerprint)),
      ("notAfter", .optional(issued.chain.first?.validity.notAfter.description)),
    ]
    if let folder {
      entries.append(("folder", .string(folder)))
    } else {
      entries.append(("chain", .string(PEM.write(issued.chain))))
    }
    return .schema(schema, entries)
  }
}
